"""Where templates and migrations lie: packed inside the wheel, or beside the package in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """The folder of Jinja and document templates."""
    return _packed_or_sibling("templates")


def migrations_folder() -> Path:
    """The folder of Alembic's migrations."""
    return _packed_or_sibling("migrations")


def _packed_or_sibling(name: str) -> Path:
    packed = _PACKAGE / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
