"""What donations are for: funds, and the campaigns that ask for them.

Not here: figures of what they received (`reporting/figures`), their pages (`web/staff/configuration`).
"""
