"""A letter is sent again once, however often somebody presses."""

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.desk.letters import send_letter_again
from donations.mail.models import Letter
from tests.flows.desk import Desk
from tests.story import Story

TO = "kim@example.org"


@pytest.fixture
def desk(story: Story) -> Desk:
    story.gives("50.00")
    return Desk(story)


def presses(desk: Desk, to: str = TO) -> None:
    with desk.at_work():
        newest = session.scalars(select(Letter).order_by(Letter.written_at.desc(), Letter.id.desc())).first()
        assert newest
        send_letter_again(newest, to=to, by=desk.id, reason="lost")


def test_pressed_twice_it_is_sent_once(story: Story, desk: Desk) -> None:
    presses(desk)
    with pytest.raises(Refused, match="on its way"):
        presses(desk)
    story.drains()
    with pytest.raises(Refused, match="on its way"):
        presses(desk)
    assert len(story.mailbox.letters) == 2


def test_while_it_waits_for_the_mail_server_it_is_not_written_again(story: Story, desk: Desk) -> None:
    story.mailbox.is_closed = True
    presses(desk)
    story.drains()
    story.waits(minutes=5)
    with pytest.raises(Refused, match="on its way"):
        presses(desk)


def test_later_it_may_be_sent_once_more(story: Story, desk: Desk) -> None:
    presses(desk)
    story.drains()
    story.waits(minutes=2)
    presses(desk)
    story.drains()
    assert len(story.mailbox.letters) == 3


def test_a_corrected_address_need_not_wait(story: Story, desk: Desk) -> None:
    presses(desk, "kim@example.con")
    presses(desk, "kim@example.com")
    story.drains()
    assert len(story.mailbox.letters) == 3
