"""What a supporter may change of themselves at once: name, address, language, news by e-mail."""

from datetime import date, datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.database import transaction
from donations.organisation.queries import the_organisation
from donations.supporters.change_details import change_details
from donations.supporters.consents import NEWSLETTER, Said, change_newsletter, wants_newsletter
from donations.supporters.email_change import waiting_change
from donations.supporters.models import RequestKind
from donations.supporters.queries import last_consent, open_request
from donations.web.language import current_language, without_language
from donations.web.portal.blueprint import blueprint
from donations.web.portal.forms import DetailsForm, PressForm
from donations.web.portal.guard import current_supporter, for_supporters


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


def _day_of(moment: datetime) -> date:
    return clock.local_date(moment, the_organisation().zone)


def _page(form: DetailsForm) -> str:
    supporter = current_supporter()
    said = last_consent(supporter.id, NEWSLETTER)
    return render_template(
        "portal/details.html",
        form=form,
        waiting=waiting_change(supporter.id),
        wants_news=wants_newsletter(supporter.id),
        said_on=_day_of(said.given_at) if said else None,
        wording=wording_of(wants=not wants_newsletter(supporter.id)),
        forget_asked=open_request(supporter.id, RequestKind.FORGET),
    )
