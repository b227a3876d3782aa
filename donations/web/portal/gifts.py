"""All gifts, page by page; and a letter sent once more."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core.database import transaction
from donations.receipts.send_receipt_again import send_receipt_again
from donations.reporting.my_gifts import gift_page, my_donation
from donations.supporters.queries import supporter_by_id
from donations.web.portal.blueprint import blueprint
from donations.web.portal.forms import PressForm
from donations.web.portal.gift_rows import shown_gifts
from donations.web.portal.guard import current_supporter, for_supporters

ROWS = 25


@blueprint.get("/my/gifts")
@for_supporters
def gifts() -> str:
    """Newest first. The address names the gift that this page begins after, or ends before."""
    after, before = request.args.get("after", ""), request.args.get("before", "")
    page = gift_page(current_supporter(), after=after, before="" if after else before, rows=ROWS)
    return render_template(
        "portal/gifts.html", gifts=shown_gifts(page.gifts), older=_url(after=page.older), newer=_url(before=page.newer)
    )


@blueprint.post("/my/gifts/<reference>/letter")
@for_supporters
def send_letter(reference: str) -> ResponseReturnValue:
    """To the supporter's own address and no other."""
    PressForm().refuse_strangers()
    supporter_id = current_supporter().id
    with transaction():
        supporter = supporter_by_id(supporter_id)
        send_receipt_again(my_donation(supporter, reference), supporter)
    return redirect(url_for("portal.gifts", done="letter"), 303)


def _url(**beyond: Any) -> str | None:
    return url_for("portal.gifts", **beyond) if any(beyond.values()) else None
