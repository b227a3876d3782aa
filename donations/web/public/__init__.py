"""What visitors see. Guard: none; a page about one donation opens by the token in its link.

Not here: rules; the same as in every room of `web`.
"""
