"""Product and floor, measured side by side in one run: `donations bench NAME`. Targets are checked here alone."""
