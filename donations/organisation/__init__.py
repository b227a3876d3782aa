"""Who asks for donations: the foundation's one row, its legal texts, the addresses of its pages.

Not here: funds and campaigns (`funds`), who may change it (`desk/arranging`).
"""
