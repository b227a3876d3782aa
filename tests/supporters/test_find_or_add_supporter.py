"""One supporter for one address, however it is written and however many arrive at once."""

import threading

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.supporters.find_or_add_supporter import email_key, find_or_add_supporter
from donations.supporters.models import Supporter
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


@pytest.mark.parametrize("email", ["kim@example.org", "KIM@Example.ORG", "  kim@example.org "])
def test_an_address_is_one_however_it_is_written(email: str) -> None:
    with undone():
        first = find_or_add_supporter("Kim@example.org", "Kim", "pl")
        assert find_or_add_supporter(email, "Somebody Else", "en").id == first.id


def test_a_form_cannot_rename_a_supporter() -> None:
    with undone():
        find_or_add_supporter("kim@example.org", "Kim Nowak", "pl")
        again = find_or_add_supporter("kim@example.org", "Eve", "en")
        assert (again.name, again.language, again.email) == ("Kim Nowak", "pl", "kim@example.org")


def test_letters_of_every_script_are_compared() -> None:
    assert email_key("ŻÓŁĆ@Example.org") == "żółć@example.org"


def test_two_at_the_same_instant_are_one_supporter(house) -> None:
    together = threading.Barrier(2)

    def add() -> None:
        with house.app_context():
            together.wait()
            with transaction():
                find_or_add_supporter("twins@example.org", "Twin", "pl")
            session.remove()

    twins = [threading.Thread(target=add) for _ in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
    assert len(session.scalars(select(Supporter).where(Supporter.email_key == "twins@example.org")).all()) == 1
