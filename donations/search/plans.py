"""What a plan is found by: the folded words of its giver's name, e-mail and its reference.

Kept in the transaction of whatever changes them. A word is looked up by its beginning, along an index.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    delete,
    event,
    func,
    insert,
    inspect,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from donations.core.database import Base
from donations.core.database import session as the_session
from donations.core.text_normalisation import words
from donations.recurring.models import RecurringPlan

_LONGEST = 60
_AFTER_ALL = "~"  # stands behind every letter and figure
_FROM = ("donor_name", "donor_email", "reference")
_MANY = 2000
_AT_ONCE = 1000
# Compared sign by sign, whatever the language of the database.
_PLAIN_LETTERS = String(_LONGEST).with_variant(String(_LONGEST, collation="C"), "postgresql")


class PlanWord(Base):
    """A word of a plan. Never written by hand."""

    __tablename__ = "plan_word"
    __table_args__ = (Index("ix_plan_word_plan_id", "plan_id", "word"),)

    word: Mapped[str] = mapped_column(_PLAIN_LETTERS, primary_key=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("recurring_plan.id"), primary_key=True)


def words_of(name: str, email: str, reference: str) -> set[str]:
    """Those of the plan: `7KQ4-M2XF` is found with its hyphen and without."""
    found = {word[:_LONGEST] for text in (name, email, reference) for word in words(text)}
    return found | {reference.replace("-", "").lower()}


def is_found_by(typed: Sequence[str]) -> list[ColumnElement[bool]]:
    """Conditions on `RecurringPlan`: the rarest word leads, the others are looked up for what it finds."""
    if not typed:
        return []
    first, *others = _rarest_first(typed)
    led = RecurringPlan.id.in_(select(PlanWord.plan_id).where(_begins(first)))
    also = [select(PlanWord.plan_id).where(PlanWord.plan_id == RecurringPlan.id, _begins(each)) for each in others]
    return [led, *(each.exists() for each in also)]


def keep_plan_words() -> None:
    """Start watching; once in each process."""
    if not event.contains(Session, "after_flush", _after_flush):
        event.listen(Session, "after_flush", _after_flush)


def plans_lacking_words() -> list[str]:
    """References of plans that are found by other words than theirs: for `verify`."""
    return sorted(plan.reference for plan in _lacking())


SEARCH_CHECKS: dict[str, Callable[[], list[str]]] = {"Each regular gift is found by its own words": plans_lacking_words}


def restore_plan_words() -> None:
    """Write the words of those anew. In the caller's transaction."""
    for plan in [*_lacking()]:
        _write(the_session(), plan)


def _lacking() -> Iterator[Any]:
    """Some at a time, in the order of their ids."""
    columns = (RecurringPlan.id, RecurringPlan.donor_name, RecurringPlan.donor_email, RecurringPlan.reference)
    plans, last = select(*columns).order_by(RecurringPlan.id).limit(_AT_ONCE), None
    while rows := the_session.execute(plans.where(RecurringPlan.id > last) if last else plans).all():
        last, kept = rows[-1].id, {row.id: set[str]() for row in rows}
        words_kept = select(PlanWord.plan_id, PlanWord.word).where(PlanWord.plan_id.in_(kept))
        for plan_id, word in the_session.execute(words_kept):
            kept[plan_id].add(word)
        yield from (row for row in rows if kept[row.id] != words_of(*row[1:]))


def _begins(word: str) -> ColumnElement[bool]:
    return PlanWord.word.between(word, word + _AFTER_ALL)


def _rarest_first(typed: Sequence[str]) -> list[str]:
    if len(typed) == 1:
        return [*typed]
    some = [select(PlanWord.plan_id).where(_begins(word)).limit(_MANY).subquery() for word in typed]
    counted = (select(literal(place), func.count()).select_from(each) for place, each in enumerate(some))
    counts = dict(the_session.execute(union_all(*counted)).all())
    return [typed[place] for place in sorted(counts, key=lambda place: counts[place])]


def _after_flush(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.dirty):
        if isinstance(row, RecurringPlan) and _says_something_new(row):
            _write(session, row)


def _says_something_new(plan: RecurringPlan) -> bool:
    known: Any = inspect(plan)
    return any(known.attrs[name].history.has_changes() for name in _FROM)


def _write(session: Session, plan: Any) -> None:
    connection = session.connection()
    connection.execute(delete(PlanWord).where(PlanWord.plan_id == plan.id))
    found = words_of(plan.donor_name, plan.donor_email, plan.reference)
    connection.execute(insert(PlanWord), [{"word": word, "plan_id": plan.id} for word in sorted(found)])
