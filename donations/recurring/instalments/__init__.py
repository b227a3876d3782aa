"""The instalments of a plan: due, paid, recorded by hand, counted. Those that failed are in `dunning`."""
