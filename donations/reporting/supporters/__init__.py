"""What is known of one supporter, for the desk and for themselves. Reads only."""
