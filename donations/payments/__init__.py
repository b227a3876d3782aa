"""Money moving through a payment provider: what we ask of it, what it reports, and the inbox of its events.

Not here: what follows from an event (`provider_events.py`), rules about donations (`giving`).
"""
