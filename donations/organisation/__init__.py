"""Who asks for gifts: the foundation's one row, its privacy texts, and the addresses of its pages."""
