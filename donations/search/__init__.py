"""The list of all donations as staff see it: one row each, made for finding, sorting and adding up.

It writes: each change of a donation brings its row up to date in the same transaction. Not here: pages and files.
"""
