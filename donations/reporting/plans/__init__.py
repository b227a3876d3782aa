"""Plans in figures: how they stand, and what became of them in a span of days."""
