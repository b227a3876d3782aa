"""Behind the scenes: the provider's events, background jobs, letters."""
