"""Money that goes back and payments that are stopped.

Asked for here, sent to the provider, and what the provider says of them.
"""
