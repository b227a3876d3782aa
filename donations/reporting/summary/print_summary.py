"""Print a summary as PDF outside any transaction, and store the bytes once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from donations.core import clock, outbox
from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Outside
from donations.reporting.summary.content import Span, content_of, donations_in_span
from donations.reporting.summary.models import GivingSummary, SummaryAsked
from donations.supporters.queries import supporter_by_id

KEPT = timedelta(days=1)
MOST_A_DAY = 30


def ask_for_summary(supporter_id: UUID, span: Span, language: str) -> UUID:
    """Its id. One that would say the same and is still here is handed out again."""
    supporter = supporter_by_id(supporter_id, lock=True)
    session.execute(delete(GivingSummary).where(GivingSummary.asked_at < clock.now() - KEPT))
    content = content_of(donations_in_span(supporter_id, span, language), supporter, language)
    theirs = select(GivingSummary).where(GivingSummary.supporter_id == supporter_id)
    same = theirs.filter_by(day_from=span.first, day_to=span.last, language=language)
    for known in session.scalars(same):
        if known.content == content:
            return known.id
    if (session.scalar(select(func.count()).select_from(theirs.subquery())) or 0) >= MOST_A_DAY:
        raise Refused("That is a great many summaries for one day. Please try again tomorrow.")
    summary = GivingSummary(
        supporter_id=supporter_id, day_from=span.first, day_to=span.last, language=language, content=content
    )
    session.add(summary)
    session.flush()
    outbox.record(SummaryAsked(summary.id))
    return summary.id


def summary_of(supporter_id: UUID, summary_id: UUID) -> GivingSummary:
    """One of theirs; raises `NotFound` for everybody else's."""
    found = session.get(GivingSummary, summary_id)
    if found is None or found.supporter_id != supporter_id:
        raise NotFound("This summary is not here. It is kept for one day; you can make it anew.")
    return found


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
