"""Letters as a list: filtered, newest first, each with the donation or the colleague it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, union_all

from donations.core.database import session
from donations.core.errors import NotFound
from donations.giving.models import Donation
from donations.mail.models import WAITS_FOR_A_PERSON, Letter
from donations.receipts.models import ReceiptDonation
from donations.recurring.history_models import CollectionFailure, PlanChange
from donations.recurring.letters.write_plan_letter import KINDS as PLAN_LETTERS
from donations.recurring.models import RecurringPlan
from donations.reporting.newest_first import Cursor, Page, newest_first
from donations.staff.audit_trail import AuditLine, lines_about

WAITS = "waits"  # beside the states of a letter: what a person has to see to


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """What is None or empty does not narrow. `to`: a whole address."""

    state: str | None = None
    kind: str | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter, the donation or plan it is about, the ones sent in its place or before it, and what staff did."""

    letter: Letter
    donation: str | None
    plan: str | None
    others: list[Letter]
    acts: list[AuditLine]
    names: dict[UUID, str]


def letters_page(chosen: LetterFilter, cursor: Cursor | None = None) -> Page[Letter]:
    """Each condition has its index."""
    found = select(Letter)
    if chosen.state:
        found = found.where(WAITS_FOR_A_PERSON if chosen.state == WAITS else Letter.state == chosen.state)
    if chosen.kind:
        found = found.where(Letter.kind == chosen.kind)
    if chosen.to:
        typed = chosen.to.strip()
        theirs = select(Letter.id).where(Letter.recipient_email.in_({typed, typed.lower()}))
        found = found.where(Letter.id.in_(theirs))  # by ids, so that no other filter is taken for the narrower one
    return newest_first(found, Letter.id, cursor)


def donations_of_letters(letters: Sequence[Letter]) -> dict[UUID, str]:
    """The reference of a donation by what the letter is about; letters to staff are about none."""
    about = {letter.about_id for letter in letters}
    if not about:
        return {}
    statement = select(ReceiptDonation.receipt_id, Donation.reference).join(
        Donation, Donation.id == ReceiptDonation.donation_id
    )
    rows = session.execute(statement.where(ReceiptDonation.receipt_id.in_(about)).order_by(Donation.reference.desc()))
    return dict(rows.all())


def plans_of_letters(letters: Sequence[Letter]) -> dict[UUID, str]:
    """The reference of a plan by what the letter is about: the plan, a change of it, or a failure."""
    about = {letter.about_id for letter in letters if letter.kind in PLAN_LETTERS}
    if not about:
        return {}
    itself = select(RecurringPlan.id, RecurringPlan.reference).where(RecurringPlan.id.in_(about))
    parts = (
        select(part.id, RecurringPlan.reference)
        .join(RecurringPlan, RecurringPlan.id == part.plan_id)
        .where(part.id.in_(about))
        for part in (PlanChange, CollectionFailure)
    )
    return dict(session.execute(union_all(itself, *parts)).all())


def letter_by_id(letter_id: UUID) -> Letter:
    """Raises `NotFound`."""
    found = session.get(Letter, letter_id)
    if found is None:
        raise NotFound("This letter is not here.")
    return found


def letter_facts(letter_id: UUID) -> LetterFacts:
    """Raises `NotFound`."""
    letter = letter_by_id(letter_id)
    first = letter.resend_of_id or letter.id
    same = or_(Letter.resend_of_id.in_({first, letter.id}), Letter.id == first)
    others = list(session.scalars(select(Letter).where(same, Letter.id != letter.id).order_by(Letter.id)))
    acts, names = lines_about([letter.id])
    donation, plan = (find([letter]).get(letter.about_id) for find in (donations_of_letters, plans_of_letters))
    return LetterFacts(letter, donation, plan, others, acts, names)
