"""What a supporter may change of themselves at once: name, address, language, news by e-mail."""

from datetime import date, datetime
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.database import transaction
from donations.core.errors import NotFound, Refused
from donations.organisation.links import CANCEL_EMAIL
from donations.organisation.queries import the_organisation
from donations.supporters.access_models import EmailChange
from donations.supporters.change_details import change_details
from donations.supporters.consents import NEWSLETTER, Said, change_newsletter, wants_newsletter
from donations.supporters.email_change import (
    UNANSWERED,
    approve_email_change,
    ask_to_change_email,
    cancel_email_change,
    change_by_id,
    confirm_email_change,
    find_change,
    standing_change,
    waiting_change,
)
from donations.supporters.models import RequestKind
from donations.supporters.queries import last_consent, open_request
from donations.web.app_context import tools
from donations.web.language import current_language, translate_message, without_language
from donations.web.portal.forms import DetailsForm, EmailForm, PressForm
from donations.web.portal.guard import blueprint, by_token, current_supporter, for_supporters


@blueprint.get("/my/details")
@for_supporters
def details() -> ResponseReturnValue:
    """Everything, each with its own button."""
    return _page(_form())


@blueprint.post("/my/details")
@for_supporters
def save_details() -> ResponseReturnValue:
    """The page that follows speaks the language chosen."""
    form, supporter_id = _form(), current_supporter().id
    form.refuse_strangers()
    if not form.validate():
        return _page(form), 422
    changed = form.to_details()
    with transaction():
        change_details(supporter_id, changed)
    page = without_language(url_for("portal.details", done="details"))
    return redirect(f"/{changed.language}{page}", 303)


@blueprint.post("/my/news/<any(yes, no):answer>")
@for_supporters
def say_news(answer: str) -> ResponseReturnValue:
    """With the words that stood beside the button."""
    PressForm().refuse_strangers()
    supporter_id, wants = current_supporter().id, answer == "yes"
    said = Said(wants, wording_of(wants=wants), current_language())
    with transaction():
        change_newsletter(supporter_id, said)
    return redirect(url_for("portal.details", done="news_on" if wants else "news_off"), 303)


def wording_of(*, wants: bool) -> str:
    """What is agreed to, or no longer."""
    if wants:
        return gettext("E-mail me news of the foundation’s work, about once a month")
    return gettext("Stop sending me news by e-mail")


def _form() -> DetailsForm:
    return DetailsForm(current_supporter(), the_organisation().country)


def _page(form: DetailsForm) -> str:
    supporter = current_supporter()
    said = last_consent(supporter.id, NEWSLETTER)
    return render_template(
        "portal/details.html",
        form=form,
        waiting=waiting_change(supporter.id),
        wants_news=wants_newsletter(supporter.id),
        said_on=clock.local_date(said.given_at, the_organisation().zone) if said else None,
        wording=wording_of(wants=not wants_newsletter(supporter.id)),
        forget_asked=open_request(supporter.id, RequestKind.FORGET),
    )


@blueprint.get("/my/e-mail")
@for_supporters
def email() -> ResponseReturnValue:
    """The address we write to, and a field for another."""
    return _email_page(EmailForm())


@blueprint.post("/my/e-mail")
@for_supporters
def ask_for_email() -> ResponseReturnValue:
    """Nothing changes yet; both addresses get a letter. Whose the new one is makes no difference here."""
    form, supporter_id = EmailForm(), current_supporter().id
    form.refuse_strangers()
    if not form.validate():
        return _email_page(form), 422
    try:
        with transaction():
            ask_to_change_email(supporter_id, form.email.data or "")
    except Refused as refusal:
        form.email.errors = [translate_message(refusal.message, refusal.parameters)]
        return _email_page(form), 422
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
    """The address is theirs; the page tells what is still waited for."""
    PressForm().refuse_strangers()
    try:
        with transaction():
            change_id = confirm_email_change(token)
    except NotFound:
        return _link_over()
    return render_template("portal/email_confirmed.html", **_details(change_by_id(change_id)))


@blueprint.get("/my/e-mail/cancel/<token>")
@by_token
def cancel(token: str) -> str:
    """What was asked for, and two buttons: yes, and no."""
    requested = change_by_id(tools().links.read(CANCEL_EMAIL, token))
    change = standing_change(requested)
    # To a newer wish one may say no here, and yes only where its own letter leads.
    is_own = change is requested
    approve_url = url_for("portal.approve_now", token=token) if is_own and change.stage in UNANSWERED else None
    return render_template("portal/email_cancel.html", form=PressForm(), approve_url=approve_url, **_details(change))


@blueprint.post("/my/e-mail/approve/<token>")
@by_token
def approve_now(token: str) -> ResponseReturnValue:
    """The old address says yes; the page it came from tells what follows."""
    PressForm().refuse_strangers()
    change_id = tools().links.read(CANCEL_EMAIL, token)
    with transaction():
        approve_email_change(change_id)
    return redirect(url_for("portal.cancel", token=token), 303)


@blueprint.post("/my/e-mail/cancel/<token>")
@by_token
def cancel_now(token: str) -> str:
    """Stopped, or taken back."""
    PressForm().refuse_strangers()
    change_id = tools().links.read(CANCEL_EMAIL, token)
    shown_id = standing_change(change_by_id(change_id)).id
    with transaction():
        is_whole = cancel_email_change(change_id)
    details = _details(change_by_id(shown_id))
    return render_template("portal/email_cancel.html", is_done=True, is_whole=is_whole, **details)


def _email_page(form: EmailForm) -> str:
    waiting = waiting_change(current_supporter().id)
    return render_template("portal/email.html", form=form, **(_details(waiting) if waiting else {}))


def _details(change: EmailChange) -> dict[str, Any]:
    """The change, and the days that matter."""
    return {
        "change": change,
        "confirmed_on": _day_of_change(change.confirmed_at),
        "approved_on": _day_of_change(change.approved_at),
        "silent_until": _day_of_change(change.silence_ends_at),
    }


def _day_of_change(moment: datetime | None) -> date | None:
    return clock.local_date(moment, the_organisation().zone) if moment else None


def _link_over() -> ResponseReturnValue:
    return render_template("portal/link_over.html"), 404
