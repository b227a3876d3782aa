"""Forms and buttons that arrange something: written in one transaction, a refusal told where it was asked for."""

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound
from donations.organisation.logo import LARGEST_FILE
from donations.web.forms import BaseForm
from donations.web.language import translate_message
from donations.web.staff.guard import blueprint


def is_saved(form: BaseForm, write: Callable[[], object]) -> bool:
    """Whether the form was sent, is right and is written. If not, what is wrong stands in the form."""
    if request.method != "POST":
        return False
    form.refuse_strangers()
    if not form.validate():
        return False
    try:
        with transaction():
            write()
    except NotFound:
        raise
    except DonationsError as refusal:
        form.form_errors.append(translate_message(refusal.message, refusal.parameters))
        return False
    flash(gettext("Saved."))
    return True


def status() -> int:
    """Of a page with a form: 422 when it was sent and comes back."""
    return 422 if request.method == "POST" else 200


def press(button: Callable[[], object], page: str, done: str) -> ResponseReturnValue:
    """One button: do it, say so or why not, and go to `page`."""
    try:
        with transaction():
            button()
    except NotFound:
        raise
    except DonationsError as refusal:
        flash(translate_message(refusal.message, refusal.parameters), "error")
    else:
        flash(done)
    return redirect(page, 303)


_LARGEST = {
    "staff.save_logo": 4 * LARGEST_FILE,  # a picture that is too large is told beside its field, not cut off
    "staff.write_legal_text": 400 * 1024,
}


@blueprint.url_value_preprocessor
def take_more(endpoint: str | None, _values: object) -> None:
    """Right at the start: the check against forged forms reads the body before any view does."""
    if endpoint in _LARGEST:
        request.max_content_length = _LARGEST[endpoint]
