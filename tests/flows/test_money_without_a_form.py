"""Money that came by a link or an invoice made at the provider's: tied to a donation, or a donation recorded from
it, once.
"""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.installation import installation
from donations.funds.models import Fund
from donations.giving.by_hand.record_donation import Giver
from donations.giving.models import Payment
from donations.giving.unmatched.record_from_payment import FoundDonation, record_from_payment
from donations.payments.queries import event_by_provider_id
from tests.colleague import Colleague, colleague
from tests.flows.desk import Desk
from tests.flows.made_up_events import changed, event_of
from tests.flows.test_refunded_at_once import at_once
from tests.payment_links import is_put_aside, pays_by_link
from tests.story import Story

FORM = {"fund": "mission", "campaign": "", "name": "Ann Kowalska", "email": "ann@example.org", "language": "pl"}
HOME = {"address_line": "Lipowa 1", "postcode": "00-001", "city": "Warszawa", "country": "PL", "note": "a book fair"}


@pytest.fixture
def kim(story: Story) -> Colleague:
    """Signs in when there is something to see: days pass before that."""
    return colleague(story.app, "accountant")


def page_of(story: Story, kind: str = "payment_intent.succeeded") -> str:
    return f"/staff/events/{event_of(story, kind)['id']}"


def records(kim: Colleague, page: str, **given: str) -> str:
    """The donation's page that it leads to."""
    answer = kim.sends(f"{page}/record", FORM | HOME | given, page=f"{page}/record")
    assert answer.status_code == 303, answer.text
    return answer.location or ""


def invoice(invoice_id: str, notes: dict[str, str]) -> dict[str, Any]:
    """Of a plan that bears these notes."""
    parent = {"subscription_details": {"metadata": notes, "subscription": "sub_1"}}
    return {"object": "invoice", "id": invoice_id, "metadata": {}, "parent": parent}


def used(story: Story) -> set[str]:
    """What became of the events of kinds we use."""
    return {state for state, reason in story.events().values() if "not used" not in (reason or "")}


def test_a_donation_is_recorded_from_it_and_all_that_is_told_of_the_payment_finds_it(
    story: Story, kim: Colleague
) -> None:
    payment_id = pays_by_link(story)
    is_put_aside(story)
    story.sandbox.refund(payment_id, 2000)
    is_put_aside(story)
    assert used(story) == {"ignored"}
    page = page_of(story)
    kim.signs_in()
    assert f'href="{page}/record"' in kim.opens(page).text
    shown = kim.opens(f"{page}/record").text
    for part in ("50.00", payment_id, 'value="ann@example.org"', "amount_from=50.00"):
        assert part in shown, part

    donation = kim.opens(records(kim, page))
    assert "Ann Kowalska" in donation.text
    assert "recorded a gift from a payment" in donation.text.lower()
    assert "The form was sent" not in donation.text
    story.drains()
    assert story.statuses() == ["settled"]
    assert used(story) == {"applied"}
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (3000, "valid")
    assert story.kinds_of_letters()[0] == "thank_you"

    dispute = story.sandbox.dispute(payment_id, 1000)
    story.sandbox.close_dispute(dispute["id"], "lost")
    story.settles()
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (2000, "valid")
    assert used(story) == {"applied"}
    assert story.broken_invariants() == []


@pytest.mark.parametrize(("back", "receipts", "letters"), [(5000, [], []), (2000, [(3000, "valid")], ["thank_you"])])
def test_what_went_back_before_is_on_no_receipt(
    story: Story, kim: Colleague, back: int, receipts: list[tuple[int, str]], letters: list[str]
) -> None:
    payment_id = pays_by_link(story)
    is_put_aside(story)
    story.sandbox.refund(payment_id, back)
    is_put_aside(story)
    records(kim.signs_in(), page_of(story))
    story.drains()
    assert [(amount, state) for _, amount, state in story.receipts()] == receipts
    assert story.kinds_of_letters() == letters
    assert used(story) == {"applied"}
    assert story.broken_invariants() == []


