"""The heart: single donations, from the form sent to whatever becomes of their money.

Not here: what repeats (`recurring`), the documents (`receipts`), how the provider is spoken to (`payments`).
"""
