"""What the machine could not do by itself is seen at the desk, and a person helps it on."""

import re

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.outbox import Owed
from donations.mail.models import Letter
from donations.mail.smtp_transport import SmtpTransport
from tests.colleague import Colleague, colleague
from tests.flows.conftest import OpenService
from tests.flows.made_up_events import changed, event_of
from tests.mail.mail_servers import Letterbox, mail_server
from tests.story import Story

ROOM = ("/staff/events?state=parked", "/staff/owed?state=parked", "/staff/letters?state=waits")


@pytest.fixture
def kim(story: Story) -> Colleague:
    """Somebody who signs in when there is something to see: days pass before that."""
    return colleague(story.app, "accountant")


def waiting(kim: Colleague) -> list[int]:
    """What the menu counts: events, work, letters."""
    menu = kim.opens("/staff/account").text
    pattern = r'href="/staff/{}"[^>]*>\s*[^<]*(?:<span class="waits">(\d+))?'
    found = (re.search(pattern.format(page), menu) for page in ("events", "owed", "letters"))
    return [int(match[1] or 0) if match else -1 for match in found]


def test_an_event_of_an_unknown_donation_is_tied_to_it_and_the_receipt_goes_out(story: Story, kim: Colleague) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    notes = event_of(story, "payment_intent.succeeded")["data"]["object"]["metadata"] | {"reference": "0000-0000"}
    lost = changed(event_of(story, "payment_intent.succeeded"), its_object={"metadata": notes})
    story.tells(lost)
    story.drains_until_nothing_is_owed()
    before = waiting(kim.signs_in()), story.statuses()

    page = f"/staff/events/{lost['id']}"
    assert page in kim.opens(ROOM[0]).text
    link = f"{page}/link?gift={story.donations()[0]['reference'].lower()}"
    assert kim.sends(link, {"reason": "the visitor told us"}, page=link).location == page
    story.drains()

    assert before == ([1, 0, 0], ["started"])
    assert waiting(kim) == [0, 0, 0]
    assert story.statuses() == ["settled"]
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_what_came_before_its_payment_is_applied_again_once_that_is_here(story: Story, kim: Colleague) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    story.sandbox.refund(visitor.payment_id, 2000)
    created = event_of(story, "refund.created")
    created["data"]["object"]["metadata"] = event_of(story, "payment_intent.succeeded")["data"]["object"]["metadata"]
    story.tells(created)
    story.drains_until_nothing_is_owed()
    story.settles()
    page = f"/staff/events/{created['id']}"

    assert waiting(kim.signs_in()) == [1, 0, 0]
    assert kim.sends(f"{page}/replay", page=page).location == page
    story.drains()
    assert waiting(kim) == [0, 0, 0]
    assert [(amount, state) for _, amount, state in story.receipts()][-1] == (3000, "valid")
    assert story.broken_invariants() == []


def test_a_letter_given_up_while_the_mail_server_was_away_goes_out_at_a_word(story: Story, kim: Colleague) -> None:
    story.mailbox.is_closed = True
    story.gives("50.00")
    story.drains_until_nothing_is_owed()
    before = waiting(kim.signs_in())
    story.mailbox.is_closed = False
    shown = kim.opens(ROOM[1]).text
    assert "the mail server does not answer" in shown
    with story.inside():
        row_id = session.scalars(select(Owed.id)).one()
    assert kim.sends(f"/staff/owed/{row_id}/retry", page=ROOM[1]).status_code == 303
    story.drains()

    assert before == [0, 1, 0]
    assert waiting(kim) == [0, 0, 0]
    assert story.kinds_of_letters() == ["thank_you"]
    assert story.broken_invariants() == []


def test_all_letters_of_a_bad_week_go_out_at_one_word(story: Story, kim: Colleague) -> None:
    story.mailbox.is_closed = True
    for name in ("ann", "lee", "max"):
        story.gives("50.00", email=f"{name}@example.org")
    story.drains_until_nothing_is_owed()
    story.mailbox.is_closed = False
    ask = "/staff/owed/retry-parked"
    assert "3 jobs are parked" in kim.signs_in().opens(ask).text
    kim.sends(ask, {"expected": "3"}, page=ask)
    story.drains()

    assert story.kinds_of_letters() == ["thank_you"] * 3
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_a_letter_that_was_refused_is_sent_to_a_corrected_address(
    open_service: OpenService, story: Story, kim: Colleague
) -> None:
    with mail_server(Letterbox({"RCPT": "550 no such mailbox"})) as port:
        refusing = open_service(SmtpTransport("127.0.0.1", port, security="none", timeout=2))
        refusing.gives("50.00", email="kim@exmaple.org")
    before = waiting(kim.signs_in())
    shown = kim.opens(ROOM[2]).text
    page = re.search(r'href="(/staff/letters/[0-9a-f-]{36})"', shown)
    assert page
    where = f"{page[1]}/resend"
    assert kim.sends(where, {"to": "kim@example.org", "reason": "two letters swapped"}, page=where).location == page[1]
    open_service().drains()

    assert before == [0, 0, 1]
    assert waiting(kim) == [0, 0, 0]
    assert [letter["To"].addresses[0].addr_spec for letter in story.mailbox.letters] == ["kim@example.org"]
    with story.inside():
        states = session.scalars(select(Letter.state).order_by(Letter.id)).all()
    assert states == ["refused", "sent"]
    assert story.broken_invariants() == []
