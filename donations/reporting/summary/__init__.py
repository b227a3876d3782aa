"""What a supporter gave in a span of days: shown, and printed for whoever wants it on paper. Not a receipt."""
