"""A receipt at the desk: what it says, whether it stands, and the chain it belongs to."""

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from donations.core.errors import NotFound
from donations.receipts.queries import chain_of, document_of, receipt_by_id
from donations.staff.permissions import Permission
from donations.web.app_context import tools
from donations.web.staff.guard import blueprint, needs
from donations.web.staff.labels.donations import void_word


@blueprint.get("/receipts/<uuid:receipt_id>")
@needs(Permission.VIEW)
def receipt(receipt_id: UUID) -> str:
    """With every receipt of the same donation, oldest first."""
    found = receipt_by_id(receipt_id)
    donation, chain = chain_of(found)
    return render_template(
        "staff/donations/receipt.html",
        receipt=found,
        donation=donation,
        chain=chain,
        document=document_of(found),
        public_url=tools().links.receipt(found.id, found.language),
        void_word=void_word,
    )


@blueprint.get("/receipts/<uuid:receipt_id>/pdf")
@needs(Permission.VIEW)
def receipt_document(receipt_id: UUID) -> ResponseReturnValue:
    """The stored bytes; of a void receipt the copy that says so."""
    found = receipt_by_id(receipt_id)
    document = document_of(found)
    if document is None:
        raise NotFound("This receipt is being printed. Please try again in a moment.")
    name = found.number.replace("/", "-")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(document.pdf, content_type="application/pdf", headers=headers)
