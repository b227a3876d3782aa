"""Identifiers: UUIDv7 for rows, a short readable reference for people."""

import secrets
import time
from uuid import UUID

# Crockford's base 32: no I, L, O or U, so a reference can be read over the telephone.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562, 5.7): time-ordered, so that indexes grow at one end. In the standard library from 3.14."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds << 16) | 0x7000 | (random >> 62)
    low = (0b10 << 62) | (random & ((1 << 62) - 1))
    return UUID(int=(high << 64) | low)


def new_reference() -> str:
    """A reference such as ``7KQ4-M2XF``: 40 random bits; the unique key in the schema catches the rare repeat."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_reference(typed: str) -> str:
    """What somebody typed or read aloud, as we store it: capitals, one hyphen, lookalikes mended."""
    letters = "".join(sign for sign in typed.upper().translate(_LOOKALIKES) if sign in ALPHABET)
    return f"{letters[:4]}-{letters[4:]}"
