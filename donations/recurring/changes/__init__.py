"""Changes of a plan: asked for, checked, sent to the provider, in force or refused.

What the plan is stands in `plan`.
"""
