"""A receipt for whoever holds its letter, and the public check for whoever holds its paper."""

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core.errors import NotFound
from donations.core.text_normalisation import one_line
from donations.organisation.links import RECEIPT
from donations.receipts.models import Receipt
from donations.receipts.queries import check, document_of, receipt_by_id, void_note_of
from donations.receipts.snapshot import void_lines
from donations.web.app_context import tools
from donations.web.language import use_language
from donations.web.public.blueprint import blueprint
from donations.web.rate_limits import limiter


@blueprint.get("/receipts/<token>")
def receipt(token: str) -> str:
    """The receipt as a page; says VOID when it is."""
    found = _receipt(token)
    use_language(found.language)
    note = void_note_of(found)
    return render_template(
        "public/receipt.html",
        receipt=found.snapshot,
        void_lines=void_lines(found.snapshot, note) if note else [],
        pdf_url=url_for("public.receipt_pdf", token=token) if document_of(found) else None,
    )


@blueprint.get("/receipts/<token>.pdf")
def receipt_pdf(token: str) -> ResponseReturnValue:
    """The stored bytes; of a void receipt the copy that says so."""
    found = _receipt(token)
    document = document_of(found)
    if document is None:
        raise NotFound("This receipt is being printed. Please try again in a moment.")
    name = found.number.replace("/", "-")
    return Response(
        document.pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


@blueprint.get("/receipts/check")
@limiter.limit("30/minute")
def check_receipt() -> str:
    """Valid, void or unknown: nothing else is told."""
    number, code = one_line(request.args.get("number", "")[:60]), request.args.get("code", "")[:20]
    result = str(check(number, code)) if number and code else None
    return render_template("public/check_receipt.html", number=number, code=code, result=result)


def _receipt(token: str) -> Receipt:
    return receipt_by_id(tools().links.read(RECEIPT, token))
