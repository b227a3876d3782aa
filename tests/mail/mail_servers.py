"""Real SMTP peers on this machine: one that behaves, and one that follows a script of misbehaviour."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG_UP = "hang up"
SILENCE = "silence"


@dataclass
class Letterbox:
    """What a mail server was handed, and what it answers."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, *to: Any) -> str:  # noqa: N802  # aiosmtpd's name
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(to[0])
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        if "DATA" not in self.answers:
            content = envelope.content or b""
            self.letters.append(content if isinstance(content, bytes) else content.encode())
            self.envelopes.append(envelope)
        return self.answers.get("DATA", "250 OK")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def mail_server(letterbox: Letterbox, **options: Any) -> Iterator[int]:
    """A mail server before `letterbox`; yields its port. `options` are aiosmtpd's."""
    controller = Controller(letterbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def only_anna(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword) -> AuthResult:
    """Lets in anna with the password "meadow"."""
    return AuthResult(success=(login.login, login.password) == (b"anna", b"meadow"), handled=False)


@contextmanager
def scripted_server(*answers: str) -> Iterator[int]:
    """Greets with the first answer, gives one per line heard (per letter after 354), or hangs up, or keeps silent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaker = Thread(target=_follow, args=(listener, answers), daemon=True)
        speaker.start()
        yield int(listener.getsockname()[1])
        speaker.join(timeout=5)


def _follow(listener: socket.socket, answers: tuple[str, ...]) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rb") as heard:
        for number, answer in enumerate(answers):
            if number:
                _read(heard, is_letter=answers[number - 1].startswith("354"))
            if answer == HANG_UP:
                return
            if answer == SILENCE:
                heard.read()
                return
            connection.sendall(answer.encode() + b"\r\n")
        heard.read()


def _read(heard: Any, *, is_letter: bool) -> None:
    line = heard.readline()
    while is_letter and line not in (b".\r\n", b""):
        line = heard.readline()
