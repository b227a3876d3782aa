"""What needs attention, in words, each with the page where it waits."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from donations.reporting.needs_attention import WaitingCount, WaitsFor, count_by_kind
from donations.web.staff.labels.names import moment
from donations.web.staff.operations.lists import count_refusals, count_wishes

_DONATIONS = "staff.waiting"  # told apart by what they wait for


def waiting_items(menu: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As `components/staff/figures.html` takes them, from the menu: only pages this person may open."""
    elsewhere = [item for item in menu if item["count"] and item["endpoint"] != _DONATIONS]
    return _donations() + [
        {"label": _words(item["endpoint"], item["count"]) or item["label"], "count": item["count"], "url": item["url"]}
        for item in elsewhere
    ]


def _donations() -> list[dict[str, Any]]:
    waiting = count_by_kind()
    held, failed, came, disputed = (waiting.get(kind, WaitingCount(0, None)) for kind in WaitsFor)
    evidence: str = ngettext("dispute wants evidence", "disputes want evidence", disputed.count)
    if disputed.due_at:
        until = gettext("the first by %(when)s", when="{}")
        evidence = Markup("{}, {}").format(evidence, Markup.escape(until).format(moment(disputed.due_at)))
    return [
        {
            "label": ngettext("gift is held for review", "gifts are held for review", held.count),
            "count": held.count,
            "url": url_for("staff.donations", held="1"),
        },
        {
            "label": ngettext("refund failed", "refunds failed", failed.count),
            "count": failed.count,
            "url": url_for(_DONATIONS),
        },
        {
            "label": ngettext("gift came though it was cancelled", "gifts came though they were cancelled", came.count),
            "count": came.count,
            "url": url_for(_DONATIONS),
        },
        {"label": evidence, "count": disputed.count, "url": url_for(_DONATIONS)},
        {
            "label": ngettext("supporter asks for something", "supporters ask for something", count_wishes()),
            "count": count_wishes(),
            "url": url_for(_DONATIONS),
        },
        {
            "label": ngettext(
                "change of a regular gift was not made", "changes of regular gifts were not made", count_refusals()
            ),
            "count": count_refusals(),
            "url": url_for(_DONATIONS),
        },
    ]


def _words(endpoint: str, count: int) -> str:
    """The end of a sentence that begins with the number; empty for pages that say it by their name."""
    match endpoint:
        case "staff.events":
            return ngettext("event of the provider is parked", "events of the provider are parked", count)
        case "staff.owed":
            return ngettext("background job has failed", "background jobs have failed", count)
        case "staff.letters":
            return ngettext("letter failed or is in doubt", "letters failed or are in doubt", count)
        case _:
            return ""
