"""Money whose donation nobody here knows: linked by a person, recorded from its payment, or rebuilt after a loss.

Not here: events themselves (`payments`).
"""
