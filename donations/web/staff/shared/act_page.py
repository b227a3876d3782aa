"""One act on a thing of the machine room: a page that says exactly what will happen, and the form that makes it so."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound
from donations.web.forms import BaseForm
from donations.web.language import translate_message
from donations.web.staff.shared.donation_act import ActPage


@dataclass(frozen=True, slots=True)
class Back:
    """Where one comes from, and goes afterwards; `name` is what the act is about."""

    url: str
    label: str
    name: str


def act(form: BaseForm, page: ActPage, back: Back, do: Callable[[], object]) -> ResponseReturnValue:
    """Show the page, or do it and go back. `do` finds what it changes anew: it runs inside the transaction."""
    if request.method != "POST":
        return _shown(form, page, back)
    form.refuse_strangers()
    if form.validate():
        try:
            with transaction():
                do()
        except NotFound:
            raise
        except DonationsError as refusal:
            form.form_errors.append(translate_message(refusal.message, refusal.parameters))
        else:
            flash(page.done)
            return redirect(back.url, 303)
    return _shown(form, page, back), 422


def try_to(do: Callable[[], object], done: str, back_url: str) -> ResponseReturnValue:
    """One button without a page of its own: do it, or say why not, and go back."""
    try:
        with transaction():
            do()
    except NotFound:
        raise
    except DonationsError as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
    else:
        flash(done)
    return redirect(back_url, 303)


def _shown(form: BaseForm, page: ActPage, back: Back) -> str:
    return render_template("staff/machine_act.html", form=form, page=page, back=back)
