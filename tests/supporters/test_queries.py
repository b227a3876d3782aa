"""Where a supporter reads mail, who once moved from another address."""

import pytest

from donations.core import clock
from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import new_id
from donations.supporters.access_models import EmailChange
from donations.supporters.models import Supporter
from donations.supporters.queries import address_in_place_of, find_or_add_supporter, supporter_by_id
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


def moved(kim: Supporter, old: str, new: str, **more: object) -> None:
    session.add(EmailChange(supporter_id=kim.id, old_email=old, new_email=new, **{"applied_at": clock.now(), **more}))
    session.flush()


def test_mail_follows_along_every_move() -> None:
    with undone():
        kim = find_or_add_supporter("now@example.org", "Kim", "en")
        moved(kim, "First@example.org", "second@example.org")
        moved(kim, "second@example.org", "now@example.org")
        assert address_in_place_of("first@example.org", kim) == "now@example.org"
        assert address_in_place_of("SECOND@example.org", kim) == "now@example.org"
        assert address_in_place_of("now@example.org", kim) is None


def test_mail_does_not_leave_an_address_that_was_never_given_up() -> None:
    with undone():
        kim = find_or_add_supporter("now@example.org", "Kim", "en")
        moved(kim, "undone@example.org", "x@example.org", cancelled_at=clock.now())
        moved(kim, "asked@example.org", "x@example.org", applied_at=None)
        for email in ("undone@example.org", "asked@example.org", "other@example.org", ""):
            assert address_in_place_of(email, kim) is None


def test_a_supporter_nobody_knows_is_told() -> None:
    with pytest.raises(NotFound):
        supporter_by_id(new_id())
