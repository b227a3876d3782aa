"""One act on many donations: chosen, confirmed, done by the worker with progress."""
