"""What visitors see. Guard: none; a page about one gift opens by the token in its link."""
