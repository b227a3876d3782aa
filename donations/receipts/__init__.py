"""The numbered document: issued once, never edited, only voided or replaced.

Not here: summaries of a year (`reporting/summary`), which are no receipts.
"""
