"""What is said of the foundation: its names, its address and numbers, its receipts and letters."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from donations.core import clock
from donations.desk.arrange_organisation import change_organisation, may_change_zone
from donations.organisation.queries import the_organisation
from donations.receipts.legal_sentences import legal_sentences
from donations.receipts.series_in_use import numbers_given
from donations.staff.permissions import Permission
from donations.web.forms import lazy as _
from donations.web.staff.arranging import is_saved, status
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.organisation_forms import DetailsForm, NamesForm, ReceiptsForm

_BOTH = ("GET", "POST")
_PARTS = {
    "staff.organisation": _("Name and mission"),
    "staff.organisation_details": _("Address and numbers"),
    "staff.organisation_look": _("Colour and logo"),
    "staff.currencies": _("Currencies"),
    "staff.organisation_receipts": _("Receipts and letters"),
}
# Texts that have versions, as the parts of the foundation's file are called.
_LEGAL_TEXTS = {"privacy": _("Privacy text"), "terms": _("Terms of giving")}


def parts(current: str, **values: Any) -> list[dict[str, Any]]:
    """The parts of the page, as tabs; `values` of the current one's address."""
    now = url_for(current, **values)
    addresses = {url_for(endpoint): label for endpoint, label in _PARTS.items()}
    addresses |= {url_for("staff.legal_texts", kind=kind): label for kind, label in _LEGAL_TEXTS.items()}
    return [{"label": label, "url": address, "is_current": address == now} for address, label in addresses.items()]


def legal_parts() -> dict[str, str]:
    """What the texts with versions are called."""
    return {kind: str(label) for kind, label in _LEGAL_TEXTS.items()}


@blueprint.route("/organisation", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation() -> ResponseReturnValue:
    """Names, the reason to give, the statutory aim; in both languages."""
    form, by = NamesForm.of(the_organisation()), current_staff().id
    if is_saved(form, lambda: change_organisation(form.to_changes(), by=by)):
        return redirect(url_for("staff.organisation"), 303)
    return _page("names", form=form), status()


@blueprint.route("/organisation/details", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation_details() -> ResponseReturnValue:
    """Address, numbers, legal notice, contact, account, zone."""
    form, by = DetailsForm.of(the_organisation(), may_change_zone=may_change_zone()), current_staff().id

    def write() -> None:
        change_organisation(form.to_changes(the_organisation().registration), by=by)

    if is_saved(form, write):
        return redirect(url_for("staff.organisation_details"), 303)
    return _page("details", form=form), status()


@blueprint.route("/organisation/receipts", methods=_BOTH)
@needs(Permission.ARRANGE)
def organisation_receipts() -> ResponseReturnValue:
    """Kind, series, whether an address is asked for; who letters come from."""
    form, by = ReceiptsForm.of(the_organisation()), current_staff().id
    if is_saved(form, lambda: change_organisation(form.to_changes(), by=by)):
        return redirect(url_for("staff.organisation_receipts"), 303)
    year = clock.local_date(clock.now(), the_organisation().zone).year
    sentences = legal_sentences(the_organisation())
    return _page("receipts", form=form, year=year, sentences=sentences, **_numbers(year)), status()


def _numbers(year: int) -> dict[str, Any]:
    """The series in use and how far it has come this year."""
    series, given = numbers_given(the_organisation(), year)
    return {"series": series, "given": given}


def _page(name: str, **values: Any) -> str:
    return render_template(f"staff/organisation/{name}.html", tabs=parts(request.endpoint or ""), **values)
