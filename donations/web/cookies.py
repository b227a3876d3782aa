"""Flask's cookie session, with its signer made once; Flask itself makes two for every request that has a session."""

from functools import cache

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class CookieSessions(SecureCookieSessionInterface):
    """As Flask's own. The keys are those of the application's start."""

    def __init__(self) -> None:
        self.get_signing_serializer = cache(self._signer)  # type: ignore[method-assign]  # the same call, remembered

    def _signer(self, app: Flask) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(app)
