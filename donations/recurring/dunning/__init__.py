"""What follows when a collection fails, until it is recovered or given up.

The steps themselves are one table: `dunning_steps.py`.
"""
