"""The acts offered for many donations at once. Their names are stored in rows: never rename one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, insert, literal, select

from donations.core import outbox
from donations.core.database import lock_words, session
from donations.core.errors import NotFound, Refused
from donations.desk.letters import send_letter_again
from donations.desk.models import BulkItem, BulkJob, BulkJobContinues, ItemState
from donations.funds.models import Fund
from donations.giving.by_hand.edit_donation import move_to_fund
from donations.giving.by_hand.review_held import accept_held
from donations.giving.models import Donation
from donations.giving.queries import is_unreviewed
from donations.mail.models import Letter
from donations.receipts.models import ReceiptDonation
from donations.search.access_paths import matches
from donations.search.filters import DonationFilter
from donations.search.models import ListedDonation
from donations.staff.audit_trail import Act, record_audit
from donations.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class BulkRequest:
    """By whom, why, and what else the action needs to know."""

    by: UUID
    reason: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkAction:
    """`run` does it to one locked donation, or raises a `DonationsError` that says why not.

    `fits`: for which donations there is something to do; None: for all.
    """

    name: str
    permission: Permission
    run: Callable[[Donation, BulkRequest], None]
    fits: Callable[[], ColumnElement[bool]] | None = None


ADD_TO_FUND = "add to fund"
RESEND = "resend letter"
ACCEPT = "accept held"
FUND_ID = "fund_id"  # the parameter it takes


def _resend(donation: Donation, request: BulkRequest) -> None:
    """The last letter, to where it went."""
    about = select(ReceiptDonation.receipt_id).where(ReceiptDonation.donation_id == donation.id)
    newest = select(Letter).where(Letter.about_id.in_(about)).order_by(Letter.written_at.desc(), Letter.id.desc())
    letter = session.scalar(newest.limit(1))
    if letter is None:
        raise Refused("No letter about this gift was written.")
    send_letter_again(letter, to=letter.recipient_email, by=request.by, reason=request.reason)


def _has_letter() -> ColumnElement[bool]:
    written = exists().where(Letter.about_id == ReceiptDonation.receipt_id, ReceiptDonation.donation_id == Donation.id)
    return written.correlate(Donation)


def _accept(donation: Donation, request: BulkRequest) -> None:
    accept_held(donation, by=request.by, note=request.reason)


def _add_to_fund(donation: Donation, request: BulkRequest) -> None:
    fund = session.get_one(Fund, UUID(request.parameters[FUND_ID]))
    move_to_fund(donation, fund, request.by, request.reason)


ACTIONS = {
    action.name: action
    for action in (
        BulkAction(RESEND, Permission.REVIEW, _resend, _has_letter),
        BulkAction(ACCEPT, Permission.REVIEW, _accept, is_unreviewed),
        BulkAction(ADD_TO_FUND, Permission.EDIT, _add_to_fund),
    )
}


MOST = 100_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Single donations by their references, or all that a filter finds."""

    references: Sequence[str] = ()
    filter: DonationFilter | None = None
    query: str = ""  # the filter as it stands in the list's address, for the trail
    fits: Callable[[], ColumnElement[bool]] | None = None  # of them only those, as a condition of donations

    def ids(self, zone: str) -> Select[Any]:
        """SELECT of their ids."""
        if self.filter is None:
            chosen = select(Donation.id).where(Donation.reference.in_(self.references))
            return chosen.where(self.fits()) if self.fits else chosen
        found = matches(self.filter, zone).rows.with_only_columns(ListedDonation.donation_id)
        return (
            found.join(Donation, Donation.id == ListedDonation.donation_id).where(self.fits()) if self.fits else found
        )

    def count(self, zone: str) -> int:
        """How many there are; never more than `MOST` and one."""
        if self.filter is not None and self.filter.finds_nothing:
            return 0
        return session.scalar(select(func.count()).select_from(self.ids(zone).limit(MOST + 1).subquery())) or 0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The form that was sent: the number it showed, and its ticket, good for one job."""

    expected: int
    ticket: str


def ask_for_bulk(action: str, chosen: Chosen, request: BulkRequest, confirmed: Confirmed, *, zone: str) -> BulkJob:
    """Another number now than the one confirmed is refused, and asked about anew; a form sent twice is one job."""
    if earlier := _requested_before(action, request, confirmed.ticket):
        return earlier
    _check_number(chosen.count(zone), confirmed.expected)
    job = BulkJob(
        ticket=confirmed.ticket,
        action=action,
        staff_id=request.by,
        reason=request.reason,
        parameters=dict(request.parameters),
        total=confirmed.expected,
    )
    session.add(job)
    session.flush()
    _check_number(_freeze(job, chosen, zone), confirmed.expected)  # others may have given since they were counted
    after = {"action": action, "donations": job.total, "query": chosen.query, **request.parameters}
    record_audit(Act("bulk.asked_for", "bulk_job", job.id, request.by, request.reason, after=after))
    outbox.record(BulkJobContinues(job.id))
    return job


def _requested_before(action: str, request: BulkRequest, ticket: str) -> BulkJob | None:
    lock_words("bulk ticket", ticket)
    earlier = session.scalar(select(BulkJob).where(BulkJob.ticket == ticket))
    details = (action, request.by, request.reason, dict(request.parameters))
    if earlier and (earlier.action, earlier.staff_id, earlier.reason, earlier.parameters) != details:
        raise Refused("This form was sent before, and said something else. Please check it and send it once more.")
    return earlier


def _check_number(count: int, expected: int) -> None:
    if count == 0:
        raise Refused("Nothing is selected.")
    if count > MOST:
        raise Refused("These are more than %(count)s donations; please narrow the filter.", count=MOST)
    if count != expected:
        raise Refused(
            "Meanwhile these are %(count)s donations, not %(expected)s. Please look again.",
            count=count,
            expected=expected,
        )


def _freeze(job: BulkJob, chosen: Chosen, zone: str) -> int:
    """How many are frozen now."""
    found = chosen.ids(zone).subquery()
    (donation_id,) = found.c
    number = func.row_number().over(order_by=donation_id)
    rows = select(literal(job.id, BulkItem.job_id.type), number, donation_id, literal(ItemState.WAITING.value))
    session.execute(insert(BulkItem).from_select(["job_id", "number", "donation_id", "state"], rows))
    return session.scalar(select(func.count()).where(BulkItem.job_id == job.id)) or 0


def bulk_job(job_id: UUID) -> BulkJob:
    """Raises `NotFound`."""
    found = session.get(BulkJob, job_id)
    if found is None:
        raise NotFound("This is not here.")
    return found


def refused_items(job: BulkJob, limit: int = 100) -> Sequence[tuple[str, dict[str, Any]]]:
    """Reference and reason of those that were not done."""
    rows = (
        select(Donation.reference, BulkItem.problem)
        .join(Donation, Donation.id == BulkItem.donation_id)
        .where(BulkItem.job_id == job.id, BulkItem.state == ItemState.REFUSED)
        .order_by(BulkItem.number)
        .limit(limit)
    )
    return [(reference, problem or {}) for reference, problem in session.execute(rows)]
