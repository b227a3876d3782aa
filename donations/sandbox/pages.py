"""The pages a browser sees: the payment page in place of Stripe's, and the demo publisher's article."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from donations.payments.stripe_amounts import from_stripe
from donations.sandbox.outcomes import Outcome, success_address
from donations.sandbox.store import Document
from donations.sandbox.words import words

_PACKAGE = Path(__file__).resolve().parent.parent
STATIC = _PACKAGE / "static"

_BUTTONS = (
    Outcome.PAID,
    Outcome.THREE_D_SECURE,
    Outcome.DECLINED,
    Outcome.INSUFFICIENT_FUNDS,
    Outcome.SETTLES_LATER,
    Outcome.FAILS_LATER,
    Outcome.ABANDON,
)
_BANK_BUTTONS = (Outcome.CONFIRM, Outcome.REFUSE)


def templates() -> Path:
    """Packed beside the code, or its sibling in a checkout."""
    packed = _PACKAGE / "templates"
    return packed if packed.is_dir() else _PACKAGE.parent / "templates"


def environment() -> Environment:
    """Templates with everything escaped."""
    pages = Environment(loader=FileSystemLoader(templates()), autoescape=True, undefined=StrictUndefined)
    pages.trim_blocks = pages.lstrip_blocks = True
    pages.globals["url_for"] = lambda _endpoint, filename: f"/static/{filename}"
    return pages


def checkout_page(pages: Environment, session: Document, intent: Document | None) -> str:
    """The payment page, whatever state it is in."""
    language = "pl" if session["locale"] == "pl" else "en"
    return pages.get_template("sandbox/checkout.html").render(
        language=language,
        words=words(language),
        lines=[_line(line, language) for line in session["_sandbox"]["lines"]],
        total=_money(session["amount_total"], session["currency"], language),
        email=session["customer_email"],
        session_id=session["id"],
        **_state(session, intent),
    )


def missing_page(pages: Environment, language: str) -> str:
    """There is no such session."""
    nothing = dict.fromkeys(("lines", "total", "email", "session_id", "question", "buttons", "onward"))
    template = pages.get_template("sandbox/checkout.html")
    return template.render(language=language, words=words(language), error="missing", **nothing)


def article_page(pages: Environment, slug: str, language: str, service_url: str) -> str:
    """The demo publisher's article, which asks for support."""
    template = pages.get_template("sandbox/article.html")
    return template.render(slug=slug, language=language, service_url=service_url.rstrip("/"))


def _state(session: Document, intent: Document | None) -> Mapping[str, Any]:
    """What is said and offered: an error, a question with buttons, a way onward."""
    if session["status"] == "complete":
        onward = {"url": success_address(session), "label": "onward"}
        return {"error": "complete", "question": None, "buttons": (), "onward": onward}
    if session["status"] == "expired":
        onward = {"url": session["cancel_url"] or session["success_url"], "label": "back"}
        return {"error": "expired", "question": None, "buttons": (), "onward": onward}
    if intent and intent["status"] == "requires_action":
        return {"error": None, "question": "bank", "buttons": _BANK_BUTTONS, "onward": None}
    failed = intent["last_payment_error"]["code"] if intent and intent["last_payment_error"] else None
    return {"error": failed, "question": "choose", "buttons": _BUTTONS, "onward": None}


def _line(line: Mapping[str, Any], language: str) -> dict[str, str]:
    price = line["price_data"]
    amount = _money(price["unit_amount"] * line["quantity"], price["currency"], language)
    return {"name": price["product_data"]["name"], "amount": amount}


def _money(minor: int, currency: str, language: str) -> str:
    return from_stripe(minor, currency).format(language)
