"""The pages a browser sees: the payment page in place of Stripe's, and the demo publisher's article."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from donations.payments.stripe_amounts import from_stripe
from donations.sandbox.checkout.other_outcomes import InvoiceOutcome
from donations.sandbox.checkout.outcomes import Outcome, success_address
from donations.sandbox.store import Document
from donations.sandbox.web.words import words

_PACKAGE = Path(__file__).resolve().parents[2]
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
_CARD_BUTTONS = (Outcome.SAVED, Outcome.DECLINED, Outcome.ABANDON)
_NOTHING: Mapping[str, Any] = dict.fromkeys(
    ("lines", "total", "email", "object_id", "question", "buttons", "onward", "error")
)


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


def checkout_page(pages: Environment, session: Document, tried: Document | None) -> str:
    """The payment page, whatever state it is in. `tried`: the PaymentIntent or SetupIntent, if there is one."""
    language = "pl" if session["locale"] == "pl" else "en"
    return _filled(
        pages,
        language,
        title="card_title" if session["mode"] == "setup" else "title",
        lines=[_line(line, language) for line in session["_sandbox"]["lines"]],
        total=_money(session["amount_total"] or 0, session["currency"], language),
        email=session["customer_email"],
        object_id=session["id"],
        **_state(session, tried),
    )


def invoice_page(
    pages: Environment, shown: tuple[Document, Document | None], offered: Iterable[str], language: str
) -> str:
    """The hosted page of an invoice and its PaymentIntent. Stripe's leads nowhere else, and neither does this."""
    invoice, tried = shown
    (line,) = invoice["lines"]["data"]
    amount, buttons = _money(invoice["amount_due"], invoice["currency"], language), tuple(offered)
    error = None if invoice["status"] == "open" else f"invoice_{invoice['status']}"
    if not buttons and invoice["status"] == "open":
        error = "invoice_processing"
    question = ("bank" if InvoiceOutcome.CONFIRM in buttons else "choose_card") if buttons else None
    return _filled(
        pages,
        language,
        title="invoice_title",
        lines=[{"name": line["description"] or invoice["number"], "amount": amount, "rhythm": None}],
        total=amount,
        email=invoice["customer_email"],
        object_id=invoice["id"],
        error=error or _failure(tried, "last_payment_error"),
        question=question,
        buttons=buttons,
    )


def missing_page(pages: Environment, language: str) -> str:
    """There is no such session or invoice."""
    return _filled(pages, language, title="title", error="missing")


def _filled(pages: Environment, language: str, **given: Any) -> str:
    template = pages.get_template("sandbox/checkout.html")
    filled: str = template.render(**{**_NOTHING, "language": language, "words": words(language), **given})
    return filled


def article_page(pages: Environment, slug: str, language: str, service_url: str) -> str:
    """The demo publisher's article, which asks for support."""
    template = pages.get_template("sandbox/article.html")
    return template.render(slug=slug, language=language, service_url=service_url.rstrip("/"))


def _state(session: Document, tried: Document | None) -> Mapping[str, Any]:
    """What is said and offered: an error, a question with buttons, a way onward."""
    if session["status"] == "complete":
        onward = {"url": success_address(session), "label": "onward"}
        return {"error": "complete", "onward": onward}
    if session["status"] == "expired":
        onward = {"url": session["cancel_url"] or session["success_url"], "label": "back"}
        return {"error": "expired", "onward": onward}
    if tried and tried["status"] == "requires_action":
        return {"error": None, "question": "bank", "buttons": _BANK_BUTTONS}
    if session["mode"] == "setup":
        return {"error": _failure(tried, "last_setup_error"), "question": "choose_card", "buttons": _CARD_BUTTONS}
    return {"error": _failure(tried, "last_payment_error"), "question": "choose", "buttons": _BUTTONS}


def _failure(tried: Document | None, field: str) -> str | None:
    """What the visitor is told of the last try."""
    error = tried and tried[field]
    if not error:
        return None
    known = ("payment_intent_authentication_failure", "authentication_required")
    return str(error["code"]) if error["code"] in known else "card_declined"


def _line(line: Mapping[str, Any], language: str) -> dict[str, str | None]:
    price = line["price_data"]
    amount = _money(price["unit_amount"] * line["quantity"], price["currency"], language)
    recurring = price.get("recurring")
    return {"name": line["name"], "amount": amount, "rhythm": rhythm(recurring, language) if recurring else None}


def rhythm(recurring: Mapping[str, Any], language: str) -> str:
    """How often: every month, every 3 months …"""
    interval, count = recurring["interval"], recurring["interval_count"]
    return str(words(language)["rhythms"].get((interval, count), f"{count} × {interval}"))


def _money(minor: int, currency: str, language: str) -> str:
    return from_stripe(minor, currency).format(language)
