"""Drains what is owed, and keeps the schedule. Any number of workers may run beside each other.

Not here: what is owed (`reactions.py`) and when (`schedule.py`).
"""
