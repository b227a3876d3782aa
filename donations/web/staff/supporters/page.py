"""A supporter: who, all donations, receipts, letters, consents."""

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.validators import InputRequired

from donations.desk.close_supporter_request import close_supporter_request
from donations.recurring.queries import plans_of_supporter
from donations.reporting.supporters.facts import Wish, supporter_facts, wish_by_id
from donations.search.facts import state_key
from donations.staff.permissions import Permission, may
from donations.web.forms import BaseForm, LineField, at_most, printable_line
from donations.web.forms import lazy as _
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.events import kind_word
from donations.web.staff.labels.plans import each_time
from donations.web.staff.shared.act_page import ActPage, Back, act


@blueprint.get("/supporters/<uuid:supporter_id>")
@needs(Permission.VIEW)
def supporter(supporter_id: UUID) -> str:
    """Newest first."""
    facts = supporter_facts(supporter_id)
    all_url = url_for("staff.donations", q=facts.supporter.email) if facts.supporter.email else None
    may_record = may(current_staff().role, Permission.EDIT)
    return render_template(
        "staff/supporters/page.html",
        facts=facts,
        all_url=None if facts.are_all_shown else all_url,
        record_url=url_for("staff.record_donation", supporter=supporter_id) if may_record else None,
        plans=plans_of_supporter(supporter_id),
        each_time=each_time,
        record_plan_url=url_for("staff.record_plan", supporter=supporter_id) if may_record else None,
        state_key=state_key,
        letter_word=kind_word,
        wish_word=wish_word,
        may_close=may_record,
    )


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
