"""Checkout Sessions: what may be asked of them, and what a visitor chooses on their page."""
