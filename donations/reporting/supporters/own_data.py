"""All that is kept about one supporter, table by table, for themselves; without secrets and without staff."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Table, or_, select

from donations.core import clock
from donations.core.database import Base, session
from donations.core.money import Money
from donations.core.tokens import SealedText
from donations.giving.desk_models import EventLink
from donations.giving.disputes import Dispute
from donations.giving.models import CheckoutAttempt, Donation, DonationHistory, Payment, Refund
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.receipts.models import ReceiptDonation
from donations.recurring.history_models import PlanChange, PlanHistory
from donations.recurring.models import Instalment, PlanCard, RecurringPlan
from donations.reporting.export.csv_file import guarded
from donations.staff.audit_trail import AuditEntry
from donations.supporters.models import Supporter

Rows = list[dict[str, Any]]
Ids = Select[Any]

# By what a row says whose it is.
OF_SUPPORTER = ("consent", "supporter_sign_in", "email_change", "supporter_request", "giving_summary", "plan_guess")
OF_DONATION = (
    *("donation_history", "allocation", "checkout_attempt", "payment", "declined_payment", "refund", "dispute"),
    *("manual_record", "imported_gift", "held_review", "event_link", "receipt_gift"),
)
OF_RECEIPT = ("receipt", "receipt_void")
OF_PLAN = ("instalment", "plan_history", "plan_change", "collection_failure")
BY_THEMSELVES = (
    *("supporter", "donation", "payment_cancel", "recurring_plan", "plan_card", "letter", "provider_event"),
    "audit_entry",
)
# Who works here, what opens doors, and digests of what stands beside them.
_HIDDEN = frozenset(
    "token_hash ticket session_id url pdf staff_id by requested_by recorded_by closed_by other_id sealed_id digest "
    "dismissed_by hash previous_hash body_id body_digest subject_id reported_key account_digest address_digest "
    "import_id".split()
)
MOST_AT_ONCE = 10_000  # values in one question
_MARK = "\ufeff"  # what spreadsheets look for


def supporter_data(supporter_id: UUID) -> dict[str, Rows]:
    """By the name of the table; empty ones too, so that one sees what might be there."""
    key = select(Supporter.email_key).where(Supporter.id == supporter_id).scalar_subquery()
    unclaimed = Donation.supporter_id.is_(None) & (Donation.email_key == key)
    donations = select(Donation.id).where(or_(Donation.supporter_id == supporter_id, unclaimed))
    receipts = select(ReceiptDonation.receipt_id).where(ReceiptDonation.donation_id.in_(donations))
    plans = _plans(supporter_id, donations)
    payments = select(Payment.id).where(Payment.donation_id.in_(donations))
    found = {
        "supporter": _rows("supporter", "id", select(Supporter.id).where(Supporter.id == supporter_id)),
        **{
            name: _rows(name, "supporter_id", select(Supporter.id).where(Supporter.id == supporter_id))
            for name in OF_SUPPORTER
        },
        "donation": _rows("donation", "id", donations),
        **{name: _rows(name, "donation_id", donations) for name in OF_DONATION},
        "payment_cancel": _rows("payment_cancel", "payment_id", payments),
        "receipt": _rows("receipt", "id", receipts),
        "receipt_void": _rows("receipt_void", "receipt_id", receipts),
        "recurring_plan": _rows("recurring_plan", "id", plans),
        **{name: _rows(name, "plan_id", plans) for name in OF_PLAN if name != "collection_failure"},
    }
    instalments = select(Instalment.id).where(Instalment.plan_id.in_(plans))
    found["collection_failure"] = _rows("collection_failure", "instalment_id", instalments)
    cards = select(RecurringPlan.payment_method_id).where(RecurringPlan.id.in_(plans))
    found["plan_card"] = _rows("plan_card", PlanCard.payment_method_id.key, cards)
    found["letter"] = _letters(supporter_id, found)
    found["provider_event"] = _events(donations, plans)
    found["audit_entry"] = _trail(found)
    return found


def as_zip(data: Mapping[str, Rows]) -> bytes:
    """One JSON file with everything, and the same as a CSV file for each table."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"made_at": clock.now().isoformat(), "tables": data}
        archive.writestr("data.json", json.dumps(whole, ensure_ascii=False, indent=1))
        for name, rows in data.items():
            if rows:
                archive.writestr(f"{name}.csv", _csv(rows))
    return packed.getvalue()


