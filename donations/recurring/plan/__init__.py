"""A plan from its first day to its last: begun, described by the provider, recorded by hand, ended."""
