"""When the storm is over: the rest is worked off, and what is found is compared with what the provider knows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import time_machine
from sqlalchemy import func, select

from donations.core import clock
from donations.core.database import session
from donations.core.drain import drain
from donations.core.outbox import Owed
from donations.giving.models import Donation, Payment
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptDonation
from tests.plan_aftermath import Collected, counted_twice, donations_not_thanked_once
from tests.storm_donations import MadeUpDonation

_MOST_DAYS = 30  # more than all tries take


def work_off(lease: timedelta) -> None:
    """Go on day by day until nothing but the schedule is owed: leases end, what failed is tried again."""
    owed = select(func.count()).where(Owed.event != "Tick", Owed.parked_at.is_(None))
    with time_machine.travel(clock.now(), tick=True) as time:
        for _ in range(_MOST_DAYS):
            drain(lease)
            if not session.scalar(owed):
                return
            session.rollback()
            time.shift(timedelta(days=1))
    raise AssertionError("work is still owed after the last try")


def compare(donations: Sequence[MadeUpDonation], instalments: list[Collected]) -> None:
    """What is in the books, with what the provider knows: single donations, and what was collected for plans."""
    single = {donation.reference for donation in donations}
    kept_whole = Counter(donation.reference for donation in donations if donation.is_kept_whole)
    settled, receipted = settled_with(), amounts_receipted()
    assert [each for each in settled if each[0] in single] == sorted(
        (donation.reference, donation.payment) for donation in donations if donation.is_paid
    )
    assert {name: amount for name, amount in receipted.items() if name in single} == {
        donation.reference: donation.left for donation in donations if donation.left
    }
    assert sorted(payment for name, payment in settled if name not in single) == sorted(
        each.payment for each in instalments
    )
    assert counted_twice(instalments) == []
    assert donations_not_thanked_once() == []
    assert Counter({name: count for name, count in receipts_given().items() if name in kept_whole}) == kept_whole
    assert Counter({name: count for name, count in thanked().items() if name in kept_whole}) == kept_whole


def stored_events() -> set[str]:
    """The provider's ids of all events in the inbox, as it is at this moment."""
    session.rollback()
    return set(session.scalars(select(ProviderEvent.provider_event_id)))


def settled_with() -> list[tuple[str, str]]:
    """Each settled donation with each of its succeeded payments."""
    paid = select(Donation.reference, Payment.provider_payment_id).join(Payment, Payment.donation_id == Donation.id)
    rows = session.execute(paid.where(Donation.status == "settled", Payment.succeeded_at.is_not(None)))
    return sorted((reference, payment) for reference, payment in rows)


def receipts_given() -> Counter[str]:
    """How many receipts, valid or void, each donation ever got."""
    given = select(Donation.reference).join(ReceiptDonation, ReceiptDonation.donation_id == Donation.id)
    return Counter(session.scalars(given))


def amounts_receipted() -> dict[str, int]:
    """The amount on the valid receipt of each donation that has one."""
    valid = select(Donation.reference, Receipt.amount_minor).join(ReceiptClaim, ReceiptClaim.donation_id == Donation.id)
    rows = session.execute(valid.join(Receipt, Receipt.id == ReceiptClaim.receipt_id))
    return {row.reference: row.amount_minor for row in rows}


def letters_by_state() -> dict[str, list[str]]:
    """Letter's state → addresses."""
    found: dict[str, list[str]] = {}
    for letter in session.scalars(select(Letter).order_by(Letter.recipient_email)):
        found.setdefault(letter.state, []).append(letter.recipient_email)
    return found


def thanked() -> Counter[str]:
    """How many thank-you letters each donation got."""
    return Counter(
        session.scalars(
            select(Donation.reference).join(Letter, Letter.subject_id == Donation.id).where(Letter.kind == "thank_you")
        )
    )


def letters_sent() -> Counter[str]:
    """The ids that the letters marked as sent carry."""
    sent = session.scalars(select(Letter).where(Letter.state == "sent"))
    return Counter(f"<{letter.kind}.{letter.id.hex}@127.0.0.1>" for letter in sent)


def letters_in(folder: Path) -> Counter[str]:
    """The ids of the letters in the mail folder."""
    return Counter(message_from_bytes(path.read_bytes())["Message-ID"] for path in _letters(folder))


def _letters(folder: Path) -> Iterator[Path]:
    return folder.glob("[!.]*.eml")
