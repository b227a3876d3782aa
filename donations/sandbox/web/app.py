"""The sandbox over HTTP, on this machine only: Stripe's API, the payment pages, the article, the control doors."""

import json
import re
import socket
from collections.abc import Callable, Iterable
from typing import Any, NoReturn
from urllib.parse import urlsplit

from werkzeug.exceptions import Forbidden, HTTPException, NotFound
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from donations.sandbox import timeline
from donations.sandbox.api import answer as api
from donations.sandbox.billing import invoices
from donations.sandbox.checkout import other_outcomes as invoice_outcomes
from donations.sandbox.checkout import outcomes
from donations.sandbox.checkout.outcomes import Outcome
from donations.sandbox.errors import Fault, NoAnswer
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.walk import Walk, idle_probe
from donations.sandbox.web import home, pages
from donations.sandbox.web import home as control

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_LARGEST_BODY = 1 << 20

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)

_ROUTES = Map(
    [
        Rule("/", endpoint="home", methods=["GET"]),
        Rule("/clock", endpoint="let_time_pass", methods=["POST"]),
        Rule("/cards/<subscription_id>", endpoint="set_card", methods=["POST"]),
        Rule("/stops", endpoint="stop_payments", methods=["POST"]),
        Rule("/v1/<path:path>", endpoint="api"),
        Rule("/c/pay/<session_id>", endpoint="see", methods=["GET"]),
        Rule("/c/pay/<session_id>", endpoint="choose", methods=["POST"]),
        Rule("/i/<invoice_id>", endpoint="see_invoice", methods=["GET"]),
        Rule("/i/<invoice_id>", endpoint="pay_invoice", methods=["POST"]),
        Rule("/article/<slug>", endpoint="article", methods=["GET"]),
        Rule("/sandbox/state", endpoint="state", methods=["GET"]),
        Rule("/sandbox/walk", endpoint="walk", methods=["POST"]),
        Rule("/sandbox/<door>", endpoint="steer", methods=["POST"]),
    ]
)


