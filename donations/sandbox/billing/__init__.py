"""Subscriptions, invoices and what time does to them."""
