"""The sandbox as a process of its own on loopback."""

import http.client
import logging
import signal
import socket
import threading
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from donations.core.clock import SANDBOX_FILE, real_now
from donations.sandbox import timeline
from donations.sandbox import timeline as clock_file
from donations.sandbox.sandbox import Sandbox, Setup
from donations.sandbox.web.app import LOOPBACK, SandboxWeb

_log = logging.getLogger(__name__)

_LOOK_EVERY = 0.25  # seconds between looks at the clock and the queue
_PATIENCE = 10.0  # seconds for the service to answer a webhook
_NO_ANSWER = 0
_SETTLES_AFTER = timedelta(minutes=1)  # so that whoever tries it out sees the end of it


class SandboxServer:
    """One sandbox, its web server and the thread that sends webhooks and lets time pass."""

    def __init__(self, sandbox: Sandbox, *, host: str, port: int, service_url: str) -> None:
        if host not in LOOPBACK:
            raise ValueError("the sandbox listens on this machine only")
        self._sandbox = sandbox
        self._awake, self._is_stopping = threading.Event(), False
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = listener.getsockname()[1]
        web = SandboxWeb(sandbox, service_url, self._awake.set)
        self._walk = web.walk
        self._http = make_server(host, port, web, threaded=True, request_handler=_QuietHandler, fd=listener.fileno())
        listener.close()
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.1,), name="sandbox-web", daemon=True),
            threading.Thread(target=self._send_webhooks, name="sandbox-webhooks", daemon=True),
        ]

    def start(self) -> None:
        """Begin answering; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop answering; webhooks not taken yet stay in the queue."""
        self._is_stopping = True
        self._walk.stop()
        self._awake.set()
        self._http.shutdown()
        self._http.server_close()

    def _send_webhooks(self) -> None:
        while not self._is_stopping:
            self._awake.wait(_LOOK_EVERY)
            self._awake.clear()
            try:
                timeline.catch_up(self._sandbox.world)
                self._sandbox.deliveries.send(self._post, only_due=True)
            except Exception:  # noqa: BLE001 - one bad moment must not end all deliveries
                _log.exception("the sandbox could not send its webhooks")

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return _NO_ANSWER if self._is_stopping else post(url, body, headers)


def run_sandbox(*, host: str, port: int, folder: Path, webhook_secret: str, service_url: str) -> None:
    """Serve until SIGTERM or SIGINT, keeping store and clock in `folder`. Raises `OSError` when the port is taken."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    setup = Setup(f"http://{host}:{port}", f"{service_url.rstrip('/')}/webhooks/stripe", _SETTLES_AFTER)
    sandbox = Sandbox(str(folder / "sandbox.sqlite3"), webhook_secret=webhook_secret, clock=real_now, setup=setup)
    clock_file.follow(sandbox.world, folder / SANDBOX_FILE)
    server = SandboxServer(sandbox, host=host, port=port, service_url=service_url)
    server.start()
    stopping.wait()
    server.stop()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send one webhook; the status, or 0 when nobody answered. Only this machine is ever called."""
    address = urlsplit(url)
    if address.scheme != "http" or address.hostname not in LOOPBACK:
        return _NO_ANSWER
    connection = http.client.HTTPConnection(address.hostname, address.port or 80, timeout=_PATIENCE)
    try:
        connection.request("POST", address.path or "/", body, dict(headers))
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return _NO_ANSWER
    finally:
        connection.close()


class _QuietHandler(WSGIRequestHandler):
    """No line per request; answers leave at once instead of waiting for more to send."""

    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name
        """Say nothing."""
