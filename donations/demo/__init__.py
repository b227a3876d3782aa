"""Made-up donations by the thousand, for trying out the desk at the size of a large foundation.

Not here: the foundation it belongs to (`cli/foundation.example.toml`). Never in live mode.
"""
