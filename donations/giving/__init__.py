"""The heart: gifts of money, from the form sent to whatever becomes of them."""
