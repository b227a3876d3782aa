"""A simulator of the Stripe calls we use, for the first run and for tests. No money moves, nothing is ever live."""
