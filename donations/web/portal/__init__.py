"""My giving: what supporters see of their own. Guard: a session that a link in a letter opened."""
