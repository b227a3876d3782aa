"""When another address takes effect: after a week of silence, at two answers at once, and never twice."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.ids import new_id
from donations.core.outbox import Tick
from donations.core.tokens import digest_of
from donations.mail.models import Letter
from donations.supporters.access_models import EmailChange
from donations.supporters.email_change import (
    apply_after_silence,
    approve_email_change,
    ask_to_change_email,
    confirm_email_change,
)
from donations.supporters.models import Supporter, SupporterRequest
from donations.supporters.queries import find_or_add_supporter
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")

OLD, NEW = "kim@example.org", "kim.new@example.org"


def days_ago(days):
    return clock.now() - timedelta(days=days)


def requested(kim, **more):
    """A change of nine days ago, confirmed at the new address eight days ago."""
    known = {"asked_at": days_ago(9), "confirmed_at": days_ago(8), "expires_at": days_ago(8)}
    change = EmailChange(supporter_id=kim.id, old_email=kim.email, new_email=NEW, **known | more)
    session.add(change)
    session.flush()
    return change


def kim_():
    return find_or_add_supporter(OLD, "Kim", "en")


def by_the_clock():
    apply_after_silence(Tick(new_id()))


def test_a_week_after_the_new_address_said_yes_silence_is_a_yes() -> None:
    with undone():
        kim = kim_()
        change = requested(kim)
        by_the_clock()
        assert (kim.email, kim.email_key, kim.session_version) == (NEW, NEW, 2)
        assert change.approved_at
        assert change.applied_at
        by_the_clock()
        assert kim.session_version == 2
        shown = select(Letter.kind, Letter.recipient_email).where(Letter.about_id == change.id).order_by(Letter.kind)
        assert session.execute(shown).all() == [("email_changed", NEW), ("email_changed_notice", OLD)]


@pytest.mark.parametrize(
    "more",
    [
        {"confirmed_at": days_ago(6)},
        {"confirmed_at": None},
        {"confirmed_at": None, "approved_at": days_ago(8)},
        {"cancelled_at": days_ago(7)},
        {"applied_at": days_ago(8), "cancelled_at": days_ago(7)},
        {"applied_at": days_ago(8)},
        {"approved_at": days_ago(8)},
    ],
)
def test_what_is_too_young_or_over_is_left_as_it_is(more) -> None:
    with undone():
        kim = kim_()
        change = requested(kim, **more)
        before = (change.approved_at, change.applied_at, change.cancelled_at)
        by_the_clock()
        assert (kim.email, kim.session_version) == (OLD, 1)
        assert (change.approved_at, change.applied_at, change.cancelled_at) == before


def test_a_newer_wish_takes_the_place_of_one_that_waits_for_the_old_address() -> None:
    with undone():
        kim = kim_()
        change = requested(kim)
        ask_to_change_email(kim.id, "third@example.org")
        by_the_clock()
        session.refresh(change)
        assert (kim.email, bool(change.cancelled_at)) == (OLD, True)


def test_a_newer_wish_holds_though_the_previous_version_did_not_cancel_the_one_before() -> None:
    with undone():
        kim = kim_()
        change = requested(kim)
        requested(kim, asked_at=days_ago(1), confirmed_at=None)
        by_the_clock()
        assert (kim.email, bool(change.cancelled_at)) == (OLD, True)


def wishes(kim):
    return session.scalars(select(SupporterRequest).where(SupporterRequest.supporter_id == kim.id)).all()


def test_an_address_that_is_anothers_as_well_becomes_one_wish_after_the_week() -> None:
    with undone():
        kim, lee = kim_(), find_or_add_supporter(NEW, "Lee", "en")
        requested(kim, confirmed_at=days_ago(6))
        by_the_clock()
        assert wishes(kim) == []
        requested(kim)
        by_the_clock()
        [wish] = wishes(kim)
        assert (wish.kind, wish.other_id, kim.email) == ("merge", lee.id, OLD)
        wish.closed_at, wish.closed_by = clock.now(), new_id()
        by_the_clock()
        assert len(wishes(kim)) == 1


def test_two_yeses_at_the_same_instant_apply_it_once(house) -> None:
    with transaction():
        kim = kim_()
        change = requested(
            kim, confirmed_at=None, expires_at=clock.now() + timedelta(hours=1), token_hash=digest_of("new")
        )
        kim_id, change_id = kim.id, change.id
    together = threading.Barrier(3)

    def say(yes, what) -> None:
        with house.app_context():
            together.wait()
            with transaction():
                yes(what)
            session.remove()

    answers = [(confirm_email_change, "new"), (approve_email_change, change_id), (approve_email_change, change_id)]
    people = [threading.Thread(target=say, args=answer) for answer in answers]
    for one in people:
        one.start()
    for one in people:
        one.join()
    session.expire_all()
    kim = session.get_one(Supporter, kim_id)
    assert (kim.email, kim.session_version) == (NEW, 2)
    assert session.get_one(EmailChange, change_id).stage == "applied"
