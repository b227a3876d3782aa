"""Change what may be changed of a donation. What was issued stays: receipts are voided and replaced, never edited."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from donations.core.database import session
from donations.core.errors import Refused
from donations.funds.models import Fund
from donations.giving.models import Allocation, Donation
from donations.giving.queries import donation_by_id
from donations.staff.audit_trail import Act, record_audit


@dataclass(frozen=True, slots=True)
class Edited:
    """How the donation shall be kept from now on. `printed_name` empty: as the donor wrote it."""

    printed_name: str
    address: Mapping[str, str]
    is_anonymous: bool
    is_message_hidden: bool


def as_it_is(donation: Donation) -> Edited:
    """What a form starts with."""
    return Edited(
        printed_name=donation.printed_name or "",
        address=_filled(donation.donor_address or {}),
        is_anonymous=donation.is_anonymous,
        is_message_hidden=donation.is_message_hidden,
    )


def edit_donation(donation: Donation, edited: Edited, *, by: UUID, reason: str = "") -> bool:
    """False when it was so already."""
    donation = donation_by_id(donation.id, lock=True)
    before, after = asdict(as_it_is(donation)), asdict(edited)
    printed = edited.printed_name.strip()
    after["printed_name"] = "" if printed == donation.donor_name else printed
    after["address"] = _filled(edited.address)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return False
    donation.printed_name = after["printed_name"] or None
    donation.donor_address = after["address"] or None
    donation.is_anonymous, donation.is_message_hidden = edited.is_anonymous, edited.is_message_hidden
    session.flush()
    change = (_only(before, changed), _only(after, changed))
    record_audit(Act("donation.edited", "donation", donation.id, by, reason.strip(), *change))
    return True


def _filled(address: Mapping[str, str]) -> dict[str, str]:
    """A country alone is no address."""
    found = {name: text.strip() for name, text in address.items() if text and text.strip()}
    return found if found.keys() - {"country"} else {}


def _only(values: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: values[name] for name in names}


def move_to_fund(donation: Donation, fund: Fund, by: UUID, reason: str) -> None:
    """`donation` is locked; in the caller's transaction. Nothing happens to one that is there already."""
    before = {allocation.fund.slug: allocation.amount_minor for allocation in donation.allocations}
    if list(before) == [fund.slug]:
        return
    if fund.closed_at:
        raise Refused("%(fund)s is closed.", fund=fund.slug)
    for allocation in donation.allocations:
        session.delete(allocation)
    session.flush()
    session.add(Allocation(donation_id=donation.id, fund_id=fund.id, amount=donation.amount))
    session.flush()
    session.refresh(donation, ["allocations"])
    after = {fund.slug: donation.amount.minor}
    record_audit(Act("donation.moved_to_fund", "donation", donation.id, by, reason, before, after))
