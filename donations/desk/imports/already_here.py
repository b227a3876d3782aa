"""Which gifts of a file are here: imported before, or given here in the first place."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from donations.core.database import session
from donations.core.ids import tidy_reference
from donations.core.money import Money
from donations.giving.desk_models import ImportedGift
from donations.giving.models import Donation


def amounts_here(source: str, references: Iterable[str]) -> dict[str, Money]:
    """The amount of each that is here, by its reference in the file.

    A gift that began here is known by its own reference; one that was imported only by what its source called it,
    for another system may count in the same way.
    """
    asked = list(references)
    own = [reference for reference in asked if tidy_reference(reference) == reference]
    imported = select(ImportedGift.reference, Donation.amount_minor, Donation.currency).join(
        Donation, Donation.id == ImportedGift.donation_id
    )
    begun = (
        select(Donation.reference, Donation.amount_minor, Donation.currency)
        .outerjoin(ImportedGift, ImportedGift.donation_id == Donation.id)
        .where(Donation.reference.in_(own), ImportedGift.donation_id.is_(None))
    )
    found = imported.where(ImportedGift.source == source, ImportedGift.reference.in_(asked))
    return {row[0]: Money(row[1], row[2]) for query in (begun, found) for row in session.execute(query)}


def taken_references(references: Sequence[str]) -> set[str]:
    """Those a gift of ours already has, whichever system it came from."""
    return set(session.scalars(select(Donation.reference).where(Donation.reference.in_(references))))
