"""What the desk is measured on: made-up donations, and the provider's events and owed work that belong to them."""

from typing import Any

from flask import Flask
from sqlalchemy import Select, case, func, insert, literal, null, select, text

from donations.core import clock
from donations.core.database import session, transaction
from donations.core.errors import Refused
from donations.core.installation import Mode, installation
from donations.core.outbox import Owed
from donations.core.tokens import SealedText
from donations.demo.seed import add_batch, prepare
from donations.giving.models import Donation, Payment
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.search.relist import finish

_WITH_BODY = 20_000  # the newest events; older bodies are forgotten
_OWED = 2_000
_PADDING = "x" * 2_500  # a body is about three thousand letters


def fill(app: Flask, count: int) -> None:
    """At least `count` donations and their events; what is there already stays. Within an application's context."""
    if installation().mode != Mode.SANDBOX:
        raise Refused("Made-up gifts have no place beside real ones.")
    missing = count - (session.scalar(select(func.count()).select_from(Donation)) or 0)
    session.rollback()
    if missing > 0:
        _add_donations(app, missing)
    with transaction():
        _add_events()
    if session.connection().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))  # as it does by itself a minute later
    session.commit()


def _add_donations(app: Flask, count: int) -> None:
    with transaction():
        run = prepare(count, app.extensions["services"].links, seed=1)
    made = 1
    while made:
        with transaction():
            made = add_batch(run)
        session.remove()
    with transaction():
        finish()


def _add_events() -> None:
    """One for each payment that has none; most applied, some ignored, a few parked. Some work is left to do."""
    is_new = ~select(ProviderEvent.id).where(ProviderEvent.id == Payment.id).exists()
    newest = select(Payment).where(is_new).order_by(Payment.id.desc())
    _insert(SealedText, _body(), newest.limit(_WITH_BODY))
    _insert(Owed, _work(), newest.limit(_OWED))
    _insert(ProviderEvent, _event(), newest)


def _insert(model: Any, row: dict[str, Any], found: Select[Any]) -> None:
    values = [value.label(name) for name, value in row.items()]
    session.execute(insert(model).from_select([*row], found.with_only_columns(*values), include_defaults=False))


def _body() -> dict[str, Any]:
    before = '{"data": {"object": {"object": "payment_intent", "id": "'
    body = literal(before) + Payment.provider_payment_id + f'"}}}}, "padding": "{_PADDING}"}}'
    return {"id": Payment.id, "subject": literal("event"), "text": body, "salt": literal(b"salt")}


def _event() -> dict[str, Any]:
    is_parked, is_foreign = (Payment.provider_payment_id.like(end) for end in ("%0007", "%013"))
    state = case((is_parked, EventState.PARKED.value), (is_foreign, EventState.IGNORED.value), else_="applied")
    reason = case((is_parked, "unknown donation"), (is_foreign, "not ours: another installation"), else_=null())
    came = Payment.succeeded_at.is_not(None)
    return {
        "id": Payment.id,
        "provider_event_id": literal("evt_") + Payment.provider_payment_id,
        "type": case((came, "payment_intent.succeeded"), else_="payment_intent.processing"),
        "is_livemode": literal(False),
        "object_id": Payment.provider_payment_id,
        "happened_at": Payment.first_heard_at,
        "body_id": select(SealedText.id).where(SealedText.id == Payment.id).scalar_subquery(),
        "body_digest": literal(""),
        "state": state,
        "reason": reason,
        "received_at": Payment.first_heard_at,
        "applied_at": case((state == EventState.APPLIED, Payment.first_heard_at), else_=null()),
    }


def _work() -> dict[str, Any]:
    now, kind = clock.now(), Owed.__table__.c
    is_parked, has_failed = (Payment.provider_payment_id.like(end) for end in ("%7", "%3"))
    return {
        "id": Payment.id,
        "reaction": literal("align receipt"),
        "event": literal("DonationSettled"),
        "payload": literal({}, kind.payload.type),
        "subject_id": Payment.donation_id,
        "due_at": literal(now, kind.due_at.type),
        "attempts": case((is_parked, 12), (has_failed, 2), else_=0),
        "last_error": case((is_parked, "RuntimeError: made up"), else_=null()),
        "parked_at": case((is_parked, Payment.first_heard_at), else_=null()),
        "created_at": Payment.first_heard_at,
    }
