"""Everything there is to know of one plan. Reads only; words are made in `web`."""
