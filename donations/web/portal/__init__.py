"""My giving: what supporters see of their own. Guard: a session that a link in a letter opened.

Not here: rules; a view reads the form, opens a transaction, calls one verb.
"""
