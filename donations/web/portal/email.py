"""Another e-mail address: asked for inside; confirmed and refused by whoever reads the letters, signed in or not."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from donations.core.database import transaction
from donations.core.errors import NotFound, Refused
from donations.organisation.links import CANCEL_EMAIL
from donations.supporters.cancel_email_change import cancel_email_change, change_by_id
from donations.supporters.change_email import (
    ask_to_change_email,
    confirm_email_change,
    find_change,
    waiting_change,
)
from donations.web.house import tools
from donations.web.language import translate_message
from donations.web.portal.blueprint import blueprint
from donations.web.portal.forms import EmailForm, PressForm
from donations.web.portal.guard import by_token, current_supporter, for_supporters


@blueprint.get("/my/e-mail")
@for_supporters
def email() -> ResponseReturnValue:
    """The address we write to, and a field for another."""
    return _page(EmailForm())


@blueprint.post("/my/e-mail")
@for_supporters
def ask_for_email() -> ResponseReturnValue:
    """Nothing changes yet; both addresses get a letter. Whose the new one is makes no difference here."""
    form, supporter_id = EmailForm(), current_supporter().id
    form.refuse_strangers()
    if not form.validate():
        return _page(form), 422
    try:
        with transaction():
            ask_to_change_email(supporter_id, form.email.data or "")
    except Refused as refusal:
        form.email.errors = [translate_message(refusal.message, refusal.parameters)]
        return _page(form), 422
    return redirect(url_for("portal.details", done="email_asked"), 303)


@blueprint.get("/my/e-mail/confirm/<token>")
@by_token
def confirm(token: str) -> ResponseReturnValue:
    """One button, as for signing in."""
    try:
        change = find_change(token)
    except NotFound:
        return _link_over()
    return render_template("portal/email_confirm.html", new_email=change.new_email, form=PressForm())


@blueprint.post("/my/e-mail/confirm/<token>")
@by_token
def confirm_now(token: str) -> ResponseReturnValue:
    """The address is theirs. If it is another supporter's as well, a person joins the two."""
    PressForm().refuse_strangers()
    try:
        new_email = find_change(token).new_email
        with transaction():
            is_changed = confirm_email_change(token)
    except NotFound:
        return _link_over()
    return render_template("portal/email_confirmed.html", new_email=new_email, is_changed=is_changed)


@blueprint.get("/my/e-mail/cancel/<token>")
@by_token
def cancel(token: str) -> str:
    """What was asked for, and one button to say no."""
    change = change_by_id(tools().links.read(CANCEL_EMAIL, token))
    return render_template("portal/email_cancel.html", change=change, form=PressForm())


@blueprint.post("/my/e-mail/cancel/<token>")
@by_token
def cancel_now(token: str) -> str:
    """Stopped, or taken back."""
    PressForm().refuse_strangers()
    change_id = tools().links.read(CANCEL_EMAIL, token)
    with transaction():
        is_whole = cancel_email_change(change_id)
    change = change_by_id(change_id)
    return render_template("portal/email_cancel.html", change=change, form=None, is_done=True, is_whole=is_whole)


def _page(form: EmailForm) -> str:
    return render_template("portal/email.html", form=form, waiting=waiting_change(current_supporter().id))


def _link_over() -> ResponseReturnValue:
    return render_template("portal/link_over.html"), 404
