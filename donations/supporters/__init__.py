"""Who gives, how they reach *My giving*, and what they agreed to.

Not here: donations, plans or receipts; what touches those too is in `desk`.
"""
