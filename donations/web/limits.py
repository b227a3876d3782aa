"""Plain limits of requests per address, kept in the memory of each process. Rules about money are not here."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from donations.settings import Settings
from donations.web.house import settings as current_settings

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")


def init(app: Flask, settings: Settings) -> None:
    """One generous limit for all pages; forms that start a gift have their own."""
    app.config["RATELIMIT_DEFAULT"] = settings.page_limit
    limiter.init_app(app)


def give_limit() -> str:
    """How often one address may send the form."""
    return current_settings().give_limit
