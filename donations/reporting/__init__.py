"""Figures, pages' facts, exports and invariants.

Reads only: nothing here writes, and words for people are made in `web`.
"""
