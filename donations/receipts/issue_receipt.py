"""Give a donation the next number and freeze what its receipt says."""

import dataclasses
from datetime import date
from uuid import UUID

from sqlalchemy import select

from donations.core import clock, ids, outbox
from donations.core.database import lock_words, session
from donations.core.installation import Mode, installation
from donations.core.money import Money
from donations.core.wording import in_language
from donations.giving.models import Donation
from donations.giving.queries import succeeded_payment
from donations.organisation.links import Links
from donations.organisation.models import Organisation
from donations.organisation.queries import the_organisation
from donations.receipts.events import ReceiptIssued
from donations.receipts.facts import ReceiptFacts, issuer_of
from donations.receipts.models import Receipt, ReceiptClaim, ReceiptGift, ReceiptSeries
from donations.receipts.snapshot import build_snapshot

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
    wanted = select(ReceiptSeries).where(ReceiptSeries.series == series, ReceiptSeries.year == year)
    counter = session.scalar(wanted.with_for_update())
    if counter is None:
        counter = ReceiptSeries(series=series, year=year, last_sequence=0)
        session.add(counter)
    counter.last_sequence += 1
    session.flush()
    return counter.last_sequence


def _facts(receipt: Receipt, donation: Donation, organisation: Organisation, links: Links) -> ReceiptFacts:
    language, payment = receipt.language, succeeded_payment(donation)
    funds = [allocation.fund.name for allocation in donation.allocations]
    return ReceiptFacts(
        number=receipt.number,
        issued_on=receipt.issued_on,
        mode=installation().mode,
        language=language,
        issuer=issuer_of(organisation),
        donor_name=donation.donor_name,
        donor_address=_address_lines(donation.donor_address),
        amount=receipt.amount,
        received_on=_received_on(donation, organisation),
        method=(payment.method if payment else None) or "online",
        fund_name=", ".join(in_language(name, language, organisation.default_language) for name in funds),
        purpose=in_language(organisation.purpose, language, organisation.default_language),
        reference=donation.reference,
        payment_reference=payment.provider_payment_id if payment else "",
        check_code=receipt.check_code,
        check_url=links.check_receipt(receipt.number, receipt.check_code, language),
    )


def _received_on(donation: Donation, organisation: Organisation) -> date:
    """The day and so the year of a receipt: when the money was received, in the organisation's zone."""
    assert donation.settled_at  # noqa: S101 - tells mypy what the schema ensures for a settled donation
    return clock.local_date(donation.settled_at, organisation.zone)


def _address_lines(address: dict[str, str] | None) -> tuple[str, ...]:
    if not address:
        return ()
    town = f"{address.get('postcode', '')} {address.get('city', '')}".strip()
    return tuple(line for line in (address.get("address_line", ""), town, address.get("country", "")) if line)


def _store(receipt: Receipt, donation_id: UUID) -> None:
    amount = receipt.amount
    session.add(receipt)
    session.flush()
    session.add(
        ReceiptGift(receipt_id=receipt.id, donation_id=donation_id, amount_minor=amount.minor, currency=amount.currency)
    )
    session.add(ReceiptClaim(donation_id=donation_id, receipt_id=receipt.id))
    session.flush()
