"""One database, one installation, one mode."""

import pytest
from sqlalchemy import delete

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.installation import Installation, Mode, claim_database, installation
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")


def test_an_empty_database_is_claimed_once_and_for_all() -> None:
    with undone():
        session.execute(delete(Installation))
        claim_database(Mode.LIVE)
        first = installation().installation_id
        claim_database(Mode.LIVE)
        assert (installation().mode, installation().installation_id) == ("live", first)


@pytest.mark.parametrize("mode", [Mode.TEST, Mode.LIVE])
def test_a_database_of_another_mode_is_refused_and_both_are_named(mode: Mode) -> None:
    with undone(), pytest.raises(Refused, match=f"belongs to sandbox mode and the settings say {mode}"):
        claim_database(mode)


def test_without_a_claim_there_is_nothing_to_serve() -> None:
    with undone():
        session.execute(delete(Installation))
        with pytest.raises(Refused, match="donations migrate"):
            installation()
