"""Lists as files: exactly what is filtered, however much, and what it adds up to."""
