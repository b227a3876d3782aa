"""How large a bench is to be, and what it is given from above."""

from collections.abc import Callable
from dataclasses import dataclass

from donations.settings import Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """`rows`: gifts or documents; `seconds`: for the whole of what is measured by time; `prepare` makes a database.

    `rounds`: how often each is measured, in turn with what it is measured against. `database_url`: a sandbox's to be
    measured as it stands, where a bench can; else one is made and thrown away.
    """

    rows: int
    seconds: float
    prepare: Callable[[Settings], None]
    rounds: int
    database_url: str = ""
