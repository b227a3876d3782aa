"""Giving regularly: a standing instruction, and the gifts it makes."""
