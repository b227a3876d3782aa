"""Standing orders of the supporter's own bank: recognised in donations that came, or guessed at and asked about."""
