"""Encrypted ways to the mail server: verified, and never quietly given up."""

import ssl

import pytest
import trustme

from donations.mail.compose import compose
from donations.mail.smtp_transport import SmtpTransport
from donations.mail.transport import MailUnavailable
from tests.mail.drafts import a_draft
from tests.mail.mail_servers import Letterbox, mail_server, only_anna


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Our side, trusting the authority of these tests."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def certified(authority: trustme.CA) -> ssl.SSLContext:
    """The server's side, with a certificate for this machine."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_starttls_carries_the_letter(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, tls_context=certified, require_starttls=True) as port:
        SmtpTransport("127.0.0.1", port, tls=trusting, timeout=2).send(compose(a_draft()))
    assert len(letterbox.letters) == 1


def test_tls_from_the_start_carries_the_letter(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, ssl_context=certified) as port:
        SmtpTransport("127.0.0.1", port, security="tls", tls=trusting, timeout=2).send(compose(a_draft()))
    assert len(letterbox.letters) == 1


def test_a_certificate_nobody_vouches_for_gets_no_letter(certified: ssl.SSLContext) -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, tls_context=certified) as port, pytest.raises(MailUnavailable, match="CERTIFICATE"):
        SmtpTransport("127.0.0.1", port, timeout=2).send(compose(a_draft()))
    assert letterbox.letters == []


def test_a_server_without_starttls_gets_no_letter() -> None:
    letterbox = Letterbox()
    with mail_server(letterbox) as port, pytest.raises(MailUnavailable, match="STARTTLS"):
        SmtpTransport("127.0.0.1", port, timeout=2).send(compose(a_draft()))
    assert letterbox.letters == []


def test_signing_in_lets_the_letter_through(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    letterbox = Letterbox()
    with mail_server(letterbox, tls_context=certified, authenticator=only_anna, auth_required=True) as port:
        transport = SmtpTransport("127.0.0.1", port, username="anna", password="meadow", tls=trusting, timeout=2)
        transport.send(compose(a_draft()))
    assert len(letterbox.letters) == 1


def test_a_wrong_password_means_later(certified: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    options = {"tls_context": certified, "authenticator": only_anna, "auth_required": True}
    with mail_server(Letterbox(), **options) as port:
        transport = SmtpTransport("127.0.0.1", port, username="anna", password="wrong", tls=trusting, timeout=2)
        with pytest.raises(MailUnavailable, match="535"):
            transport.send(compose(a_draft()))


def test_a_password_is_never_sent_in_the_clear() -> None:
    with pytest.raises(ValueError, match="TLS"):
        SmtpTransport("127.0.0.1", 25, security="none", username="anna", password="meadow")


def test_a_password_is_not_shown() -> None:
    assert "meadow" not in repr(SmtpTransport("127.0.0.1", 25, username="anna", password="meadow"))
