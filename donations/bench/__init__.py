"""Product and floor, measured side by side in one run: `donations bench NAME`. A target is checked here, not by a test."""
