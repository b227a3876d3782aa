"""What supporters ask for, in words."""

from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import InputRequired

from donations.desk.close_supporter_request import close_supporter_request
from donations.reporting.supporters.requests import Wish, wish_by_id
from donations.staff.permissions import Permission
from donations.web.forms import BaseForm, LineField, at_most, printable_line
from donations.web.forms import lazy as _
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.act_page import Back, act
from donations.web.staff.shared.donation_act import ActPage

WISHES = {
    "forget": _("Wants to be forgotten"),
    "merge": _("Has two addresses with us"),
}


def wish_word(kind: str) -> str:
    """`forget` → `Wants to be forgotten`."""
    return str(WISHES.get(kind, kind))


def wish_sentence(wish: Wish) -> str:
    """What a person is asked to do."""
    if wish.other:
        return gettext(
            "The supporter has confirmed that %(other)s is their address, too. Merge the "
            "two supporters, and write to them.",
            other=wish.other.email,
        )
    return gettext(
        "Everything about the supporter is to be deleted that the law does not make us keep: books and receipts stay. "
        "End their regular gifts first, and write to them within a month of the day they asked."
    )


class AnswerForm(BaseForm):
    """What was done about it."""

    answer = LineField(
        _("What was done"), [InputRequired(_("Please note what was done.")), at_most(200), printable_line]
    )


@blueprint.route("/supporters/wishes/<uuid:request_id>", methods=("GET", "POST"))
@needs(Permission.EDIT)
def close_wish(request_id: UUID) -> ResponseReturnValue:
    """It no longer waits; the supporter is written to by hand."""
    wish, by, form = wish_by_id(request_id), current_staff().id, AnswerForm()
    who = wish.supporter
    page = ActPage(
        title=gettext("Handled: %(wish)s", wish=wish_word(wish.request.kind)),
        sentence=wish_sentence(wish),
        button=gettext("It is done"),
        done=gettext("The request is closed."),
        tone="warn",
    )
    back = Back(
        url_for("staff.supporter", supporter_id=who.id), gettext("Back to the supporter"), who.name or who.email
    )
    return act(form, page, back, lambda: close_supporter_request(request_id, by=by, answer=form.answer.data or ""))
