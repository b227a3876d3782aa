"""Services beside the live one, set up otherwise: behind TLS, or with next to no patience."""

import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme
from werkzeug.serving import WSGIRequestHandler, make_server

from donations.app import create_app
from donations.core.database import db
from tests.application import settings_for
from tests.browser.live import Live
from tests.packaging.service import free_port


class _Quiet(WSGIRequestHandler):
    """No line per request."""

    def log(self, *_line: object) -> None:
        """Say nothing."""


@contextmanager
def neighbour(live: Live, template: Path, folder: Path, *, is_secure: bool = False, **given: Any) -> Iterator[str]:
    """Another service, with a database of its own, that sends its visitors to the same sandbox; its address."""
    database = shutil.copy(template, folder / "donations.sqlite3")
    port = free_port()
    url = f"{'https' if is_secure else 'http'}://127.0.0.1:{port}"
    sandbox = {"SANDBOX_PORT": live.sandbox_url.rpartition(":")[2]}
    app = create_app(settings_for(f"sqlite:///{database}", folder, base_url=url, **sandbox, **given))
    tls = _certified() if is_secure else None
    server = make_server("127.0.0.1", port, app, threaded=True, ssl_context=tls, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield url
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        db.engine.dispose()


def _certified() -> ssl.SSLContext:
    """Signed by nobody whom the browser knows: it is told to take it."""
    certificate = trustme.CA().issue_cert("127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context
