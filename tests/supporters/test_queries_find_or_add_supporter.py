"""One supporter for one address, however it is written and however many arrive at once."""

import threading

import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.supporters.models import Supporter
from donations.supporters.queries import email_key, find_or_add_supporter
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


@pytest.mark.parametrize(
    "lookalike",
    [
        "\N{KELVIN SIGN}im@example.org",
        "\uff4b\uff49\uff4d@example.org",
        "kim@\uff45xample.org",
        "k\N{LATIN SMALL LETTER DOTLESS I}m@example.org",
        "K\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}M@example.org",
        "k\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}m@example.org",
        "kim\N{ZERO WIDTH SPACE}@example.org",
    ],
)
def test_what_only_looks_like_an_address_is_another_one(lookalike: str) -> None:
    assert email_key(lookalike) != "kim@example.org"
    with undone():
        kim = find_or_add_supporter("kim@example.org", "Kim", "pl")
        assert find_or_add_supporter(lookalike, "Kim", "pl").id != kim.id


@pytest.mark.parametrize("sign", ["İ", "Σ", "ẞ", "Ż", "\N{KELVIN SIGN}", "\N{OHM SIGN}"])
def test_folding_never_makes_two_signs_one(sign: str) -> None:
    assert email_key(f"{sign}@example.org") == f"{sign}@example.org"


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
