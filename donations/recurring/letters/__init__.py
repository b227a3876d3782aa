"""Letters about plans: which are owed, what they say, and which are out of date. How letters are sent is in `mail`."""
