"""One application a module, as below all stories."""

from tests.core.conftest import house, inside

__all__ = ["house", "inside"]
