"""How Flask-Security is set up here."""

import base64
import hashlib
import hmac
from datetime import timedelta
from typing import Any

from donations.core import clock
from donations.core.wording import CATALOGS
from donations.settings import Settings
from donations.staff.staff_letters import GOOD_FOR, STAFF_RESET
from donations.web.staff.access_messages import MESSAGES
from donations.web.staff.guard import FRESH

SHORTEST_PASSWORD = 12
RECOVERY_CODES = 8

# OWASP's least for argon2id, a few dozen milliseconds: on SQLite the writers wait for it.
ARGON2 = {"argon2__type": "ID", "argon2__rounds": 2, "argon2__memory_cost": 19456, "argon2__parallelism": 1}
_URLS = {
    "LOGIN_URL": "/staff/sign-in",
    "LOGOUT_URL": "/staff/sign-out",
    "VERIFY_URL": "/staff/confirm",
    "RESET_URL": "/staff/password/reset",
    "CHANGE_URL": "/staff/password",
    "TWO_FACTOR_SETUP_URL": "/staff/app",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/staff/sign-in/code",
    "TWO_FACTOR_RESCUE_URL": "/staff/sign-in/help",
    "TWO_FACTOR_SELECT_URL": "/staff/sign-in/choose",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/staff/recovery-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/staff/sign-in/recovery",
    "WAN_REGISTER_URL": "/staff/passkeys",
    "WAN_DELETE_URL": "/staff/passkeys/remove",
    "WAN_SIGNIN_URL": "/staff/sign-in/passkey",
    "WAN_VERIFY_URL": "/staff/confirm/passkey",
}
_WAYS = {
    "POST_LOGIN_VIEW": "staff.home",
    "POST_VERIFY_VIEW": "staff.home",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_RESET_VIEW": "security.login",
    "POST_CHANGE_VIEW": "staff.account",
    "TWO_FACTOR_POST_SETUP_VIEW": "staff.account",
    "WAN_POST_REGISTER_VIEW": "staff.account",
}
_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "sign_in",
    "VERIFY_TEMPLATE": "confirm",
    "FORGOT_PASSWORD_TEMPLATE": "forgot_password",
    "RESET_PASSWORD_TEMPLATE": "reset_password",
    "CHANGE_PASSWORD_TEMPLATE": "change_password",
    "TWO_FACTOR_SETUP_TEMPLATE": "app",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
    "TWO_FACTOR_SELECT_TEMPLATE": "choose",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery",
    "WAN_REGISTER_TEMPLATE": "passkeys",
    "WAN_SIGNIN_TEMPLATE": "passkey_sign_in",
    "WAN_VERIFY_TEMPLATE": "passkey_confirm",
}
_FEATURES: dict[str, Any] = {
    "I18N_DOMAIN": "messages",
    "I18N_DIRNAME": [str(CATALOGS)],
    "JOIN_USER_ROLES": False,
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "API_ENABLED_METHODS": ["session"],
    "RETURN_GENERIC_RESPONSES": True,
    "DATETIME_FACTORY": clock.now,
    "FRESHNESS": FRESH,
    "FRESHNESS_GRACE_PERIOD": timedelta(0),
    "RECOVERABLE": True,
    "RESET_PASSWORD_WITHIN": GOOD_FOR[STAFF_RESET],
    "CHANGEABLE": True,
    "EMAIL_PLAINTEXT": False,  # letters have templates of their own
    "EMAIL_HTML": False,
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": {"argon2"},  # a new secret_key must not make every password wrong
    "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
    "HASHING_SCHEMES": ["hex_sha256"],  # what a reset link says of the present hash; slow by default, and in vain
    "PASSWORD_LENGTH_MIN": SHORTEST_PASSWORD,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds early or late
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
    "WEBAUTHN": True,
    "WAN_ALLOW_USER_HINTS": False,  # an address typed in would tell whether it has an account
    "WAN_SIGNIN_WITHIN": timedelta(minutes=2),
}


def access_config(settings: Settings) -> dict[str, Any]:
    """All of it, as Flask's configuration takes it."""
    security = {
        **_FEATURES,
        **_URLS,
        **_WAYS,
        **{key: f"staff/access/{name}.html" for key, name in _TEMPLATES.items()},
        **{f"MSG_{key}": text for key, text in MESSAGES.items()},
        "TWO_FACTOR_REQUIRED": settings.mode == "live",
        "TOTP_SECRETS": {1: _key(settings, "authenticator app").hex()},
        "TOTP_ISSUER": settings.hosts[0],
        "WAN_RP_NAME": settings.hosts[0],
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(_key(settings, "recovery codes"))],
    }
    return {f"SECURITY_{key}": value for key, value in security.items()}


def _key(settings: Settings, purpose: str) -> bytes:
    """A key of its own for each purpose, from the one secret."""
    return hmac.digest(settings.secret_key.encode(), purpose.encode(), hashlib.sha256)
