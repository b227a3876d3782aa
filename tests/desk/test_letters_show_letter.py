"""Letters about plans at the desk: their whole text, and nothing in it that opens anything."""

import base64
import re
from collections.abc import Iterator
from itertools import product
from uuid import UUID, uuid4

import pytest

from donations.core import clock, tokens
from donations.core.database import session
from donations.core.errors import NotFound
from donations.desk.letters import SHOWN, letter_writers, show_letter
from donations.mail.compose import compose
from donations.mail.models import Letter
from donations.organisation.links import Links, shown_links
from donations.receipts.mail_receipt import KINDS as DONATION_LETTERS
from donations.receipts.models import Receipt
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.letters.resend_plan_letter import plan_of_letter
from donations.recurring.letters.write_plan_letter import KINDS, OF_CHANGES, OF_FAILURES
from donations.recurring.models import Instalment, RecurringPlan
from donations.supporters.letters import KINDS as MY_LETTERS
from tests.databases import undone
from tests.mail.drafts import text_of
from tests.plans import gives_monthly, the_plan
from tests.story import Story

KIM = "kim@example.org"
PAGE_OF_BANK = "https://invoice.stripe.example/i/acct_1/live_secret"
# Whatever could be a token of ours: 32 bytes in base64, or anything as long that no word is.
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")


@pytest.fixture
def database(sqlite_database: str) -> str:
    return sqlite_database


@pytest.fixture
def plan(story: Story) -> Iterator[RecurringPlan]:
    gives_monthly(story)
    with story.inside(), undone():
        yield the_plan()


def links(story: Story) -> Links:
    found: Links = story.app.extensions["services"].links
    return found


def a_letter_of(kind: str, plan: RecurringPlan, language: str = "en") -> Letter:
    """As it is kept; what it is about is there."""
    about = plan.id
    if kind in DONATION_LETTERS:
        about = session.query(Receipt).one().id
    if kind in OF_FAILURES:
        about = a_failure(plan)
    if kind in OF_CHANGES:
        about = a_change(plan)
    letter = Letter(
        kind=kind, subject_id=uuid4(), about_id=about, recipient_name="Kim", recipient_email=KIM, language=language
    )
    session.add(letter)
    session.flush()
    return letter


def a_change(plan: RecurringPlan) -> UUID:
    """Another card."""
    cards = {"last4": "4242"}
    if known := session.query(PlanChange).first():
        return known.id
    change = PlanChange(plan_id=plan.id, number=1, kind="card", wanted=cards, was=cards, asked_by="supporter")
    change.reason = ""
    session.add(change)
    session.flush()
    return change.id


def a_failure(plan: RecurringPlan) -> UUID:
    """One the bank wants confirmed on a page of its own."""
    instalment = session.query(Instalment).one()
    instalment.payment_page = PAGE_OF_BANK
    if known := session.query(CollectionFailure).first():
        return known.id
    failure = CollectionFailure(
        instalment_id=instalment.id, plan_id=plan.id, family="confirm", began_at=clock.now(), next_step_at=clock.now()
    )
    session.add(failure)
    session.flush()
    return failure.id


def all_of(message) -> str:
    """Each half of it, and the file as it lies there, decoded."""
    raw = message.as_bytes().decode("utf-8", "replace").replace("=\n", "").replace("=\r\n", "").replace("=3D", "=")
    return "\n".join((str(message["Subject"]), text_of(message), text_of(message, "html"), raw))


def test_no_link_of_the_supporters_is_in_any_half_of_any_letter(story: Story, plan: RecurringPlan) -> None:
    theirs = links(story)
    for kind, language in product(KINDS, ("en", "pl")):
        shown = all_of(compose(show_letter(a_letter_of(kind, plan, language), theirs)))
        for secret in (theirs.plan(plan.id, KIM, language), PAGE_OF_BANK):
            assert secret.rsplit("/", 1)[-1] not in shown, kind
        assert "/plans/" not in shown, kind
        for found in TOKEN.findall(shown):
            with pytest.raises(NotFound):
                theirs.read_plan(found, lambda _id: KIM)
        assert plan.reference in shown


def test_it_says_where_the_link_stood(story: Story, plan: RecurringPlan) -> None:
    for kind in KINDS:
        shown = text_of(compose(show_letter(a_letter_of(kind, plan), links(story))))
        assert ("[the supporter’s own link]" in shown) == (kind != "plan_ended")  # that one leads to the form


def test_the_plan_of_each_letter_is_found(plan: RecurringPlan) -> None:
    assert [plan_of_letter(a_letter_of(kind, plan)).id for kind in KINDS] == [plan.id] * len(KINDS)


def test_the_thanks_for_an_instalment_tell_of_the_plan_without_its_link(story: Story, plan: RecurringPlan) -> None:
    shown = all_of(compose(show_letter(a_letter_of("thank_you", plan), links(story))))
    assert "your regular gift has begun" in " ".join(shown.split())
    assert "/plans/" not in shown
    assert "/receipts/" not in text_of(compose(show_letter(a_letter_of("thank_you", plan), links(story))))


def test_what_is_shown_cannot_be_signed_for(story: Story, plan: RecurringPlan) -> None:
    """Should a letter ever forget to say that its link is its reader's: it opens nothing."""
    shown = shown_links(links(story), "-")
    token = tokens.sign(shown.secret, f"plan {KIM}", plan.id)
    assert base64.urlsafe_b64decode(token + "=")[:16] == plan.id.bytes
    with pytest.raises(NotFound):
        links(story).read_plan(token, lambda _id: KIM)


def test_a_letter_that_is_nothing_but_its_link_is_not_shown(story: Story, plan: RecurringPlan) -> None:
    assert SHOWN.isdisjoint(MY_LETTERS)
    for kind in (*MY_LETTERS, "staff_reset", "staff_invited"):
        with pytest.raises(NotFound):
            show_letter(Letter(kind=kind, about_id=plan.id, language="en"), links(story))


def test_the_letter_that_is_sent_has_its_link(story: Story) -> None:
    gives_monthly(story)
    assert "/en/plans/" in text_of(story.mailbox.letters[0])


def test_thanks_sent_to_another_address_hold_no_link_that_changes_the_plan(story: Story, plan: RecurringPlan) -> None:
    letter = a_letter_of("thank_you", plan)
    writers = letter_writers(links(story))
    assert "/plans/" in text_of(compose(writers["thank_you"](letter)))
    letter.recipient_email = "mallory@example.org"
    assert "/plans/" not in all_of(compose(writers["thank_you"](letter)))


def test_a_letter_that_leaves_late_for_an_address_given_up_opens_nothing(story: Story, plan: RecurringPlan) -> None:
    """Written to the old address, kept back by the mail server, sent when the plan has another."""
    plan.donor_email = "kim.new@example.org"
    for kind in KINDS:
        text = text_of(compose(letter_writers(links(story))[kind](a_letter_of(kind, plan))))
        for token in re.findall(r"/plans/([\w-]+)", text):
            with pytest.raises(NotFound):
                links(story).read_plan(token, lambda _id: plan.donor_email)
