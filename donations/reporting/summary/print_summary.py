"""Print a summary as PDF outside any transaction, and store the bytes once."""

from collections.abc import Mapping
from typing import Any

from donations.core import clock
from donations.core.database import session
from donations.core.outbox import Outside
from donations.reporting.summary.events import SummaryAsked
from donations.reporting.summary.models import GivingSummary


def _prepare(event: SummaryAsked) -> Mapping[str, Any] | None:
    summary = session.get(GivingSummary, event.summary_id)
    return summary.content if summary and summary.printed_at is None else None


def _work(content: Mapping[str, Any]) -> bytes:
    from donations.reporting.summary.document import render_summary  # noqa: PLC0415 - loads the typesetter

    return render_summary(content)


def _record(event: SummaryAsked, _content: Mapping[str, Any], pdf: bytes) -> None:
    summary = session.get(GivingSummary, event.summary_id)
    if summary and summary.printed_at is None:
        summary.pdf, summary.printed_at = pdf, clock.now()
        session.flush()


PRINT_SUMMARY = Outside(_prepare, _work, _record)
