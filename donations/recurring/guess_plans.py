"""Look through the gifts of some supporters for standing orders that nobody recorded; keep what was found."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.core.money import Money
from donations.recurring.fitting_plans import standing_orders_of
from donations.recurring.guess_models import PlanGuess
from donations.recurring.hold import hold_guesses
from donations.recurring.likely_gifts import LikelyGifts, likely_gifts
from donations.recurring.rhythm import Rhythm, find_rhythm
from donations.recurring.wanted import today

Key = tuple[UUID, Money]
_LEAST = 2  # gifts


def guess_plans(supporter_ids: Collection[UUID]) -> None:
    """In the caller's transaction. What somebody said is no standing order stays dismissed."""
    hold_guesses()
    found = rhythms_of(likely_gifts(supporter_ids))
    known = {(guess.supporter_id, guess.amount): guess for guess in _guesses_of(supporter_ids)}
    if not found and not known:
        return
    recorded = {(plan.supporter_id, plan.amount) for plan in standing_orders_of(supporter_ids)}
    for key, rhythm in found.items():
        if key not in recorded and rhythm.lapses_on > today():
            _keep(known.pop(key, None), key, rhythm)
    for guess in known.values():
        if guess.dismissed_at is None:
            session.delete(guess)
    session.flush()


def rhythms_of(groups: Collection[LikelyGifts]) -> dict[Key, Rhythm]:
    """Of those that have one."""
    several = (group for group in groups if len(group.days) >= _LEAST)
    found = (((group.supporter_id, group.amount), find_rhythm(group.days)) for group in several)
    return {key: rhythm for key, rhythm in found if rhythm}


def _guesses_of(supporter_ids: Collection[UUID]) -> list[PlanGuess]:
    wanted = select(PlanGuess).where(PlanGuess.supporter_id.in_(supporter_ids))
    return [*session.scalars(wanted.execution_options(populate_existing=True))]


def _keep(known: PlanGuess | None, key: Key, rhythm: Rhythm) -> None:
    guess = known or PlanGuess(supporter_id=key[0], amount=key[1])
    guess.interval, guess.anchor_on, guess.first_on = rhythm.interval, rhythm.anchor, rhythm.first_on
    guess.gifts, guess.lapses_on = len(rhythm.places), rhythm.lapses_on
    session.add(guess)
