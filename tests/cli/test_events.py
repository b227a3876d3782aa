"""What is done to the provider's events from the command line is in the trail, like what is done at the desk."""

from pathlib import Path

from sqlalchemy import select

from donations.cli.application import application
from donations.core import clock
from donations.core.database import session
from donations.core.installation import installation
from donations.staff.record_audit import AuditEntry
from tests.cli.conftest import Typed
from tests.machine_room import parked_event
from tests.payments.inbox_events import event, receive


def trail() -> list[tuple[str, object]]:
    """All but what the first start says of accounts."""
    with application():
        asked = select(AuditEntry).where(AuditEntry.subject_kind != "staff").order_by(AuditEntry.sequence)
        return [(row.action, row.staff_id) for row in session.scalars(asked)]


def test_events_applied_again_are_in_the_trail(typed: Typed, filled: Path) -> None:
    with application():
        parked_event("evt_1")
        parked_event("evt_2")
    assert typed("events", "replay", "evt_1", "evt_2").code == 0
    assert trail() == [("event.replayed", None)] * 2


def test_each_is_applied_again_by_itself(typed: Typed, filled: Path) -> None:
    with application():
        parked_event("evt_1")
    done = typed("events", "replay", "evt_1", "evt_2")
    assert (done.code, "evt_1 is to be applied again" in done.out) == (1, True)
    assert trail() == [("event.replayed", None)]


def test_donations_written_anew_are_in_the_trail(typed: Typed, filled: Path) -> None:
    with application():
        page = {
            "id": "cs_1",
            "object": "checkout.session",
            "mode": "payment",
            "amount_total": 5000,
            "currency": "pln",
            "customer_email": "kim@example.org",
            "locale": "en",
            "created": int(clock.now().timestamp()),
            "expires_at": int(clock.now().timestamp()),
            "metadata": {"reference": "7KQ4-M2XF", "installation": str(installation().installation_id)},
        }
        receive(event("evt_1", "checkout.session.completed", data={"object": page}))
    assert "7KQ4-M2XF" in typed("events", "rebuild").out
    assert trail() == [("donation.rebuilt", None)]
