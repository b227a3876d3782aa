"""Two transactions that wait for each other: the database ends one of them, and it has simply to be done again."""

from sqlalchemy.exc import DBAPIError

_COLLISIONS = {"40P01", "40001"}  # PostgreSQL: a deadlock, and one that cannot be put into an order


def is_collision(error: BaseException) -> bool:
    """Whether the same transaction may succeed when it is done once more."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _COLLISIONS
