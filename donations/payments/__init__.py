"""Money moving through a payment provider: what we ask of it, what it tells us, and the inbox of its events."""
