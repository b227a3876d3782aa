"""The funds: what gifts may be used for, in the order of the form, with what each has received."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.desk.arranging import funds as arrange_funds
from donations.funds.models import Fund
from donations.funds.queries import all_funds, fund_by_id
from donations.reporting.figures.figures import figures_by_fund, funds_with_donations
from donations.staff.permissions import Permission
from donations.web.staff.blueprint import blueprint
from donations.web.staff.configuration.forms import FundForm, NewFundForm
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.shared.saving import is_saved, press, status

_LIST = "staff.funds"
_DIRECTIONS = {"up": True, "down": False}


@blueprint.get("/funds")
@needs(Permission.ARRANGE)
def funds() -> str:
    """All of them; closed ones too."""
    return render_template("staff/funds.html", funds=all_funds(), figures=figures_by_fund())


@blueprint.route("/funds/new", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def new_fund() -> ResponseReturnValue:
    """One more, last in the form."""
    form, by = NewFundForm(), current_staff().id
    if is_saved(form, lambda: arrange_funds.add_fund(form.to_slug(), form.names(), by=by)):
        return redirect(url_for(_LIST), 303)
    return render_template("staff/fund.html", form=form, fund=None), status()


@blueprint.route("/funds/<uuid:fund_id>", methods=("GET", "POST"))
@needs(Permission.ARRANGE)
def fund(fund_id: UUID) -> ResponseReturnValue:
    """Its names, and what can be done with it."""
    form, by = FundForm.of(fund_by_id(fund_id)), current_staff().id
    if is_saved(form, lambda: arrange_funds.rename_fund(fund_id, form.names(), by=by)):
        return redirect(url_for(_LIST), 303)
    return _page(form, fund_by_id(fund_id)), status()


@blueprint.post("/funds/<uuid:fund_id>/move")
@needs(Permission.ARRANGE)
def move_fund(fund_id: UUID) -> ResponseReturnValue:
    """One place up or down."""
    direction, by = request.form.get("direction"), current_staff().id
    if direction not in _DIRECTIONS:
        abort(400)
    is_up = _DIRECTIONS[direction]
    return press(
        lambda: arrange_funds.move_fund(fund_id, up=is_up, by=by), url_for(_LIST), gettext("The order is changed.")
    )


@blueprint.post("/funds/<uuid:fund_id>/close")
@needs(Permission.ARRANGE)
def close_fund(fund_id: UUID) -> ResponseReturnValue:
    """Out of the form; its gifts stay."""
    by, page = current_staff().id, url_for("staff.fund", fund_id=fund_id)
    return press(lambda: arrange_funds.close_fund(fund_id, by=by), page, gettext("The fund is closed."))


@blueprint.post("/funds/<uuid:fund_id>/reopen")
@needs(Permission.ARRANGE)
def reopen_fund(fund_id: UUID) -> ResponseReturnValue:
    """Back in the form."""
    by, page = current_staff().id, url_for("staff.fund", fund_id=fund_id)
    return press(lambda: arrange_funds.reopen_fund(fund_id, by=by), page, gettext("The fund is open again."))


@blueprint.post("/funds/<uuid:fund_id>/delete")
@needs(Permission.ARRANGE)
def delete_fund(fund_id: UUID) -> ResponseReturnValue:
    """Only one that nothing was ever given to."""
    by = current_staff().id
    return press(lambda: arrange_funds.delete_fund(fund_id, by=by), url_for(_LIST), gettext("The fund is deleted."))


def _page(form: FundForm, fund: Fund) -> str:
    return render_template(
        "staff/fund.html",
        form=form,
        fund=fund,
        figures=figures_by_fund().get(fund.id, ()),
        has_donations=fund.id in funds_with_donations(),
    )
