"""The pages of one donation, as those who work here see and use them."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation, Refund
from donations.mail.models import Letter
from donations.receipts.models import Receipt
from tests.colleague import Colleague, colleague
from tests.html_form import read_form
from tests.operations import counted_questions
from tests.page_text import text_of
from tests.story import Story

Hire = Callable[..., Colleague]


def received(story: Story) -> str:
    """The address of a donation of 50,00 zł."""
    story.gives("50.00", message="For the rivers <b>&</b>")
    return f"/staff/donations/{story.donations()[0]['reference']}"


@pytest.fixture
def donation_page(story: Story) -> str:
    return received(story)


@pytest.fixture(scope="module")
def shown(shared_story: Story) -> str:
    """As `donation_page`, for those who change nothing."""
    return received(shared_story)


@pytest.fixture(scope="module")
def viewer(shared_story: Story) -> Colleague:
    return colleague(shared_story.app, "viewer").signs_in()


@pytest.fixture(scope="module")
def accountant(shared_story: Story) -> Colleague:
    return colleague(shared_story.app, "accountant").signs_in()


def test_everything_of_a_donation_is_on_one_page(viewer: Colleague, shown: str) -> None:
    answer = viewer.opens(shown)
    words = text_of(answer.text)
    assert answer.status_code == 200
    for part in (
        "50.00 from Kim Nowak",
        "The form was sent.",
        "The money was received",
        "was issued over",
        "SANDBOX-D/2026/000001",
    ):
        assert part in words, part
    assert "was sent to kim@example.org" in words
    assert "For the rivers &lt;b&gt;&amp;&lt;/b&gt;" in answer.text


def test_the_page_tells_it_in_polish(viewer: Colleague, shown: str) -> None:
    answer = viewer.opens(f"/pl{shown}")
    assert answer.status_code == 200
    assert "50,00\N{NO-BREAK SPACE}zł" in answer.text


def test_the_page_asks_the_database_at_most_twelve_times(story: Story, hires: Hire, donation_page: str) -> None:
    kim = hires().signs_in()
    kim.sends(
        f"{donation_page}/edit",
        {"printed_name": "Kim N.", "country": "", "reason": "asked"},
        page=f"{donation_page}/edit",
    )
    kim.opens(donation_page)
    with counted_questions(story) as requested:
        assert kim.opens(donation_page).status_code == 200
    questions = [statement for statement in requested if statement.lstrip().upper().startswith("SELECT")]
    assert len(questions) <= 12, "\n\n".join(questions)


def test_a_viewer_may_look_and_is_offered_nothing_to_do(viewer: Colleague, shown: str) -> None:
    text = viewer.opens(shown).text
    for act in ("refund", "edit", "fund", "resend", "replace"):
        assert f"/{act}" not in text, act
        assert viewer.opens(f"{shown}/{act}").status_code in (403, 404), act


def test_an_unknown_donation_is_not_found_and_typing_is_forgiven(viewer: Colleague, shown: str) -> None:
    assert viewer.opens("/staff/donations/0000-0000").status_code == 404
    assert viewer.opens("/staff/donations/" + "x" * 5000).status_code == 404
    assert viewer.opens(shown.lower()).status_code == 200


def test_money_is_given_back_from_the_page(story: Story, hires: Hire, donation_page: str) -> None:
    kim = hires("accountant").signs_in()
    form = kim.opens(f"{donation_page}/refund")
    assert "At most PLN\N{NO-BREAK SPACE}50.00 can be given back" in form.text
    given = {"amount": "20", "seen_left": "50.00", "reason": "asked for by telephone"}
    assert kim.sends(f"{donation_page}/refund", given, page=f"{donation_page}/refund").location == donation_page
    again = kim.sends(f"{donation_page}/refund", given, page=f"{donation_page}/refund")
    story.settles()

    assert again.status_code == 422
    assert "Meanwhile something changed" in again.text
    assert [(amount, state) for _, amount, state in story.receipts()] == [(5000, "void"), (3000, "valid")]
    words = text_of(kim.opens(donation_page).text)
    assert "A refund of PLN 20.00 was requested. asked for by telephone Kim Accountant" in words
    assert "The refund of PLN 20.00 has left." in words
    assert story.broken_invariants() == []


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"amount": "50.01"}, "Only PLN\N{NO-BREAK SPACE}50.00"),
        ({"amount": "-1"}, "in figures"),
        ({"amount": "0"}, "above nothing"),
        ({"amount": "NaN"}, "in figures"),
        ({"reason": ""}, "say why"),
        ({"seen_left": "a lot"}, "in figures"),
    ],
)
def test_a_refund_that_makes_no_sense_is_told_why(accountant: Colleague, shown: str, given, why: str) -> None:
    merged = {"amount": "20", "seen_left": "50.00", "reason": "asked", **given}
    answer = accountant.sends(f"{shown}/refund", merged, page=f"{shown}/refund")
    assert answer.status_code == 422
    assert why in answer.text


def test_giving_back_asks_for_a_recent_sign_in(story: Story, hires: Hire, donation_page: str) -> None:
    kim = hires("accountant").signs_in()
    story.waits(minutes=20)
    assert kim.opens(donation_page).status_code == 200
    for act in ("refund", "reject"):
        assert "/staff/confirm" in (kim.opens(f"{donation_page}/{act}").location or ""), act


@pytest.mark.both_databases
def test_a_fundraiser_edits_and_the_page_offers_to_void_and_replace(
    story: Story, hires: Hire, donation_page: str
) -> None:
    kim = hires("fundraiser").signs_in()
    assert "differs from the gift" not in kim.opens(donation_page).text
    kim.sends(
        f"{donation_page}/edit",
        {"printed_name": "Kim Nowak-Żak", "country": "", "reason": "asked"},
        page=f"{donation_page}/edit",
    )
    text = kim.opens(donation_page).text
    assert "The receipt differs from the gift" in text
    replace = re.search(r'href="(/staff/receipts/[0-9a-f-]+/replace)"', text)
    assert replace
    assert kim.sends(replace[1], {"reason": "the name changed"}, page=replace[1]).location == donation_page
    story.drains()

    words = text_of(kim.opens(donation_page).text)
    assert "became void: it was corrected" in words
    assert "differs from the gift" not in words
    with story.inside():
        last = session.scalars(select(Receipt).order_by(Receipt.sequence.desc())).first()
        assert last
        assert last.snapshot["donor"]["name"] == "Kim Nowak-Żak"
        chain = kim.opens(f"/staff/receipts/{last.id}")
    assert [number in chain.text for number in ("000001", "000002")] == [True, True]
    assert kim.opens(f"/staff/receipts/{last.id}/pdf").data.startswith(b"%PDF")


def test_a_letter_is_sent_again_from_the_page(story: Story, hires: Hire, donation_page: str) -> None:
    kim = hires("fundraiser").signs_in()
    with story.inside():
        letter = session.scalars(select(Letter)).one()
    where = f"{donation_page}/letters/{letter.id}/resend"
    refused = kim.sends(where, {"to": "kim.example.org", "reason": ""}, page=where)
    assert refused.status_code == 422
    given = {"to": "kim@example.com", "reason": "a typing mistake"}
    assert kim.sends(where, given, page=where).location == donation_page
    again = kim.sends(where, given, page=where)
    assert (again.status_code, "on its way already" in again.text) == (422, True)
    story.drains()
    assert story.mailbox.letters[-1]["To"].addresses[0].addr_spec == "kim@example.com"


def test_a_donation_is_moved_to_another_fund_from_the_page(story: Story, hires: Hire, donation_page: str) -> None:
    kim = hires("fundraiser").signs_in()
    given = {"fund": read_form(kim.opens(f"{donation_page}/fund").text).values["fund"], "reason": "asked"}
    assert kim.sends(f"{donation_page}/fund", given, page=f"{donation_page}/fund").location == donation_page
    assert "Moved the gift to another fund." in text_of(kim.opens(donation_page).text)


def test_a_started_donation_is_cancelled_from_the_page(story: Story, hires: Hire) -> None:
    story.visitor().starts("20.00")
    where = f"/staff/donations/{story.donations()[0]['reference']}"
    kim = hires("accountant").signs_in()
    assert f"{where}/cancel" in kim.opens(where).text
    kim.sends(f"{where}/cancel", {"reason": "a mistake"}, page=f"{where}/cancel")
    story.drains()
    assert story.statuses() == ["expired"]


def test_the_supporter_page_shows_all_of_it(story: Story, hires: Hire, donation_page: str) -> None:
    story.gives("20.00", name="Kim Nowak <i>")
    kim = hires("fundraiser").signs_in()
    link = re.search(r'href="(/staff/supporters/[0-9a-f-]+)"', kim.opens(donation_page).text)
    assert link
    answer = kim.opens(link[1])
    words = text_of(answer.text)
    assert answer.status_code == 200
    for part in (
        "PLN 70.00 · 2 gifts",
        "SANDBOX-D/2026/000001",
        "SANDBOX-D/2026/000002",
        "Thanks with the receipt",
        "kim@example.org",
    ):
        assert part in words, part
    assert kim.opens(f"/staff/donations/new?supporter={link[1].rsplit('/', 1)[1]}").status_code == 200
    assert kim.opens("/staff/donations/new?supporter=nobody").status_code == 400


def test_a_refund_that_failed_is_on_the_list_until_somebody_has_seen_it(
    story: Story, hires: Hire, donation_page: str
) -> None:
    kim = hires("accountant").signs_in()
    kim.sends(
        f"{donation_page}/refund",
        {"amount": "50", "seen_left": "50.00", "reason": "asked"},
        page=f"{donation_page}/refund",
    )
    story.settles()
    with story.inside():
        refund = session.scalars(select(Refund)).one()
        story.sandbox.fail_refund(str(refund.provider_refund_id))
    story.settles()
    assert story.donations()[0]["reference"] in kim.opens("/staff/waiting").text
    assert "A refund needs attention" in kim.opens(donation_page).text
    seen = f"{donation_page}/refunds/{refund.id}/seen"
    assert kim.sends(seen, {"reason": "sent by transfer"}, page=seen).location == donation_page
    assert story.donations()[0]["reference"] not in kim.opens("/staff/waiting").text


def test_a_refund_that_left_and_came_back_is_told_as_both_with_its_events(
    story: Story, hires: Hire, donation_page: str
) -> None:
    kim = hires("accountant").signs_in()
    given = {"amount": "20", "seen_left": "50.00", "reason": "asked"}
    kim.sends(f"{donation_page}/refund", given, page=f"{donation_page}/refund")
    story.settles()
    story.waits(days=2)
    with story.inside():
        refund = session.scalars(select(Refund)).one()
        story.sandbox.fail_refund(str(refund.provider_refund_id))
    story.settles()
    kim = hires("admin").signs_in()
    words = text_of(kim.opens(donation_page).text.partition('id="story"')[2])
    left, failed = words.index("The refund of PLN 20.00 has left."), words.index("The refund of PLN 20.00 failed:")
    assert left < words.index("became void: a part of the gift went back") < failed
    assert "The payment provider said: refund.failed" in words
    assert kim.opens(donation_page).text.count('href="/staff/events/') == 3


def test_a_dispute_is_told_from_its_beginning_with_its_events(story: Story, hires: Hire, donation_page: str) -> None:
    dispute = story.sandbox.dispute(story.payment_id())
    story.settles()
    story.waits(days=2)
    story.sandbox.close_dispute(str(dispute["id"]), "won")
    story.settles()
    kim = hires("accountant").signs_in()
    with counted_questions(story) as requested:
        words = text_of(kim.opens(donation_page).text)
    taken, won = words.index("took PLN 50.00 back for now"), words.index("The dispute was won")
    assert taken < words.index("The payment provider said: charge.dispute.created") < won
    assert "The payment provider said: charge.dispute." in words[won:]
    assert len([each for each in requested if each.lstrip().upper().startswith("SELECT")]) <= 12


def test_a_held_donation_is_rejected_from_the_page(story: Story, hires: Hire) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    paid = next(each for each in story.sandbox.events() if each["type"] == "payment_intent.succeeded")
    paid["data"]["object"]["amount_received"] = 4500
    story.tells(paid)
    story.settles()
    kim = hires("accountant").signs_in()
    where = f"/staff/donations/{story.donations()[0]['reference']}"
    fundraiser = hires("fundraiser").signs_in()
    assert [f"{where}/{act}" in fundraiser.opens(where).text for act in ("accept", "reject")] == [True, False]
    assert fundraiser.opens(f"{where}/reject").status_code == 403
    assert "Held for review" in kim.opens(where).text
    assert kim.sends(f"{where}/reject", {"reason": "not agreed"}, page=f"{where}/reject").location == where
    story.settles()

    words = text_of(kim.opens(where).text)
    assert "Rejected: all of it goes back. not agreed Kim Accountant" in words
    with story.inside():
        assert session.scalars(select(Donation.status)).one() == "processing"
