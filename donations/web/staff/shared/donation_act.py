"""One act on a gift: a page with the sentence that says exactly what will happen, and the form that makes it so."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound, Refused
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference
from donations.web.forms import BaseForm
from donations.web.language import translate_message


@dataclass(frozen=True, slots=True)
class ActPage:
    """The words of the page; `done` is told afterwards. `tone` as the components name it.

    `check` raises what would refuse the act as the donation stands now: the page then says so and promises nothing.
    """

    title: str
    sentence: str
    button: str
    done: str
    tone: str = "danger"
    check: Callable[[Donation], object] | None = None


def act_on(donation: Donation, form: BaseForm, page: ActPage, do: Callable[[Donation], object]) -> ResponseReturnValue:
    """Show the page, or do it and go back to the gift. `do` is given the gift as it is inside the transaction."""
    reference = donation.reference
    if request.method != "POST":
        refusal = _refusal(donation, page)
        return _shown(donation, form, page, refusal), 422 if refusal else 200
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                do(donation_by_reference(reference))
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
        else:
            flash(page.done)
            return redirect(url_for("staff.donation", reference=reference), 303)
    return _shown(donation_by_reference(reference), form, page), 422


def _refusal(donation: Donation, page: ActPage) -> str:
    try:
        if page.check:
            page.check(donation)
    except Refused as refusal:
        return translate_message(refusal.message, refusal.parameters)
    return ""


def _shown(donation: Donation, form: BaseForm, page: ActPage, refusal: str = "") -> str:
    return render_template("staff/act.html", donation=donation, form=form, page=page, refusal=refusal)
