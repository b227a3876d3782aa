"""What the service still owes and what the provider sent, as lists. Reads only; acts are in `desk`."""
