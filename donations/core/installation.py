"""Where templates and migrations lie: packed inside the wheel, or beside the package in a checkout."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids
from donations.core.database import Base, session
from donations.core.errors import Refused

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


class Mode(StrEnum):
    SANDBOX = "sandbox"  # our own simulator: no money exists
    TEST = "test"  # the provider's test mode: no money moves
    LIVE = "live"  # real money


class Installation(Base):
    """The single row that says which installation this database belongs to."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    installation_id: Mapped[UUID] = mapped_column(default=ids.new_id)
    mode: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


def installation() -> Installation:
    """The row; raises `Refused` when the database was never set up."""
    row = session.get(Installation, 1)
    if row is None:
        raise Refused("The database is empty. Run: donations migrate")
    return row


def claim_database(mode: Mode) -> None:
    """Write the row at the first start; afterwards refuse to serve a database of another mode."""
    row = session.get(Installation, 1)
    if row is None:
        session.add(Installation(mode=mode))
        session.flush()
    elif row.mode != mode:
        raise Refused(
            "This database belongs to %(owner)s mode and the settings say %(mode)s. "
            "Use another DONATIONS_DATA_DIR or DONATIONS_DATABASE_URL.",
            owner=row.mode,
            mode=str(mode),
        )
