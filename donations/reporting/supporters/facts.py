"""What supporters asked of those who work here, for the pages of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, TextClause, and_, case, func, literal, select, union_all
from sqlalchemy.orm import aliased, defer, joinedload

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.money import Money
from donations.giving.models import Allocation, Donation
from donations.giving.states import DonationStatus
from donations.mail.models import Letter
from donations.receipts.models import Receipt, ReceiptDonation, ReceiptVoid
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.models import RecurringPlan
from donations.search.models import ListedDonation
from donations.supporters.access_models import EmailChange
from donations.supporters.models import OPEN, Consent, Supporter, SupporterRequest

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish, whose it is, and whose other address it is about."""

    request: SupporterRequest
    supporter: Supporter
    other: Supporter | None


def open_wishes() -> Sequence[Wish]:
    """The oldest first: the law gives a month."""
    return _wishes(OPEN)


def wishes_of(supporter_id: UUID) -> Sequence[Wish]:
    """All there ever were of one supporter, oldest first."""
    return _wishes(SupporterRequest.supporter_id == supporter_id)


def wish_by_id(request_id: UUID) -> Wish:
    """Raises `NotFound`."""
    for found in _wishes(SupporterRequest.id == request_id):
        return found
    raise NotFound("There is no such request.")


def _wishes(condition: ColumnElement[bool] | TextClause) -> list[Wish]:
    other = aliased(Supporter)
    statement = (
        select(SupporterRequest, Supporter, other)
        .join(Supporter, Supporter.id == SupporterRequest.supporter_id)
        .outerjoin(other, other.id == SupporterRequest.other_id)
        .where(condition)
        .order_by(SupporterRequest.asked_at, SupporterRequest.id)
    )
    return [Wish(*row) for row in session.execute(statement.limit(_SHOWN))]


SHOWN = 50


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter, and the reference of the donation or plan it is about."""

    letter: Letter
    reference: str
    is_of_plan: bool


@dataclass(frozen=True, slots=True)
class SupporterFacts:
    """Each list newest first, and at most `SHOWN` long; `received` adds up all donations that count, by currency."""

    supporter: Supporter
    donations: list[tuple[Donation, ListedDonation]]
    received: list[tuple[Money, int, Money]]  # how much, of how many, and what went back of it
    receipts: list[tuple[Receipt, str, str]]  # valid, replaced or void; the donation's reference
    letters: list[LetterRow]
    consents: list[Consent]
    wishes: Sequence[Wish]
    earlier: list[EmailChange]  # addresses they gave up

    @property
    def are_all_shown(self) -> bool:
        """Whether no donation, receipt or letter is left out."""
        return all(len(shown) < SHOWN for shown in (self.donations, self.receipts, self.letters))


def supporter_facts(supporter_id: UUID) -> SupporterFacts:
    """Raises `NotFound`."""
    supporter, earlier = _who(supporter_id)
    consents = select(Consent).where(Consent.supporter_id == supporter_id).order_by(Consent.given_at.desc())
    return SupporterFacts(
        supporter, _donations(supporter_id), _received(supporter_id), _receipts(supporter_id), _letters(supporter_id),
        list(session.scalars(consents.limit(SHOWN))), wishes_of(supporter_id), earlier,
    )  # fmt: skip


def _who(supporter_id: UUID) -> tuple[Supporter, list[EmailChange]]:
    """With the addresses they gave up, the last one first; in one question."""
    gave_up = and_(
        EmailChange.supporter_id == Supporter.id,
        EmailChange.applied_at.is_not(None),
        EmailChange.cancelled_at.is_(None),
    )
    statement = select(Supporter, EmailChange).outerjoin(EmailChange, gave_up).where(Supporter.id == supporter_id)
    rows = session.execute(statement.order_by(EmailChange.applied_at.desc()).limit(SHOWN)).all()
    if not rows:
        raise NotFound("This supporter is not here.")
    return rows[0].Supporter, [row.EmailChange for row in rows if row.EmailChange]


def _donations(supporter_id: UUID) -> list[tuple[Donation, ListedDonation]]:
    """With what the list says of each."""
    listed = select(Donation, ListedDonation).join(ListedDonation, ListedDonation.donation_id == Donation.id)
    newest = listed.where(Donation.supporter_id == supporter_id).order_by(Donation.started_at.desc(), Donation.id)
    shares = joinedload(Donation.allocations).joinedload(Allocation.fund)
    return [(donation, row) for donation, row in session.execute(newest.limit(SHOWN).options(shares)).unique()]


def _received(supporter_id: UUID) -> list[tuple[Money, int, Money]]:
    sums = (func.sum(ListedDonation.amount_minor), func.count(), func.sum(ListedDonation.refunded_minor))
    added = select(Donation.currency, *sums).join(ListedDonation, ListedDonation.donation_id == Donation.id)
    counting = added.where(Donation.supporter_id == supporter_id, Donation.status == DonationStatus.SETTLED)
    rows = session.execute(counting.group_by(Donation.currency).order_by(Donation.currency))
    return [
        (Money(int(total), currency), donations, Money(int(back), currency))
        for currency, total, donations, back in rows
    ]


def _receipts(supporter_id: UUID) -> list[tuple[Receipt, str, str]]:
    later = aliased(Receipt)
    state = case((ReceiptVoid.receipt_id.is_(None), "valid"), (later.id.is_not(None), "replaced"), else_="void")
    statement = select(Receipt, state, Donation.reference).join(
        ReceiptDonation, ReceiptDonation.receipt_id == Receipt.id
    )
    statement = statement.join(Donation, Donation.id == ReceiptDonation.donation_id)
    statement = statement.outerjoin(ReceiptVoid, ReceiptVoid.receipt_id == Receipt.id)
    statement = statement.outerjoin(later, later.replaces_id == Receipt.id)
    newest = statement.where(Donation.supporter_id == supporter_id).order_by(Receipt.issued_at.desc(), Receipt.id)
    without_words = newest.options(defer(Receipt.snapshot)).limit(SHOWN)
    return [(receipt, how, reference) for receipt, how, reference in session.execute(without_words)]


def _letters(supporter_id: UUID) -> list[LetterRow]:
    of_donations = select(Letter.id, Donation.reference, literal(False)).join(
        ReceiptDonation, ReceiptDonation.receipt_id == Letter.about_id
    )
    of_donations = of_donations.join(Donation, Donation.id == ReceiptDonation.donation_id)
    parts = [of_donations.where(Donation.supporter_id == supporter_id), *_letters_of_plans(supporter_id)]
    about = union_all(*parts).subquery()
    letter_id, reference, is_of_plan = about.c
    newest = select(Letter, reference, is_of_plan).join(about, letter_id == Letter.id)
    rows = session.execute(newest.order_by(Letter.written_at.desc(), Letter.id).limit(SHOWN))
    return [LetterRow(*row) for row in rows]


def _letters_of_plans(supporter_id: UUID) -> list[Select[UUID, str, bool]]:
    """About the plan itself, a change of it, or a collection that failed."""
    own = select(Letter.id, RecurringPlan.reference, literal(True)).where(RecurringPlan.supporter_id == supporter_id)
    return [
        own.join(RecurringPlan, RecurringPlan.id == Letter.about_id),
        *(
            own.join(part, part.id == Letter.about_id).join(RecurringPlan, RecurringPlan.id == part.plan_id)
            for part in (PlanChange, CollectionFailure)
        ),
    ]
