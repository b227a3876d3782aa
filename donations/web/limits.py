"""Plain limits of requests per address, kept in the memory of each process. Rules about money are not here."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from donations.web.house import settings


def page_limit() -> str:
    """How often one address may open a page."""
    return settings().page_limit


def give_limit() -> str:
    """How often one address may send the form."""
    return settings().give_limit


# One generous limit for all pages; forms that start a gift have their own.
limiter = Limiter(get_remote_address, default_limits=[page_limit], storage_uri="memory://", strategy="moving-window")
