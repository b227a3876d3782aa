from tests.crowd import choices, crowd

__all__ = ["choices", "crowd"]
