"""Add, name, order, close and remove funds."""

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from donations.core import clock
from donations.core.database import lock_words, session
from donations.core.errors import Refused
from donations.core.text_normalisation import words
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_funds, fund_by_id, fund_by_slug, open_funds
from donations.organisation.queries import mark_changed

LONGEST = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def free_slug(model: type[Fund] | type[Campaign], slug: str) -> str:
    """`slug` itself; raises `Refused` for one that is taken, or is none."""
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST:
        raise Refused("%(slug)s must be small letters, figures and hyphens.", slug=slug)
    if session.scalar(select(model.id).where(model.slug == slug)):
        raise Refused("%(slug)s is taken.", slug=slug)
    return slug


def slug_of(name: str) -> str:
    """A proposal: ``Żółte łąki`` becomes ``zolte-laki``; empty when the name has no letters we can write."""
    return "-".join(words(name))[:LONGEST].strip("-")


def add_fund(slug: str, name: Mapping[str, str]) -> Fund:
    """A new open fund, last in the form."""
    _alone()
    last = session.scalar(select(func.max(Fund.position))) or 0
    fund = Fund(slug=free_slug(Fund, slug), name=checked_names(name), position=last + 1)
    session.add(fund)
    return _changed(fund)


def rename_fund(fund_id: UUID, name: Mapping[str, str]) -> Fund:
    """From now on; what was issued or sent under the old name keeps it."""
    fund = fund_by_id(fund_id)
    fund.name = checked_names(name)
    return _changed(fund)


def move_fund(fund_id: UUID, *, up: bool) -> Fund:
    """Change places with the one above or below it; the first and the last stay where they are."""
    _alone()
    fund, order = fund_by_id(fund_id), all_funds()
    place = order.index(fund)
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    return _changed(fund)


def close_fund(slug: str) -> Fund:
    """It stays in the books and leaves the form. The last open fund cannot be closed: a donation needs a purpose."""
    _alone()
    fund = fund_by_slug(slug)
    _refuse_the_last(fund)
    if session.scalar(select(Campaign.slug).where(Campaign.fund_id == fund.id, Campaign.closed_at.is_(None))):
        raise Refused("An open campaign asks for %(slug)s; close the campaign first.", slug=slug)
    fund.closed_at = fund.closed_at or clock.now()
    return _changed(fund)


def reopen_fund(fund_id: UUID) -> Fund:
    """Back in the form, in its place."""
    fund = fund_by_id(fund_id)
    fund.closed_at = None
    return _changed(fund)


def delete_fund(fund_id: UUID) -> None:
    """Only one that nothing was ever given to: the database itself keeps every other."""
    _alone()
    fund = fund_by_id(fund_id)
    _refuse_the_last(fund)
    delete_unused(fund)


def delete_unused(row: Fund | Campaign) -> None:
    """Remove it, unless something refers to it."""
    slug = row.slug
    try:
        with session.begin_nested():
            session.delete(row)
    except IntegrityError:
        raise Refused("%(slug)s has gifts or a campaign: it can be closed, not deleted.", slug=slug) from None
    mark_changed()


def checked_names(name: Mapping[str, str]) -> dict[str, str]:
    """The names as they are kept; raises `Refused` when one is empty."""
    if not name or not all(text.strip() for text in name.values()):
        raise Refused("A name is missing.")
    return {language: text.strip() for language, text in name.items()}


def _alone() -> None:
    """Two at once could close the last two funds, or take one place."""
    lock_words("funds")


def _refuse_the_last(fund: Fund) -> None:
    if [other.id for other in open_funds()] == [fund.id]:
        raise Refused("%(slug)s is the only open fund; add another first.", slug=fund.slug)


def _changed(fund: Fund) -> Fund:
    session.flush()
    mark_changed()
    return fund
