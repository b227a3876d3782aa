"""What may be done with many donations at once: a name stored in rows, a permission, and the verb for one of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from donations.giving.models import Donation
from donations.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class Asked:
    """By whom, why, and what else the action needs to know."""

    by: UUID
    reason: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`run` does it to one locked donation, or raises a `DonationsError` that says why not.

    `fits`: for which donations there is something to do; None: for all.
    """

    name: str
    permission: Permission
    run: Callable[[Donation, Asked], None]
    fits: Callable[[], ColumnElement[bool]] | None = None
