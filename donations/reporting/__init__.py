"""Read-only figures: health, and the invariants."""
