"""Services with other settings than usual, and the command line beside them."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
import time_machine
from click.testing import CliRunner, Result
from werkzeug.serving import make_server

from donations.app import Overrides, create_app
from donations.cli import donations
from donations.core import outbox
from donations.core.database import db
from donations.mail.transport import MailTransport
from donations.payments.stripe_gateway import StripeGateway
from donations.reactions import reactions
from donations.sandbox.sandbox import Sandbox
from donations.sandbox.web.app import SandboxWeb
from donations.schedule import schedule
from tests.application import WEBHOOK_SECRET, settings_for
from tests.story import Mailbox, Story

MEMORY = Path("/dev/shm")
OpenService = Callable[..., Story]
RunCommand = Callable[..., Result]


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder that no disk is behind, where the machine has one: for databases that need not outlive anything."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
def open_service(
    database: str, tmp_path: Path, sandbox: Sandbox, mailbox: Mailbox, clock: time_machine.Traveller
) -> Iterator[OpenService]:
    """Opens the service, on the test's one database, with these settings and this post."""
    opened: list[Story] = []

    def open_one(transport: MailTransport = mailbox, **given: object) -> Story:
        gateway = StripeGateway("sk_test_sandbox", http_client=sandbox.http_client(), pause=lambda _seconds: None)
        app = create_app(settings_for(database, tmp_path, **given), Overrides(transport=transport, gateway=gateway))
        app.testing = False
        opened.append(Story(app, sandbox, mailbox, clock))
        return opened[-1]

    yield open_one
    for story in opened:
        with story.inside():
            db.engine.dispose()


@pytest.fixture
def sandbox_port(sandbox: Sandbox) -> Iterator[int]:
    """The sandbox's API on loopback, for the command line; webhooks are still handed over by the story."""
    server = make_server("127.0.0.1", 0, SandboxWeb(sandbox, "http://127.0.0.1:8000"), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def command(
    story: Story, database: str, tmp_path: Path, sandbox_port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunCommand]:
    """Runs `donations …` on the story's database."""
    settings = {
        "DONATIONS_DATA_DIR": str(tmp_path),
        "DONATIONS_DATABASE_URL": database,
        "DONATIONS_SECRET_KEY": "a secret for tests only, long enough",
        "DONATIONS_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "SANDBOX_PORT": str(sandbox_port),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> Result:
        try:
            return CliRunner().invoke(donations, words, catch_exceptions=True)
        finally:  # the command has installed reactions of its own
            tools = story.app.extensions["services"]
            outbox.install(reactions(tools), schedule(tools))

    yield run
    structlog.reset_defaults()
