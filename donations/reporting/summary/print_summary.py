"""A summary on its way to paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from donations.core import clock, ids, outbox
from donations.core.database import Base, session
from donations.core.errors import NotFound, Refused
from donations.core.outbox import Event, Outside
from donations.receipts.documents import breakable, mapped, typeset
from donations.reporting.summary.content import Span, content_of, donations_in_span
from donations.supporters.queries import supporter_by_id


class GivingSummary(Base):
    """Asked for by a supporter; printed by the worker from `content`, and gone after a day."""

    __tablename__ = "giving_summary"
    __table_args__ = (Index("ix_giving_summary_supporter_id", "supporter_id", "asked_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)
    supporter_id: Mapped[UUID] = mapped_column(ForeignKey("supporter.id"))
    day_from: Mapped[date]
    day_to: Mapped[date]
    language: Mapped[str] = mapped_column(String(2))
    content: Mapped[dict[str, Any]]  # every text it shows
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    printed_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class SummaryAsked(Event):
    """A supporter wants their summary as a document."""

    summary_id: UUID


def render_summary(content: Mapping[str, Any]) -> bytes:
    """As many pages as it takes; the heads of its columns stand on each."""
    printed = mapped({key: value for key, value in content.items() if key != "issued_on"}, breakable)
    return typeset("summary", printed, content["issued_on"])


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
    from donations.reporting.summary.print_summary import render_summary  # noqa: PLC0415 - loads the typesetter

    return render_summary(content)


def _record(event: SummaryAsked, _content: Mapping[str, Any], pdf: bytes) -> None:
    summary = session.get(GivingSummary, event.summary_id)
    if summary and summary.printed_at is None:
        summary.pdf, summary.printed_at = pdf, clock.now()
        session.flush()


PRINT_SUMMARY = Outside(_prepare, _work, _record)
