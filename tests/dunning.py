"""A card that fails, for tests: how it is told, mended, and what came of it."""

import re
from email.message import EmailMessage

from sqlalchemy import select

from donations.core import clock
from donations.core.database import session, transaction
from donations.mail.models import Letter
from donations.recurring.changes.change_request import ChangeRequest
from donations.recurring.changes.request_change import Requester, ask_for_change
from donations.recurring.history_models import CollectionFailure
from donations.recurring.models import RecurringPlan
from donations.recurring.reasons import RequestedBy
from tests.html_form import read_form
from tests.plans import gives_monthly, goes_on, provider_plan
from tests.story import Story, Visitor

# Days after 10 November, when the tests' donation begins: the second instalment is asked for on 10 December.
MONTH = 30


def begins_and_fails(story: Story, behaviour: str, frequency: str = "monthly", *, own_retries: bool = False) -> Visitor:
    """A plan whose card stops to pay after the first instalment, with the worker's schedule running."""
    if not own_retries:
        story.sandbox.world.retries = ()
    story.starts_schedule()
    visitor = gives_monthly(story, frequency=frequency)
    story.sandbox.set_card(provider_plan(story), behaviour)
    story.waits(hours=2)  # the provider collects an hour after a period begins
    return visitor


def lives(story: Story, days: int) -> None:
    """Day by day, with a second look for what the first has brought about."""
    for _ in range(days):
        goes_on(story, 1)
        story.settles()


def asks(story: Story, change_request: ChangeRequest, reason: str = "") -> None:
    """The supporter of the newest plan wants it changed."""
    with story.inside(), transaction():
        plan = session.scalars(select(RecurringPlan).order_by(RecurringPlan.id.desc()).limit(1)).one()
        ask_for_change(plan, change_request, Requester(RequestedBy.SUPPORTER, reason=reason))


def failures(story: Story) -> list[dict[str, str | int | None]]:
    """The story of each failure, oldest first."""
    with story.inside():
        rows = session.scalars(select(CollectionFailure).order_by(CollectionFailure.began_at)).all()
        return [
            {
                "family": row.family,
                "code": row.decline_code,
                "step": row.step,
                "end": "mended" if row.mended_at else "lost" if row.lost_at else "open",
                "by": row.mended_by,
            }
            for row in rows
        ]


def letters_by_day(story: Story) -> list[tuple[str, str]]:
    """Day and kind of each letter about plans, in the order they were written."""
    with story.inside():
        rows = session.scalars(select(Letter).order_by(Letter.id)).all()
        shown = [(clock.local_date(row.written_at, "Europe/Warsaw").isoformat()[5:], row.kind) for row in rows]
        return [each for each in shown if each[1] != "thank_you"]


def newest(story: Story, kind: str) -> EmailMessage:
    """The last letter of that kind that was sent."""
    return [letter for letter in story.mailbox.letters if str(letter["Message-ID"]).startswith(f"<{kind}.")][-1]


def words(letter: EmailMessage) -> str:
    """Its plain text, each paragraph as one line."""
    part = letter.get_body(("plain",))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def button(letter: EmailMessage) -> str:
    """Where its button leads."""
    part = letter.get_body(("html",))
    assert part
    buttons = re.findall(r'<table class="act".*?<a href="([^"]+)"', str(part.get_content()), re.DOTALL)
    assert len(buttons) == 1
    return str(buttons[0]).replace("&amp;", "&")


def gives_new_card(story: Story, letter: EmailMessage, outcome: str = "saved") -> None:
    """Two clicks: the letter's button, and the one of the page it leads to; then the provider's page."""
    reader = story.visitor()
    page = reader.follows(button(letter))
    assert page.status_code == 200, page.text
    sent = reader.client.post(page.request.path, data=read_form(page.text).filled())
    assert sent.status_code == 303, sent.text
    story.sandbox.choose(sent.headers["Location"].rsplit("/", 1)[1], outcome)
    story.settles()  # the card is known, and asked
    story.settles()  # what came of it is told
