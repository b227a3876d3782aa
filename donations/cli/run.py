"""Start everything on this machine, or one more worker."""

import http.client
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import cast

import click
from flask import Flask
from granian.constants import Interfaces
from granian.server import Server

from donations.app import create_app
from donations.cli.application import application, migrate_database, prepared_settings, refuse_unready_database
from donations.cli.demo import demo_account, demo_supporter
from donations.core.logs import set_up_logs
from donations.settings import Settings
from donations.worker.loop import run_worker


@click.command()
def run() -> None:
    """Web server, worker and, without a Stripe key, the sandbox. Stops all when one dies."""

    code = supervise(prepared_settings())
    sys.stdout.flush()
    os._exit(code)  # the interpreter's own leave-taking costs up to a second, and nothing is left to tidy


@click.command()
def worker() -> None:
    """A worker of its own: drains owed work until it is stopped."""
    from donations.receipts.documents import warm_up  # noqa: PLC0415 - loads the typesetter
    from donations.worker.loop import run_worker  # noqa: PLC0415 - not needed by other commands

    with application() as app:
        lease = app.extensions["settings"].lease
    run_worker(app, timedelta(seconds=lease), warm_up)


_fork = multiprocessing.get_context("fork")
_STOP_WITHIN = 1.5  # seconds, then SIGKILL
_READY_WITHIN = 60.0
_LOOK_EVERY = 0.02


class _Stop(Exception):
    """SIGTERM or Ctrl-C."""


def supervise(settings: Settings) -> int:
    """Run until stopped; the exit code: 0 when asked to stop, 1 when a child died or could not start."""
    set_up_logs(settings.log_format)
    if problem := _taken_port(settings):
        click.echo(problem, err=True)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _raise_stop)
    children: list[BaseProcess] = []
    try:
        if not _prepare_database(settings):
            return 1
        children += [_start(name, part, settings) for name, part in _parts(settings).items()]
        if _wait_until_ready(settings, children):
            _say_ready(settings)
        return _watch(children)
    except _Stop:
        return 0
    finally:
        _stop(children)


def _parts(settings: Settings) -> dict[str, Callable[[Settings], None]]:
    parts: dict[str, Callable[[Settings], None]] = {"web": _web, "worker": _worker}
    return {"sandbox": _sandbox, **parts} if settings.mode == "sandbox" else parts


def _prepare_database(settings: Settings) -> bool:
    """Brought up to date where nothing is at stake; a live one is migrated by a person who has a backup."""
    bring_up = partial(migrate_database, with_supporter=True)
    child = _start("migrate", _check_database if settings.mode == "live" else bring_up, settings)
    child.join()
    return child.exitcode == 0


def _check_database(settings: Settings) -> None:
    with create_app(settings).app_context():
        refuse_unready_database(settings)


def _start(name: str, part: Callable[[Settings], None], settings: Settings) -> BaseProcess:
    child = _fork.Process(target=_run_part, args=(part, settings), name=name)
    child.start()
    return child


def _run_part(part: Callable[[Settings], None], settings: Settings) -> None:
    """In the child: its own signals, its own way to end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    try:
        part(settings)
    except Exception as problem:  # noqa: BLE001 - the parent sees the exit code, a person the reason
        click.echo(f"donations: {problem}", err=True)
        sys.exit(1)


def _web(settings: Settings) -> None:
    os.setpgid(0, 0)  # with its own children, so that none of them is forgotten
    server = Server(
        "donations.app:create_app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        log_enabled=False,
        websockets=False,
    )
    server.serve(target_loader=_load_app, wrap_loader=False)


def _load_app() -> Flask:
    """In the web process, after the fork."""
    app = create_app()
    with app.app_context():
        refuse_unready_database(app.extensions["settings"])
    return app


def _worker(settings: Settings) -> None:
    from donations.receipts.documents import warm_up  # noqa: PLC0415 - the typesetter is loaded in the worker alone

    run_worker(create_app(settings), timedelta(seconds=settings.lease), warm_up)


def _sandbox(settings: Settings) -> None:
    from donations.sandbox.web.server import run_sandbox  # noqa: PLC0415 - loads the provider's SDK

    run_sandbox(
        host="127.0.0.1",
        port=settings.sandbox_port,
        folder=settings.data_dir,
        webhook_secret=settings.stripe_webhook_secret,
        service_url=settings.url,
    )


def _taken_port(settings: Settings) -> str | None:
    chosen = {"PORT": (settings.host, settings.port)}
    if settings.mode == "sandbox":
        chosen["SANDBOX_PORT"] = ("127.0.0.1", settings.sandbox_port)
    for name, address in chosen.items():
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError:
            return f"donations: port {address[1]} is in use; choose another with {name}=…"
    return None


def _wait_until_ready(settings: Settings, children: list[BaseProcess]) -> bool:
    deadline = time.monotonic() + _READY_WITHIN
    while time.monotonic() < deadline and all(child.is_alive() for child in children):
        if _answers(settings):
            return True
        time.sleep(_LOOK_EVERY)
    return False


def _answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": settings.hosts[0]})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _say_ready(settings: Settings) -> None:
    letters = settings.smtp_host or f"{settings.data_dir / 'mail'}{os.sep} (one .eml file each)"
    lines = {
        "Demo article": f"{settings.sandbox_url}/article/rivers" if settings.mode == "sandbox" else None,
        "Donation page": f"{settings.url}/give",
        "Sandbox clock": f"{settings.sandbox_url}/" if settings.mode == "sandbox" else None,
        "Staff side": _staff_side(settings),
        "Supporter": _supporters_place(settings),
        "Letters": letters,
    }
    click.echo("".join(f"  {name:<15}{text}\n" for name, text in lines.items() if text))
    click.echo(f"Ready: {settings.url}")
    sys.stdout.flush()


def _staff_side(settings: Settings) -> str:
    account = demo_account(settings)
    ready = f"  {account[0]}  password {account[1]}" if account else ""
    return f"{settings.url}/staff{ready}"


def _supporters_place(settings: Settings) -> str | None:
    email = demo_supporter(settings)
    return f"{settings.url}/my  {email}, with two years behind them; the link comes by letter" if email else None


def _watch(children: list[BaseProcess]) -> int:
    """Until a child ends: none should.

    The kernel is asked, not the child's sentinel: that is a pipe, which a grandchild of the web server holds open.
    """
    os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    for child in children:
        child.join(0)
        if child.exitcode is not None:
            click.echo(f"donations: the {child.name} process has stopped (exit {child.exitcode})", err=True)
    return 1


def _stop(children: list[BaseProcess]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + _STOP_WITHIN
    for child in children:
        child.join(max(0.0, deadline - time.monotonic()))
        if child.is_alive():
            child.kill()
            child.join()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(cast("int", child.pid), signal.SIGKILL)  # what a web server that was killed has left behind


def _raise_stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stop
