"""A simulator of the Stripe calls we use, for the first run and for tests; what it guesses is in `GUESSES.md`.

Not here: our own rules. No money moves, nothing is ever live.
"""