class SandboxWeb:
    """The WSGI application. `wake` is called when there may be webhooks to send."""

    def __init__(self, sandbox: Sandbox, service_url: str, wake: Callable[[], None] = lambda: None) -> None:
        self._sandbox, self._service_url, self._wake = sandbox, service_url, wake
        self.walk = Walk(sandbox, idle_probe(service_url), wake)
        self._pages = pages.environment()
        self._static = SharedDataMiddleware(self._serve, {"/static": str(pages.STATIC)})

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._static(environ, start_response)

    def _serve(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        request.max_content_length = _LARGEST_BODY
        try:
            response: Response | HTTPException = self._answer(request)
        except HTTPException as error:
            response = error
        except NoAnswer:
            _break_off(environ)
        self._wake()
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
            return Response("The sandbox answers this machine only.", status=403)
        endpoint, arguments = _ROUTES.bind_to_environ(request.environ).match()
        answer: Response = getattr(self, f"_{endpoint}")(request, **arguments)
        return answer

    def _home(self, request: Request) -> Response:
        timeline.catch_up(self._sandbox.world)
        progress = self.walk.progress()
        answer = page(home.home_page(self._pages, self._sandbox.world, progress, _language(request)))
        if not progress.is_over:
            answer.headers["Refresh"] = "1"
        return answer

    def _let_time_pass(self, request: Request) -> Response:
        _refuse_strangers(request)
        try:
            self.walk.start(int(request.form.get("days", "")))
        except ValueError:
            return Response("No such step.", status=400)
        return Response(status=303, headers={"Location": "/"})

    def _set_card(self, request: Request, subscription_id: str) -> Response:
        _refuse_strangers(request)
        behaviour = request.form.get("behaviour", "")
        try:
            if behaviour == home.BANK_SENDS_CARD:
                self._sandbox.replace_card_by_bank(subscription_id)
            elif behaviour == home.LAST_MONTH:
                self._sandbox.let_card_run_out(subscription_id)
            else:
                self._sandbox.set_card(subscription_id, behaviour)
        except ValueError:
            return Response("No card behaves like that.", status=400)
        except Fault as fault:
            return Response(str(fault), status=fault.status)
        return Response(status=303, headers={"Location": "/"})

    def _stop_payments(self, request: Request) -> Response:
        _refuse_strangers(request)
        if (chosen := request.form.get("when_asked")) not in ("0", "1"):
            return Response("Yes or no?", status=400)
        self._sandbox.stop_payments(when_asked=chosen == "1")
        return Response(status=303, headers={"Location": "/"})

    def _api(self, request: Request, path: str) -> Response:
        form = request.get_data(as_text=True) if request.method == "POST" else request.query_string.decode()
        headers = {name.lower(): value for name, value in request.headers.items()}
        answer = self._sandbox.answer(api.Request(request.method, f"/v1/{path}", form, headers))
        return Response(answer.body, answer.status, dict(answer.headers))

    def _see(self, request: Request, session_id: str) -> Response:
        timeline.catch_up(self._sandbox.world)
        world = self._sandbox.world
        with world.lock:
            session = world.store.get("checkout.session", session_id)
            tried = outcomes.tried(world, session) if session else None
        if session is None:
            return self._missing(request)
        onward = (session["success_url"], session["cancel_url"])
        return page(pages.checkout_page(self._pages, session, tried), form_targets=onward)

    def _choose(self, request: Request, session_id: str) -> Response:
        try:
            outcome = Outcome(request.form.get("outcome", ""))
            address = self._sandbox.choose(session_id, outcome)
        except ValueError:
            return Response("No such outcome.", status=400)
        except Fault as fault:
            return Response(str(fault), status=fault.status)
        return Response(status=303, headers={"Location": address})

    def _see_invoice(self, request: Request, invoice_id: str) -> Response:
        timeline.catch_up(self._sandbox.world)
        world = self._sandbox.world
        with world.lock:
            invoice = world.store.get("invoice", invoice_id)
            if invoice is None or not invoice["hosted_invoice_url"]:
                return self._missing(request)
            tried = invoices.intent_of(world, invoice) if invoice["amount_due"] else None
            offered = invoice_outcomes.offered(world, invoice)
            return page(pages.invoice_page(self._pages, (invoice, tried), offered, _language(request)))

    def _pay_invoice(self, request: Request, invoice_id: str) -> Response:
        try:
            self._sandbox.choose_on_invoice(invoice_id, request.form.get("outcome", ""))
        except ValueError:
            return Response("No such outcome.", status=400)
        except Fault as fault:
            return Response(str(fault), status=fault.status)
        return Response(status=303, headers={"Location": request.path})

    def _missing(self, request: Request) -> Response:
        return page(pages.missing_page(self._pages, _language(request)), status=404)

    def _article(self, request: Request, slug: str) -> Response:
        if not re.fullmatch(r"[a-z0-9-]{1,60}", slug):
            raise NotFound
        text = pages.article_page(self._pages, slug, _language(request), self._service_url)
        return page(text)

    def _state(self, _request: Request) -> Response:
        return _json({**control.state(self._sandbox), "walk": self.walk.details()})

    def _walk(self, request: Request) -> Response:
        if not request.is_json:
            raise NotFound
        try:
            is_first = self.walk.start(int(request.get_json()["days"]))
        except (KeyError, TypeError, ValueError) as error:
            return _json({"error": {"message": str(error)}}, 400)
        return self._state(request) if is_first else _json({"error": {"message": "time is passing already"}}, 409)

    def _steer(self, request: Request, door: str) -> Response:
        # A JSON body cannot be sent from a foreign page without asking first, so no other guard is needed.
        if door not in control.CONTROLS or not request.is_json:
            raise NotFound
        try:
            return _json(control.CONTROLS[door](self._sandbox, request.get_json()))
        except Fault as fault:
            return _json(fault.body(), fault.status)
        except (KeyError, TypeError, ValueError) as error:
            return _json({"error": {"message": str(error)}}, 400)


def _refuse_strangers(request: Request) -> None:
    """A page from elsewhere must not turn the clock of somebody who happens to look at it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forbidden


def _language(request: Request) -> str:
    requested = request.args.get("language") or request.args.get("lang")
    return requested if requested in ("pl", "en") else request.accept_languages.best_match(["en", "pl"], "en")


def page(text: str, status: int = 200, form_targets: Iterable[str | None] = ()) -> Response:
    """An HTML page under a policy that lets it ask nobody."""
    # A form that is answered by a redirect needs its target named as well, or the browser stops there.
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(each)) for each in form_targets if each}
    policy = " ".join([_POLICY, *sorted(origins)])
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return Response(text, status, headers, content_type="text/html; charset=utf-8")


def _json(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, content_type="application/json")


def _break_off(environ: dict[str, Any]) -> NoReturn:
    """Close the connection without a word, as a network would."""
    connection = environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
