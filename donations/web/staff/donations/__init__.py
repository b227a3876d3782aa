"""The list of donations and one donation: what it shows and what may be done to it."""
