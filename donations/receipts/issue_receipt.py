"""Give a donation the next number and freeze what its receipt says."""

import dataclasses
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, insert, update

from donations.core import clock, ids, outbox
from donations.core.database import lock_words, session
from donations.core.installation import Mode, installation
from donations.core.money import Money
from donations.core.wording import in_language
from donations.giving.desk_models import ManualRecord
from donations.giving.models import Donation, Payment
from donations.giving.queries import succeeded_payment
from donations.organisation.links import Links
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptIssued
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptDonation, ReceiptSeries
from donations.receipts.snapshot import ReceiptFacts, build_snapshot, issuer_of

_DONATION, _CLAIM = insert(ReceiptDonation), insert(ReceiptClaim)
_NEXT = (
    update(ReceiptSeries)
    .where(ReceiptSeries.series == bindparam("of_series"), ReceiptSeries.year == bindparam("of_year"))
    .values(last_sequence=ReceiptSeries.last_sequence + 1)
    .returning(ReceiptSeries.last_sequence)
)

# Documents of no value are counted apart, so that no number of theirs is ever one of the real series.
_PREFIX = {Mode.LIVE: "", Mode.TEST: "TEST-", Mode.SANDBOX: "SANDBOX-"}


def issue_receipt(donation: Donation, amount: Money, replaces: Receipt | None, links: Links) -> Receipt:
    """The number, the snapshot and the claim, in the caller's transaction.

    Raises `MissingReceiptFields` when the country's pack demands what the organisation or the donor has not said;
    the number then goes back with the transaction.
    """
    organisation = the_organisation()
    receipt = _numbered(organisation, _received_on(donation, organisation).year)
    receipt.amount, receipt.language = amount, donation.language
    receipt.replaces_id = replaces.id if replaces else None
    facts = _facts(receipt, donation, organisation, links)
    if replaces:
        facts = dataclasses.replace(facts, replaces_number=replaces.number)
    receipt.snapshot = build_snapshot(facts, organisation.receipt_pack)
    _store(receipt, donation.id)
    outbox.record(ReceiptIssued(receipt.id))
    return receipt


def _numbered(organisation: Organisation, year: int) -> Receipt:
    series = series_of(organisation)
    sequence = _next_sequence(series, year)
    return Receipt(
        id=ids.new_id(),
        series=series,
        year=year,
        sequence=sequence,
        number=f"{series}/{year}/{sequence:06d}",
        check_code=ids.new_reference(),
        issued_on=clock.local_date(clock.now(), organisation.zone),
        issued_at=clock.now(),
    )


def series_of(organisation: Organisation) -> str:
    """The series receipts are numbered in now."""
    return _PREFIX[Mode(installation().mode)] + organisation.receipt_series


def _next_sequence(series: str, year: int) -> int:
    """One locked counter row per series and year: no gap, no repeat."""
    lock_words("receipt series", series, str(year))
    straight, key = session.connection(), {"of_series": series, "of_year": year}
    given = straight.scalar(_NEXT, key)
    if given is None:
        straight.execute(insert(ReceiptSeries), {"series": series, "year": year, "last_sequence": 1})
    return int(given or 1)


def _facts(receipt: Receipt, donation: Donation, organisation: Organisation, links: Links) -> ReceiptFacts:
    language, payment = receipt.language, succeeded_payment(donation)
    return ReceiptFacts(
        number=receipt.number,
        issued_on=receipt.issued_on,
        mode=installation().mode,
        language=language,
        issuer=issuer_of(organisation),
        donor_name=donation.name_to_print,
        donor_address=address_lines(donation.donor_address),
        amount=receipt.amount,
        received_on=_received_on(donation, organisation),
        method=_method(donation, payment),
        fund_name=fund_names(donation, language, organisation),
        purpose=in_language(organisation.purpose, language, organisation.default_language),
        reference=donation.reference,
        payment_reference=payment.provider_payment_id if payment else "",
        check_code=receipt.check_code,
        check_url=links.check_receipt(receipt.number, receipt.check_code, language),
    )


def _method(donation: Donation, payment: Payment | None) -> str:
    by_hand = session.get(ManualRecord, donation.id) if payment is None else None
    return (by_hand.method if by_hand else payment.method if payment else None) or "online"


def _received_on(donation: Donation, organisation: Organisation) -> date:
    """The day and so the year of a receipt: when the money was received, in the organisation's zone."""
    assert donation.settled_at  # noqa: S101 - tells mypy what the schema ensures for a settled donation
    return clock.local_date(donation.settled_at, organisation.zone)


def fund_names(donation: Donation, language: str, organisation: Organisation) -> str:
    """What the donation is for, as it is printed."""
    names = [allocation.fund.name for allocation in donation.allocations]
    return ", ".join(in_language(name, language, organisation.default_language) for name in names)


def address_lines(address: dict[str, str] | None) -> tuple[str, ...]:
    """Street, town, country; what is not known is left out."""
    if not address:
        return ()
    town = f"{address.get('postcode', '')} {address.get('city', '')}".strip()
    return tuple(line for line in (address.get("address_line", ""), town, address.get("country", "")) if line)


def _store(receipt: Receipt, donation_id: UUID) -> None:
    donation = {"receipt_id": receipt.id, "donation_id": donation_id}
    amount = {"amount_minor": receipt.amount.minor, "currency": receipt.amount.currency}
    session.add(receipt)
    session.flush()
    session.connection().execute(_DONATION, donation | amount)
    session.connection().execute(_CLAIM, donation)
