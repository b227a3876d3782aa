"""Random tokens for links that work once. Only their digest is stored; they themselves exist in one letter."""

import hashlib
import secrets

_BYTES = 32
_LONGEST = 100


def new_token() -> str:
    """43 URL-safe characters nobody can guess."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """What is stored of a token; a text too long to be one is cut, and so fits none."""
    return hashlib.sha256(token[:_LONGEST].encode("utf-8", "surrogatepass")).hexdigest()
