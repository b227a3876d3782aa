"""Supporters at the desk: one supporter's page, and what they asked of us."""