def test_it_is_recorded_once_whichever_event_one_begins_with(story: Story, kim: Colleague) -> None:
    pays_by_link(story)
    is_put_aside(story)
    kim.signs_in()
    page, other = page_of(story), page_of(story, "checkout.session.completed")
    reference = records(kim, page).rsplit("/", 1)[1]
    for again in (page, other):
        answer = kim.sends(f"{again}/record", FORM | HOME, page="/staff/account")
        assert answer.location == again
        kim.opens(again)
    story.drains()
    shown = kim.opens(other).text
    assert f"This event is applied, and is about gift {reference}." in shown
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_two_people_at_once_make_one_donation_of_it(story: Story) -> None:
    pays_by_link(story)
    is_put_aside(story)
    desks = [Desk(story, email=f"{name}@example.com") for name in ("kim", "ada")]
    names = [event_of(story, kind)["id"] for kind in ("payment_intent.succeeded", "checkout.session.completed")]

    def record(desk: Desk, name: str) -> None:
        with desk.at_work():
            fund = session.scalars(select(Fund)).first()
            assert fund
            found = FoundDonation(Giver("Ann Kowalska", "pl", "ann@example.org"), fund.id)
            record_from_payment(event_by_provider_id(name), found, by=desk.id)

    acts = [partial(record, desk, name) for desk, name in zip(desks, names, strict=True)]
    ends = at_once(story, *acts)
    story.drains()
    assert sorted(end == "done" for end in ends) == [False, True]
    assert story.statuses() == ["settled"]
    assert used(story) == {"applied"}
    assert story.broken_invariants() == []


def test_without_an_address_it_counts_and_nobody_is_written_to(story: Story, kim: Colleague) -> None:
    pays_by_link(story)
    is_put_aside(story)
    records(kim.signs_in(), page_of(story), email="")
    story.drains()
    assert story.statuses() == ["settled"]
    assert len(story.receipts()) == 1
    assert story.kinds_of_letters() == []
    assert story.broken_invariants() == []


def test_it_is_tied_to_a_donation_that_was_begun_and_a_refund_put_aside_follows(story: Story, kim: Colleague) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    payment_id = pays_by_link(story)
    is_put_aside(story)
    story.sandbox.refund(payment_id, 2000)
    is_put_aside(story)
    reference = story.donations()[0]["reference"]
    page = page_of(story)
    link = f"{page}/link?gift={reference}"
    kim.signs_in()
    assert "the gift counts" in kim.opens(link).text
    assert kim.sends(link, {"reason": "she told us"}, page=link).location == page
    story.drains()
    story.waits(seconds=2)
    story.drains()
    assert story.statuses() == ["settled"]
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (3000, "valid")
    assert story.broken_invariants() == []


def test_money_of_another_installation_is_never_ours(story: Story, kim: Colleague) -> None:
    """Nothing but its invoice says so: the payment of an instalment bears no mark."""
    pays_by_link(story)
    paid = event_of(story, "payment_intent.succeeded")
    paid["data"]["object"]["payment_details"] = {"order_reference": "in_theirs"}
    story.tells(paid)
    story.tells(changed(paid, its_object=invoice("in_theirs", {"installation": "theirs"}), type="invoice.paid"))
    story.drains_until_nothing_is_owed()
    page = page_of(story)
    kim.signs_in()
    shown = kim.opens(page).text
    assert "belongs to somebody else" in shown
    assert f"{page}/record" not in shown
    assert kim.sends(f"{page}/record", FORM | HOME, page="/staff/account").location == page
    assert story.donations() == []


def test_an_instalment_of_ours_that_was_lost_on_its_way_is_not_made_a_donation(story: Story, kim: Colleague) -> None:
    pays_by_link(story)
    paid = event_of(story, "payment_intent.succeeded")
    paid["data"]["object"]["payment_details"] = {"order_reference": "in_ours"}
    story.tells(paid)
    with story.inside():
        ours = {"installation": str(installation().installation_id), "reference": "0000-0000"}
    visible = changed(paid, its_object=invoice("in_ours", ours), type="invoice.paid")
    story.tells(visible)
    story.drains_until_nothing_is_owed()
    shown = kim.signs_in().opens(page_of(story)).text
    assert f"instalment of a regular gift: please apply event {visible['id']} again" in shown


ODD: tuple[dict[str, Any], ...] = (
    {"payment_details": {"order_reference": "two\nlines"}},
    {"payment_details": "one line"},
    {"latest_charge": 7},
    {"receipt_email": ["ann@example.org"], "latest_charge": None},
)


@pytest.mark.parametrize("odd", ODD)
def test_what_others_wrote_on_their_payment_stops_nobody(story: Story, kim: Colleague, odd: dict[str, Any]) -> None:
    """Made by a link, it bears whatever the shop behind that link notes on its payments."""
    pays_by_link(story)
    visible = changed(event_of(story, "payment_intent.succeeded"), its_object=odd | {"id": "pi_odd"})
    story.tells(visible)
    story.drains_until_nothing_is_owed()
    page = f"/staff/events/{visible['id']}"
    assert kim.signs_in().opens(page).status_code == 200
    records(kim, page)
    story.drains()
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []


def test_what_was_not_money_makes_no_donation(story: Story, kim: Colleague) -> None:
    pays_by_link(story)
    is_put_aside(story)
    page = page_of(story, "charge.succeeded")
    assert f"{page}/record" not in kim.signs_in().opens(page).text
    assert kim.opens(f"{page}/record").location == page
    with story.inside():
        assert session.scalars(select(Payment)).all() == []
