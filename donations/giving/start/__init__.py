"""A visitor gives: from the form sent to the provider's page, and what becomes of pages nobody finished.

What money does afterwards is in `settle`.
"""
