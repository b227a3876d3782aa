"""In by a link in a letter, and out again. What is answered never tells whom we know."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from donations.core.database import transaction
from donations.core.errors import NotFound
from donations.supporters.sign_in import ask_to_sign_in, find_link, sign_out, sign_out_everywhere, use_link
from donations.web.portal.forms import PressForm, SignInForm
from donations.web.portal.guard import (
    blueprint,
    current_supporter,
    for_anyone,
    for_supporters,
    forget,
    remember,
    remembered,
)
from donations.web.rate_limits import place_of

_AN_HOUR = 3600


@blueprint.post("/my/sign-in")
@for_anyone
def ask_for_link() -> ResponseReturnValue:
    """Known or not: the same is written, and the same is said."""
    form = SignInForm()
    form.refuse_strangers()
    if not form.validate():
        return render_template("portal/sign_in.html", form=form), 422
    with transaction():
        may_ask = ask_to_sign_in(form.email.data or "", place_of(request.remote_addr or ""))
    if not may_ask:
        raise TooManyRequests(retry_after=_AN_HOUR)
    return render_template("portal/link_sent.html", email=form.email.data)


@blueprint.get("/my/sign-in/<token>")
@for_anyone
def link(token: str) -> ResponseReturnValue:
    """One button. Programs that follow links in letters use nothing up."""
    try:
        find_link(token)
    except NotFound:
        return _link_over()
    return render_template("portal/open.html", form=PressForm())


@blueprint.post("/my/sign-in/<token>")
@for_anyone
def open_by_link(token: str) -> ResponseReturnValue:
    """In: the link is used up, and the browser remembers."""
    PressForm().refuse_strangers()
    try:
        with transaction():
            opened = use_link(token)
    except NotFound:
        return _link_over()
    response = make_response(redirect(url_for("portal.home"), 303))
    remember(response, opened)
    return response


@blueprint.post("/my/sign-out")
@for_supporters
def leave() -> Response:
    """This browser; a copy of its cookie opens nothing either."""
    opened = remembered()
    assert opened  # noqa: S101 - tells mypy what the guard has seen
    with transaction():
        sign_out(opened.sign_in_id)
    return _left("signed_out")


@blueprint.post("/my/sign-out/everywhere")
@for_supporters
def leave_everywhere() -> Response:
    """Every browser, and every link not used yet."""
    supporter_id = current_supporter().id
    with transaction():
        sign_out_everywhere(supporter_id)
    return _left("signed_out_everywhere")


def _left(done: str) -> Response:
    response = make_response(redirect(url_for("portal.home", done=done), 303))
    forget(response)
    return response


def _link_over() -> ResponseReturnValue:
    return render_template("portal/link_over.html"), 404
