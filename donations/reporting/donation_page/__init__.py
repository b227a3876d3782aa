"""Everything there is to know of one donation. Reads only; words are made in `web`."""
