"""What staff see, a room for each thing they do; each page says what one must be allowed to do.

Not here: queries (`reporting`), verbs (`giving`, `recurring`, `desk`).
"""
