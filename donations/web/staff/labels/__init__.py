"""Words for stored values, shared by several rooms. A room's own sentences are in its `words.py`."""
