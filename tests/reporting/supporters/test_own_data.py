"""A table that speaks of a supporter is in what they may take along, or it is said here why not."""

from sqlalchemy import select

from donations.core.database import Base, session
from donations.funds.queries import open_funds
from donations.giving.by_hand.record_donation import Giver
from donations.giving.unmatched.record_from_payment import FoundDonation, record_from_payment
from donations.payments.models import ProviderEvent
from donations.payments.queries import event_by_provider_id, stored_body
from donations.reporting.supporters.own_data import (
    BY_THEMSELVES,
    OF_DONATION,
    OF_PLAN,
    OF_RECEIPT,
    OF_SUPPORTER,
    supporter_data,
)
from donations.supporters.models import Supporter
from tests.flows.desk import Desk
from tests.flows.made_up_events import event_of
from tests.payment_links import is_put_aside, pays_by_link
from tests.story import Story

PEOPLE = {"supporter", "donation", "receipt", "letter", "payment", "recurring_plan", "instalment", "plan_change"}
LEFT_OUT = {
    "listed_donation": "made from the donation, and made anew at any time",
    "receipt_claim": "which receipt stands, as its absence from receipt_void says too",
    "receipt_document": "the documents themselves are handed out with each receipt",
    "plan_word": "the words a regular gift is found by, made from it",
    "bulk_item": "an act of staff on many gifts, told by the trail",
}


def test_every_table_about_a_supporter_is_handed_out_or_left_out_for_a_reason() -> None:
    about = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in PEOPLE
    }
    handed_out = {*BY_THEMSELVES, *OF_SUPPORTER, *OF_DONATION, *OF_RECEIPT, *OF_PLAN}
    assert about - handed_out - set(LEFT_OUT) == set()
    assert handed_out <= set(Base.metadata.tables)


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    assert set(LEFT_OUT) <= set(Base.metadata.tables)


def left_out(story: Story, email: str) -> set[str]:
    """The kinds of events that name a supporter or their payments, and are not in what they may take along."""
    with story.inside():
        ann = session.scalars(select(Supporter.id).where(Supporter.email == email)).one()
        told = supporter_data(ann)
        handed_out = {row["provider_event_id"] for row in told["provider_event"]}
        clues = [email, *(row["provider_payment_id"] for row in told["payment"])]
        about = [each for each in session.scalars(select(ProviderEvent)) if _names(each, clues)]
        assert len(about) > 2
        return {each.type for each in about if each.provider_event_id not in handed_out}


def _names(event: ProviderEvent, clues: list[str]) -> bool:
    return any(clue in (stored_body(event) or "") for clue in clues)


def test_all_that_the_provider_told_of_their_payments_is_handed_out(story: Story) -> None:
    visitor = story.gives("50.00", email="ann@example.org")
    story.sandbox.refund(visitor.payment_id, 1000)
    story.sandbox.dispute(visitor.payment_id, 1000)
    story.settles()
    assert left_out(story, "ann@example.org") == set()


def test_so_is_the_page_of_a_payment_that_came_by_a_link(story: Story) -> None:
    pays_by_link(story)
    is_put_aside(story)
    desk = Desk(story)
    with desk.at_work():
        event = event_by_provider_id(event_of(story, "payment_intent.succeeded")["id"])
        found = FoundDonation(Giver("Ann Kowalska", "pl", "ann@example.org"), open_funds()[0].id)
        record_from_payment(event, found, by=desk.id)
    story.drains()
    assert left_out(story, "ann@example.org") == set()
    assert story.broken_invariants() == []
