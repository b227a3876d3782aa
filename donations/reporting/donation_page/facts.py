"""What the provider has said of refunds and disputes, word for word: their rows only hold the last."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import literal, null, select, union_all
from sqlalchemy.orm import aliased, joinedload

from donations.core.database import session
from donations.core.errors import NotFound
from donations.core.ids import tidy_reference
from donations.core.money import Money
from donations.core.tokens import SealedText
from donations.giving.balances import GOING, IN_DOUBT, disputed_minor
from donations.giving.desk_models import CancelStatus, HeldReview, ManualRecord, PaymentCancel
from donations.giving.disputes import Dispute
from donations.giving.models import Allocation, DeclinedPayment, Donation, DonationHistory, Payment, Refund
from donations.giving.states import DonationStatus
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.payments.stripe_events import read_event
from donations.payments.stripe_fields import BadEvent
from donations.payments.updates import DisputeReported, DisputeStatus, RefundReported, RefundStatus
from donations.receipts.models import Receipt, ReceiptDonation, ReceiptVoid
from donations.search.facts import state_key
from donations.staff.audit_trail import AuditLine, lines_about

_ORDER = [*RefundStatus, *DisputeStatus]  # within a second: as a state follows from another


@dataclass(frozen=True, slots=True)
class Said:
    """A state it came to, by the provider's clock, and the event that says so. `code`: why a refund failed."""

    at: datetime
    status: str
    code: str | None
    event_id: UUID
    event_type: str


def said_of(provider_ids: Collection[str]) -> dict[str, list[Said]]:
    """By the provider's id, oldest first, a state said again left out; nothing of events whose text is gone."""
    if not provider_ids:
        return {}
    statement = select(
        ProviderEvent.object_id, ProviderEvent.state, ProviderEvent.id, ProviderEvent.type, SealedText.text
    )
    about = statement.join(SealedText, SealedText.id == ProviderEvent.body_id)
    about = about.where(ProviderEvent.object_id.in_(provider_ids))  # few: by state SQLite would look at nearly all
    found: dict[str, list[Said]] = {}
    for object_id, state, event_id, event_type, text in session.execute(about.order_by(ProviderEvent.id)):
        if state == EventState.APPLIED and (said := _read(text, event_id, event_type)):
            found.setdefault(str(object_id), []).append(said)
    return {object_id: _changes(words) for object_id, words in found.items()}


def _read(text: str, event_id: UUID, event_type: str) -> Said | None:
    try:
        details = read_event(json.loads(text))
    except (ValueError, BadEvent):
        return None
    if isinstance(details, RefundReported):
        return Said(details.at, details.status, details.failure_reason, event_id, event_type)
    return (
        Said(details.at, details.status, None, event_id, event_type) if isinstance(details, DisputeReported) else None
    )


def _changes(words: list[Said]) -> list[Said]:
    in_order = sorted(words, key=lambda said: (said.at, _ORDER.index(said.status)))
    return in_order[:1] + [said for before, said in pairwise(in_order) if said.status != before.status]


_LONGEST_TYPED = 40
_MOVED, _DECLINED = "moved", "declined"


@dataclass(frozen=True, slots=True)
class Step:
    """A move of the donation, or a try to pay that was declined; because of which event."""

    at: datetime
    was: str | None
    became: str | None  # None: declined
    code: str | None
    event_id: UUID | None
    event_type: str | None


@dataclass(frozen=True, slots=True)
class IssuedReceipt:
    """A receipt, and why it is void if it is."""

    receipt: Receipt
    void: ReceiptVoid | None


@dataclass(slots=True)
class DonationFacts:
    """One donation and all that belongs to it, each list oldest first."""

    donation: Donation
    review: HeldReview | None
    record: ManualRecord | None
    origin_reference: str | None  # of the donation this one is a second payment of
    steps: list[Step] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    cancels: list[PaymentCancel] = field(default_factory=list)  # payments the provider was to stop
    refunds: list[Refund] = field(default_factory=list)
    said: dict[str, list[Said]] = field(default_factory=dict)  # of refunds and disputes, by the provider's ids
    receipts: list[IssuedReceipt] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    acts: list[AuditLine] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)  # of those at the desk who did something here

    @property
    def payment(self) -> Payment | None:
        """The money that was taken."""
        return next((payment for payment in self.payments if payment.succeeded_at), None)

    @property
    def cancel(self) -> PaymentCancel | None:
        """What was asked about the newest payment that was to be stopped."""
        return self.cancels[-1] if self.cancels else None

    @property
    def came_all_the_same(self) -> bool:
        """It was to be stopped, the money came, and nobody has given it back or said why it stays."""
        details = self.payment and next((each for each in self.cancels if each.payment_id == self.payment.id), None)
        is_open = details and details.status == CancelStatus.REFUSED and not details.seen_at
        return bool(is_open and self.donation.status == DonationStatus.SETTLED and not self.refunds)

    @property
    def valid_receipt(self) -> Receipt | None:
        """The one that stands for the donation now."""
        return next((each.receipt for each in self.receipts if each.void is None), None)

    @property
    def left(self) -> Money:
        """What may still be given back: as `refundable_amount` says, from what is known here already."""
        payment = self.payment
        bound = sum(each.amount_minor for each in self.refunds if each.status in GOING)
        if payment:
            disputed = (each for each in self.disputes if each.payment_id == payment.id and each.status in IN_DOUBT)
            bound += sum(disputed_minor(each, payment) for each in disputed)
        taken = payment.amount if payment else self.donation.amount
        return Money(max(taken.minor - bound, 0), taken.currency)

    @property
    def gone_back(self) -> Money:
        """What has left, refunded or lost to a bank: as `refunded_amount` says, from what is known here already."""
        amount, payment = self.donation.amount, self.payment
        gone = sum(each.amount_minor for each in self.refunds if each.status == RefundStatus.SUCCEEDED)
        if payment:
            lost = (each for each in self.disputes if each.payment_id == payment.id)
            gone += sum(disputed_minor(each, payment) for each in lost if each.status == DisputeStatus.LOST)
        return Money(min(gone, amount.minor), amount.currency)

    @property
    def is_disputed_now(self) -> bool:
        """The bank asks still, or has the money for now."""
        return any(each.status in (DisputeStatus.OPEN, DisputeStatus.INQUIRY) for each in self.disputes)

    @property
    def state(self) -> str:
        """The key of its state's word, as in the list."""
        return state_key(self.donation.status, self.donation.held_reason, is_held=self.is_waiting_for_review)

    @property
    def is_waiting_for_review(self) -> bool:
        """Held, and nobody has decided."""
        return self.donation.held_reason is not None and self.review is None