def _plans(supporter_id: UUID, donations: Ids) -> Ids:
    theirs = or_(RecurringPlan.supporter_id == supporter_id, RecurringPlan.first_donation_id.in_(donations))
    return select(RecurringPlan.id).where(theirs)


def _rows(name: str, column: str, ids: Ids | Iterable[UUID]) -> Rows:
    table: Table = Base.metadata.tables[name]
    statement = select(table).where(table.c[column].in_(ids)).order_by(*table.primary_key.columns)
    return [_details({**row._mapping}) for row in session.execute(statement)]  # noqa: SLF001 - SQLAlchemy's public name for it


def _letters(supporter_id: UUID, found: Mapping[str, Rows]) -> Rows:
    """About anything of theirs, or to their address."""
    to = select(Supporter.email).where(Supporter.id == supporter_id).scalar_subquery()
    letters = select(Letter.__table__)
    about = _of_ids(letters, Letter.about_id, _ids(found))
    return _each_once([*about, *session.execute(letters.where(Letter.recipient_email == to))])


def _events(donations: Ids, plans: Ids) -> Rows:
    """What the payment provider told of their donations, regular ones and cards, as far as it is still kept."""
    known = ProviderEvent.object_id
    statement = select(ProviderEvent.__table__, SealedText.text.label("body")).outerjoin(
        SealedText, SealedText.id == ProviderEvent.body_id
    )
    of_plans = RecurringPlan.id.in_(plans)
    because = (
        ProviderEvent.id.in_(select(DonationHistory.event_id).where(DonationHistory.donation_id.in_(donations))),
        ProviderEvent.id.in_(select(PlanHistory.event_id).where(PlanHistory.plan_id.in_(plans))),
        known.in_(select(CheckoutAttempt.session_id).where(CheckoutAttempt.donation_id.in_(donations))),
        ProviderEvent.id.in_(select(EventLink.event_id).where(EventLink.donation_id.in_(donations))),
        known.in_(select(Payment.provider_payment_id).where(Payment.donation_id.in_(donations))),
        known.in_(select(Payment.provider_charge_id).where(Payment.donation_id.in_(donations))),
        known.in_(select(Refund.provider_refund_id).where(Refund.donation_id.in_(donations))),
        known.in_(select(Dispute.provider_dispute_id).where(Dispute.donation_id.in_(donations))),
        known.in_(select(PlanChange.session_id).where(PlanChange.plan_id.in_(plans))),
        known.in_(select(RecurringPlan.provider_plan_id).where(of_plans)),
        known.in_(select(RecurringPlan.payment_method_id).where(of_plans)),
        known.in_(select(Instalment.provider_invoice_id).where(Instalment.plan_id.in_(plans))),
    )
    return _each_once([row for each in because for row in session.execute(statement.where(each))])


def _trail(found: Mapping[str, Rows]) -> Rows:
    """What was done with it here, and why."""
    statement = select(AuditEntry.__table__, SealedText.text.label("told")).outerjoin(
        SealedText, SealedText.id == AuditEntry.sealed_id
    )
    return _each_once([*_of_ids(statement, AuditEntry.subject_id, _ids(found))])


def _of_ids(statement: Select[Any], column: Any, ids: list[UUID]) -> Iterator[Row[Any]]:
    """In parts: a database takes so many values in one question, and no more."""
    for first in range(0, len(ids), MOST_AT_ONCE):
        yield from session.execute(statement.where(column.in_(ids[first : first + MOST_AT_ONCE])))


def _each_once(rows: Iterable[Row[Any]]) -> Rows:
    """The oldest first: ids grow with time."""
    found = {row.id: _details({**row._mapping}) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name for it
    return [found[key] for key in sorted(found)]


def _ids(found: Mapping[str, Rows]) -> list[UUID]:
    return [UUID(row["id"]) for rows in found.values() for row in rows if "id" in row]


def _details(row: Mapping[str, Any]) -> dict[str, Any]:
    """As it is written: amounts in the currency's own unit, moments with their zone."""
    details: dict[str, Any] = {}
    for name, value in row.items():
        if name in _HIDDEN:
            continue
        if name.endswith("_minor") and value is not None and "currency" in row:
            details[name.removesuffix("_minor")] = Money(value, row["currency"]).plain()
        else:
            details[name] = _plain(value)
    return details


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _csv(rows: Rows) -> str:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(name) for name in rows[0]])
    for row in rows:
        writer.writerow([guarded(_cell(value)) for value in row.values()])
    return _MARK + text.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
