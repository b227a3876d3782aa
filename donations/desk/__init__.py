"""What staff work with: views they saved of the list, and acts on many donations at once."""
