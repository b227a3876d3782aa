"""The list of all donations as staff see it: one row each, made for finding, sorting and adding up."""
