"""The list's address, read for every page that works with a list: shown, exported, acted upon."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, url_for
from werkzeug.datastructures import MultiDict

from donations.funds.queries import all_campaigns, all_funds
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.reporting.listing.cursor import Cursor
from donations.reporting.listing.read_query import Choices, ListQuery, read_query

SHOWABLE = (
    *("day", "name", "amount", "status", "fund", "campaign", "placement", "method", "message"),
    *("email", "refunded", "covered_costs", "receipt", "language", "frequency", "started_at"),
)
USUAL = ("day", "name", "amount", "status", "fund", "campaign", "method", "message")
_KEY = re.compile(r"[0-9]{1,19}", re.ASCII)
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the address asks for."""

    query: ListQuery
    choices: Choices
    columns: Sequence[str]
    organisation: Organisation  # held on to: whoever asks for it later on the page asks no database

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The address again: filters, order and chosen columns."""
        chosen = [] if tuple(self.columns) == USUAL else [("column", name) for name in self.columns]
        return [*self.query.given, *chosen]

    def url(self, endpoint: str = "staff.donations", **changes: Any) -> str:
        """A page about the same list; `changes` set a field, None takes it away."""
        pairs = [(name, value) for name, value in self.pairs if name not in changes]
        pairs += [(name, str(value)) for name, value in changes.items() if value is not None]
        return url_for(endpoint) + (f"?{urlencode(pairs)}" if pairs else "")


def read_list(given: MultiDict[str, str] | None = None) -> ListPage:
    """From the address, or from a form's hidden fields."""
    given = request.args if given is None else given
    organisation = the_organisation()
    choices = Choices(all_funds(), all_campaigns(), organisation.zone)
    chosen = [name for name in SHOWABLE if name in given.getlist("column")]
    return ListPage(read_query(given.to_dict(), choices), choices, chosen or USUAL, organisation)


def read_cursor() -> Cursor | None:
    """`after` or `before`; anything but a number is a 400."""
    for name in ("after", "before"):
        if name in request.args:
            typed = request.args[name]
            if not _KEY.fullmatch(typed) or int(typed) > _LARGEST:
                abort(400)
            return Cursor(int(typed), is_before=name == "before")
    return None
