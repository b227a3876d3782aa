"""Books with a bit of everything in them, and a way to break them by hand, past every guard of the schema."""

import contextlib
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from donations.core import clock
from donations.core.append_only import APPEND_ONLY, create_guards
from donations.core.database import db, session, transaction
from donations.core.money import Money
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver, record_donation
from donations.giving.by_hand.review_held import reject_held
from donations.giving.desk_models import ManualMethod
from donations.giving.models import Donation
from donations.recurring.changes import change_request
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import RequestedBy
from donations.reporting.invariants.verify import verify_all
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of, pays_again
from tests.story import Story

_VERBS = ("update", "delete")


class _TakenBack(Exception):
    """Nothing that was broken stays so."""


def fill(story: Story) -> None:
    """Donations in every state: settled, partly and wholly refunded, held, rejected, paid twice, failed,
    expired …
    """
    _regularly(story)
    story.gives("51.00", email="kept@example.org", consent_newsletter="y", cover_costs="y")
    partly = story.gives("52.00", email="partly@example.org")
    story.sandbox.refund(partly.payment_id, 2000)
    wholly = story.gives("53.00", email="wholly@example.org")
    story.sandbox.refund(wholly.payment_id)
    story.gives("54.00", email="failed@example.org", outcome="fails_later")
    story.gives("55.00", email="expired@example.org", outcome="abandon")
    story.waits(days=4)
    story.settles()
    _odd_money(story)
    story.visitor().starts("58.00", email="started@example.org")
    _by_staff(story)


def _regularly(story: Story) -> None:
    """A plan that fails by now, one that was left after a skipped month, one that is paused."""
    changes = {"monthly": None, "left": change_request.leave_out(), "paused": change_request.pause(3)}
    for name, change in changes.items():
        story.gives("61.00", "PLN", "paid", email=f"{name}@example.org", frequency="monthly")
        if change:
            _asks(story, name, change)
        else:
            story.sandbox.set_card(str(story.sandbox.all("subscription")[-1]["id"]), "insufficient_funds")
    story.waits(days=31)
    story.settles()
    story.waits(days=31)
    story.settles()
    _asks(story, "left", change_request.cancel())


def _asks(story: Story, name: str, change: change_request.ChangeRequest) -> None:
    story.waits(seconds=2)
    with story.inside(), transaction():
        theirs = select(RecurringPlan).where(RecurringPlan.donor_email == f"{name}@example.org")
        ask_for_change(session.scalars(theirs).one(), change, Requester(RequestedBy.SUPPORTER))
    story.settles()


def _odd_money(story: Story) -> None:
    story.gives("56.00", email="twice@example.org")
    story.waits(minutes=1)
    pays_again(story, Money(5600, "PLN"))
    story.settles()
    story.tells(changed(_pays_too_little(story, "57.00", "held"), livemode=True))
    story.settles()


def _pays_too_little(story: Story, requested: str, name: str) -> dict[str, Any]:
    visitor = story.visitor()
    visitor.starts(requested, email=f"{name}@example.org")
    visitor.pays()
    succeeded = event_of(story, "payment_intent.succeeded")
    story.tells(changed(succeeded, its_object={"amount_received": 5600}))
    return succeeded


def _by_staff(story: Story) -> None:
    desk = Desk(story)
    _pays_too_little(story, "60.00", "rejected")
    story.settles()
    with desk.at_work():
        rejected = select(Donation).where(Donation.donor_email == "rejected@example.org")
        reject_held(session.scalars(rejected).one(), by=desk.id, note="not what was agreed")
    with desk.at_work():
        giver = Giver(name="Jan Żak", email="byhand@example.org", language="pl")
        today = clock.local_date(clock.now(), "Europe/Warsaw")
        donation = DonationByHand(giver, Money(5900, "PLN"), ManualMethod.CASH, today, open_funds()[0].id)
        record_donation(donation, by=desk.id)
    story.settles()


@contextlib.contextmanager
def broken(app: Flask, statement: str, *, are_guards_off: bool = True) -> Iterator[None]:
    """The books with this done to them, the guards put aside meanwhile; all is taken back at the end."""
    with app.app_context(), contextlib.suppress(_TakenBack), transaction():
        with _guards_aside() if are_guards_off else contextlib.nullcontext():
            session.execute(text(statement))
        yield
        raise _TakenBack


def findings() -> list[str]:
    """The names of the rules that do not hold."""
    return [finding.name for finding in verify_all() if not finding.holds]


@contextlib.contextmanager
def _guards_aside() -> Iterator[None]:
    connection = session.connection()
    if db.engine.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for name in ("settled_at", "settled_supporter"):
            connection.exec_driver_sql(f"ALTER TABLE donation DROP CONSTRAINT ck_donation_{name}")
        yield
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    for table in APPEND_ONLY:
        for verb in _VERBS:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_no_{verb}")
    yield
    create_guards(connection, *APPEND_ONLY)
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")
