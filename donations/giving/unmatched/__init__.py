"""Money whose donation nobody here knows: tied by a person, recorded from its payment, or rebuilt after a loss."""
