"""Who works here: accounts, what they may do, and the trail of what they did.

Not here: signing in and pages (`web/staff/sign_in`), acts (`desk`).
"""
