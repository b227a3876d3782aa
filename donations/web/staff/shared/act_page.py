"""What staff do to one thing: a page that says exactly what will happen, the form that makes it so, and the answer.

The only place of the desk where a refusal of the rules becomes something a person reads: beside the field it is about
when it names one, else at the head of the form, with everything that was typed still there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import transaction
from donations.core.errors import DonationsError, NotFound
from donations.giving.models import Donation
from donations.giving.queries import donation_by_reference
from donations.web.filters import money
from donations.web.forms import BaseForm
from donations.web.language import translate_message


@dataclass(frozen=True, slots=True)
class ActPage:
    """The words of the page; `done` is shown afterwards. `tone` as the components name it.

    `check` raises what would refuse the act as things stand now: the page then says so and offers no form.
    """

    title: str
    sentence: str
    button: str
    done: str
    tone: str = "danger"
    check: Callable[[], object] | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """Where one comes from, and goes afterwards: `name`, and where it has one the `reference`, of what it is about."""

    url: str
    label: str
    name: str
    reference: str = ""


def act(form: BaseForm, page: ActPage, back: Back, do: Callable[[], object]) -> ResponseReturnValue:
    """Show the page, or do it and go back. `do` finds what it changes anew: it runs inside the transaction."""
    if is_done(form, do):
        flash(page.done)
        return redirect(back.url, 303)
    problem = _refused(page.check) if page.check and request.method != "POST" else None
    shown = render_template("staff/shared/act_page.html", form=form, page=page, back=back, refusal=in_words(problem))
    return shown, 422 if problem else status()


def act_on(donation: Donation, form: BaseForm, page: ActPage, do: Callable[[Donation], object]) -> ResponseReturnValue:
    """The same on a donation. `do` is given the donation as it is inside the transaction."""
    reference = donation.reference
    about = f"{donation.name_to_print} · {money(donation.amount)}"
    back = Back(url_for("staff.donation", reference=reference), gettext("Back to the gift"), about, reference)
    return act(form, page, back, lambda: do(donation_by_reference(reference)))


def press(button: Callable[[], object], page: str, done: str) -> ResponseReturnValue:
    """One button without a page of its own: do it, say so or why not, and go to `page`."""
    problem = _refused(button, in_transaction=True)
    flash(in_words(problem) or done, "error" if problem else "message")
    return redirect(page, 303)


def is_saved(form: BaseForm, write: Callable[[], object]) -> bool:
    """As `is_done`, and says so."""
    saved = is_done(form, write)
    if saved:
        flash(gettext("Saved."))
    return saved


def is_done(form: BaseForm, do: Callable[[], object]) -> bool:
    """Whether the form was sent, is right, and what it asks for is done. If not, what is wrong stands in the form."""
    if request.method != "POST":
        return False
    form.refuse_strangers()
    if not form.validate():
        return False
    problem = _refused(do, in_transaction=True)
    if problem:
        form.show_refusal(in_words(problem), problem.about)
    return problem is None


def status() -> int:
    """Of a page with a form: 422 when it was sent and comes back."""
    return 422 if request.method == "POST" else 200


def refusal(do: Callable[[], object]) -> DonationsError | None:
    """What forbids it, if anything does."""
    try:
        do()
    except DonationsError as problem:
        return problem
    return None


def turned_back(problem: DonationsError, url: str) -> ResponseReturnValue:
    """The page cannot be shown: why is said on the page one came from."""
    flash(in_words(problem), "error")
    return redirect(url, 303)


def in_words(problem: DonationsError | None) -> str:
    """In the reader's language; empty when there is none."""
    return translate_message(problem.message, problem.parameters) if problem else ""


def _refused(do: Callable[[], object], *, in_transaction: bool = False) -> DonationsError | None:
    """What is not there is not a rule: `NotFound` is raised, and answered with 404."""

    def within() -> None:
        with transaction():
            do()

    problem = refusal(within if in_transaction else do)
    if isinstance(problem, NotFound):
        raise problem
    return problem
