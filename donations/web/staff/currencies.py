"""In which currencies gifts can be made, and which amounts the form proposes."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.currencies import known_currencies
from donations.desk.arrange_currencies import offer_currency, stop_offering
from donations.giving.cover_costs import PRICES
from donations.organisation.queries import the_organisation
from donations.staff.permissions import Permission
from donations.web.staff.arranging import is_saved, press, status
from donations.web.staff.blueprint import blueprint
from donations.web.staff.currency_form import CurrencyForm, NewCurrencyForm, currency_name
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.organisation import parts

_LIST = "staff.currencies"


@blueprint.get("/organisation/currencies")
@needs(Permission.ARRANGE)
def currencies() -> str:
    """Those offered, in the order of the form."""
    organisation = the_organisation()
    rows = [
        {
            "code": code,
            "name": currency_name(code),
            "presets": organisation.presets(code),
            "limits": organisation.limits(code),
            "has_price": code in PRICES,
        }
        for code in organisation.currencies
    ]
    return render_template("staff/organisation/currencies.html", tabs=parts(_LIST), rows=rows)


@blueprint.route("/organisation/currencies/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_currency() -> ResponseReturnValue:
    """One that is not offered yet."""
    offered, by = the_organisation().currencies, current_staff().id
    form = NewCurrencyForm([code for code in known_currencies() if code not in offered])
    if is_saved(form, lambda: offer_currency(form.to_offer(), by=by)):
        return redirect(url_for(_LIST), 303)
    page = render_template("staff/organisation/currency.html", tabs=parts(_LIST), form=form, code=None, name=None)
    return page, status()


@blueprint.route("/organisation/currencies/<code>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def currency(code: str) -> ResponseReturnValue:
    """Its proposed amounts and limits."""
    organisation, by = the_organisation(), current_staff().id
    if code not in organisation.currencies:
        abort(404)
    form, is_only = CurrencyForm.of(organisation, code), len(organisation.currencies) == 1
    if is_saved(form, lambda: offer_currency(form.to_offer(), by=by)):
        return redirect(url_for(_LIST), 303)
    page = render_template(
        "staff/organisation/currency.html",
        tabs=parts(_LIST),
        form=form,
        code=code,
        name=currency_name(code),
        is_only=is_only,
    )
    return page, status()


@blueprint.post("/organisation/currencies/<code>/stop")
@needs(Permission.ARRANGE)
def stop_currency(code: str) -> ResponseReturnValue:
    """Out of the form."""
    by = current_staff().id
    done = gettext("%(currency)s is no longer offered.", currency=code[:3])
    return press(lambda: stop_offering(code, by=by), url_for(_LIST), done)
