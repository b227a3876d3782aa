"""What staff see: sign-in, then pages that each say what one must be allowed to do."""
