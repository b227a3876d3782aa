"""Drains what is owed, and keeps the schedule. Any number of workers may run beside each other."""
