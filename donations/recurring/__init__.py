"""Giving regularly: plans, their instalments, and what follows when a collection fails.

Not here: the donation an instalment makes (`giving`), lists and figures of plans (`reporting/plans`).
"""
