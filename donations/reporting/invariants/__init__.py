"""What must always hold, as queries that find what does not; `donations verify` runs them all."""
