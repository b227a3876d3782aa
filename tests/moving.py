"""A supporter who takes another e-mail address: asking for it, and the yes of both."""

from sqlalchemy import select
from werkzeug.test import TestResponse

from donations.core.database import session
from donations.supporters.models import Supporter
from tests.giver import Giver, link_in
from tests.story import Story

NEW = "kim.new@example.org"


def asks(kim: Giver, email: str = NEW) -> TestResponse:
    """In My giving; both letters leave."""
    answer = kim.sends("/my/e-mail", {"email": email})
    kim.story.drains()
    return answer


def confirms(kim: Giver, email: str = NEW) -> TestResponse:
    """Whoever reads the new address says yes: the page that follows."""
    return Giver(kim.story).presses(link_in(kim.newest_letter(email)))


def agree(kim: Giver, email: str = NEW) -> TestResponse:
    """The old address says yes, then the new one: the page that one sees."""
    Giver(kim.story).approves(link_in(kim.newest_letter(kim.email)))
    return confirms(kim, email)


def addresses(story: Story) -> list[str]:
    """Of all supporters."""
    with story.inside():
        return sorted(session.scalars(select(Supporter.email)))
