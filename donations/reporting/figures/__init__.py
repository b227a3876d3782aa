"""Sums of what was given, per currency and period. Rows are in `search`."""
