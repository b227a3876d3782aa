"""create_app(): the one place where everything meets."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask

from donations.core import clock, outbox
from donations.core.database import db, engine_options, prepare_engine
from donations.core.installation import templates_folder
from donations.core.logs import set_up_logs
from donations.mail.smtp_transport import SmtpTransport
from donations.mail.transport import FileTransport, MailTransport
from donations.organisation.links import Links
from donations.payments.gateway import Gateway
from donations.reactions import Services, reactions
from donations.schedule import schedule
from donations.search.keep import keep_listed
from donations.search.plans import keep_plan_words
from donations.settings import Settings, load_settings
from donations.web import init_web


@dataclass(frozen=True, slots=True)
class Overrides:
    """What tests and the bench put in place of the configured post and gateway."""

    transport: MailTransport | None = None
    gateway: Gateway | None = None


def create_app(settings: Settings | None = None, overrides: Overrides | None = None) -> Flask:
    """The application, for web, worker and command line alike. Opens no connection."""
    settings, overrides = settings or load_settings(), overrides or Overrides()
    set_up_logs(settings.log_format)
    clock.run_ahead(settings.data_dir / clock.SANDBOX_FILE if settings.mode == "sandbox" else None)
    app = Flask("donations", template_folder=str(templates_folder()))
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    tools = Services(
        links=Links(settings.url, settings.secret_key),
        transport=overrides.transport or configured_transport(settings),
        gateway=_given(overrides.gateway) if overrides.gateway else configured_gateway(settings),
    )
    app.extensions["settings"], app.extensions["services"] = settings, tools
    outbox.install(reactions(tools), schedule(tools))
    keep_listed()
    keep_plan_words()
    init_web(app, settings)
    return app


def _given(gateway: Gateway) -> Callable[[], Gateway]:
    return lambda: gateway


def configured_transport(settings: Settings) -> MailTransport:
    """The mail server, or a folder of ``.eml`` files where none is configured."""
    if not settings.smtp_host:
        return FileTransport(Path(settings.data_dir) / "mail")
    return SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        username=settings.smtp_login,
        password=settings.smtp_password,
    )


def configured_gateway(settings: Settings) -> Callable[[], Gateway]:
    """The provider's gateway, made when first needed: its SDK is a third of all that would be loaded."""

    @cache
    def gateway() -> Gateway:
        from donations.payments.stripe_gateway import StripeGateway  # noqa: PLC0415 - loaded where money moves

        return StripeGateway(settings.provider_key, base_address=settings.stripe_base)

    return gateway