def donation_facts(reference: str) -> DonationFacts:
    """Raises `NotFound`. Nine questions, however much has happened."""
    facts = _donation(tidy_reference(reference[:_LONGEST_TYPED]))
    donation_id = facts.donation.id
    facts.steps = _steps(donation_id)
    _add_payments(facts)
    facts.refunds = list(
        session.scalars(
            select(Refund).where(Refund.donation_id == donation_id).order_by(Refund.first_heard_at, Refund.id)
        )
    )
    facts.said = said_of(
        [*filter(None, (row.provider_refund_id for row in facts.refunds))]
        + [row.provider_dispute_id for row in facts.disputes]
    )
    facts.receipts = _receipts(donation_id)
    about = [each.receipt.id for each in facts.receipts]
    letters = select(Letter).where(Letter.about_id.in_(about)).order_by(Letter.written_at, Letter.id)
    facts.letters = list(session.scalars(letters)) if about else []
    own_ids = [*(row.id for row in facts.refunds), *(row.id for row in facts.letters)]
    facts.acts, facts.names = lines_about([donation_id, *about, *own_ids])
    return facts


def _donation(reference: str) -> DonationFacts:
    origin = aliased(Donation)
    statement = (
        select(Donation, HeldReview, ManualRecord, origin.reference)
        .outerjoin(origin, origin.id == Donation.origin_id)
        .outerjoin(HeldReview, HeldReview.donation_id == Donation.id)
        .outerjoin(ManualRecord, ManualRecord.donation_id == Donation.id)
        .where(Donation.reference == reference)
        .options(joinedload(Donation.supporter), joinedload(Donation.campaign))
        .options(joinedload(Donation.allocations).joinedload(Allocation.fund))
    )
    row = session.execute(statement).unique().one_or_none()
    if row is None:
        raise NotFound("There is no gift with this reference.")
    return DonationFacts(*row)


def _steps(donation_id: UUID) -> list[Step]:
    history, declined = DonationHistory, DeclinedPayment
    moves = select(
        literal(_MOVED).label("kind"),
        history.at.label("at"),
        history.was.label("was"),
        history.became.label("became"),
        null().label("code"),
        history.event_id.label("event_id"),
        history.id.label("id"),
    ).where(history.donation_id == donation_id)
    declines = select(
        literal(_DECLINED),
        declined.at,
        null(),
        null(),
        declined.decline_code,
        declined.event_id,
        declined.id,
    ).where(declined.donation_id == donation_id)
    steps = union_all(moves, declines).subquery()
    statement = select(steps, ProviderEvent.type).outerjoin(ProviderEvent, ProviderEvent.id == steps.c.event_id)
    rows = session.execute(statement.order_by(steps.c.at, steps.c.id))
    return [Step(row.at, row.was, row.became, row.code, row.event_id, row.type) for row in rows]


def _add_payments(facts: DonationFacts) -> None:
    statement = select(Payment, Dispute, PaymentCancel).outerjoin(Dispute, Dispute.payment_id == Payment.id)
    statement = statement.outerjoin(PaymentCancel, PaymentCancel.payment_id == Payment.id)
    of_donation = statement.where(Payment.donation_id == facts.donation.id)
    rows = session.execute(of_donation.order_by(Payment.first_heard_at, Payment.id, Dispute.first_heard_at)).all()
    facts.payments = _once(row.Payment for row in rows)
    facts.disputes = _once(row.Dispute for row in rows if row.Dispute is not None)
    facts.cancels = _once(row.PaymentCancel for row in rows if row.PaymentCancel is not None)


def _once(rows: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(rows))


def _receipts(donation_id: UUID) -> list[IssuedReceipt]:
    statement = select(Receipt, ReceiptVoid).outerjoin(ReceiptVoid, ReceiptVoid.receipt_id == Receipt.id)
    of_donation = statement.join(ReceiptDonation, ReceiptDonation.receipt_id == Receipt.id).where(
        ReceiptDonation.donation_id == donation_id
    )
    rows = session.execute(of_donation.order_by(Receipt.issued_at, Receipt.id))
    return [IssuedReceipt(receipt, void) for receipt, void in rows]
