"""The donation form: shown, worked out again, sent."""

from uuid import UUID

from flask import redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.funds.queries import is_open
from donations.giving.queries import donation_by_id
from donations.giving.start.start_donation import AskWhetherAgain, Finished, FormUsedUp
from donations.organisation.links import RETURN
from donations.organisation.queries import current_privacy_text
from donations.web.app_context import tools
from donations.web.language import current_language, use_language
from donations.web.public.blueprint import blueprint
from donations.web.public.checkout import PaymentPageUnavailable, find_way_to_pay
from donations.web.public.fill_form import from_address, from_donation
from donations.web.public.forms import GiveForm
from donations.web.public.offer import read_offer
from donations.web.public.thanks import open_checkout_url
from donations.web.public.tickets import kept_page, key_after, new_ticket, sealed_ticket
from donations.web.rate_limits import give_limit, limiter
from donations.web.security import form_checks_token

_STARTED_HERE = "started"  # in the cookie: the donation this browser started last


@blueprint.get("/give")
@blueprint.get("/give/<campaign>")
def give(campaign: str | None = None) -> str:
    """The form, with what the article's link says filled in."""

    def make(ticket: str) -> str:
        offer = read_offer(campaign)
        return _page(GiveForm(offer, formdata=None, data={**from_address(request.args, offer), "ticket": ticket}))

    return kept_page(make)


@blueprint.get("/give/return/<token>")
def return_to_form(token: str) -> str:
    """Back from the payment page without having paid: the form as it was."""
    donation = donation_by_id(tools().links.read(RETURN, token))
    use_language(donation.language)
    offer = read_offer(donation.campaign.slug if donation.campaign and is_open(donation.campaign) else None)
    form = GiveForm(offer, formdata=None, data=from_donation(donation, offer))
    return _page(form, notice=gettext("Nothing has been charged. Your gift is here as you left it."))


@blueprint.post("/give")
@blueprint.post("/give/<campaign>")
@blueprint.post("/give/return/<token>")
@limiter.limit(give_limit)
@form_checks_token
def send(campaign: str | None = None, token: str | None = None) -> ResponseReturnValue:
    """Work the sum out again, or write the donation and lead to the payment page."""
    if token:
        origin = donation_by_id(tools().links.read(RETURN, token)).campaign
        campaign = origin.slug if origin and is_open(origin) else None
    form = GiveForm(read_offer(campaign))
    form.refuse_strangers()
    if request.form.get("action") == "preview":
        return _page(form)
    if not form.validate():
        if form.ticket.errors:
            form.ticket.data = new_ticket()
        return _page(form), 422
    return _lead_to_payment(form)


def _lead_to_payment(form: GiveForm) -> ResponseReturnValue:
    new = form.to_new_donation(current_privacy_text(current_language()).version)
    try:
        while isinstance(way := find_way_to_pay(new), FormUsedUp):
            form.key = key_after(form.key)
            form.ticket.data = sealed_ticket(form.key)  # should the page fail now, the same form goes on from here
            new = form.to_new_donation(new.privacy_version)
    except PaymentPageUnavailable:
        return _page(form, notice=_no_answer()), 503
    match way:
        case AskWhetherAgain(earlier_id):
            return _ask_whether_again(form, earlier_id), 409
        case Finished(donation_id):
            return redirect(tools().links.thanks(donation_id, current_language()), 303)
        case str():
            session[_STARTED_HERE] = form.key
            return redirect(way, 303)
        case _:
            return _page(form), 422


def _no_answer() -> str:
    return gettext(
        "The payment page cannot be reached just now. Nothing has been charged and nothing you wrote is lost: "
        "please try again in a moment."
    )


def _ask_whether_again(form: GiveForm, earlier_id: UUID) -> str:
    """Only the browser that started the earlier donation is led back to it: an address alone proves nothing."""
    earlier = donation_by_id(earlier_id)
    form.confirm_again.data = "1"
    form.ticket.data = sealed_ticket(form.key)
    continue_url = None
    if earlier.ticket and session.get(_STARTED_HERE) == earlier.ticket:
        continue_url = open_checkout_url(earlier) or tools().links.thanks(earlier.id, current_language())
    return render_template(
        "public/started_already.html", form=form, continue_url=continue_url, amount=earlier.amount, offer=form.offer
    )


def _page(form: GiveForm, notice: str | None = None) -> str:
    form.show_amount()
    offer = form.offer
    return render_template(
        "public/give.html",
        form=form,
        notice=notice,
        campaign=offer.campaign,
        presets=form.presets(),
        needs_address=offer.needs_address,
        shows_funds=len(offer.funds) > 1,
        cover_label=form.cover_label(),
        summary=form.summary(),
        pricing=offer.pricing(),
    )
