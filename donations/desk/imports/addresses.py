"""An address of one line, as exports write it, taken apart; put together again it reads the same."""

import re

_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_TOWN = re.compile(r"(?P<postcode>\S*\d\S*(?: \S*\d\S*)?) (?P<city>\S.*)")


def address_parts(text: str) -> dict[str, str] | None:
    """Street, postcode, town, country (two letters, last). What cannot be told apart stays together as the street."""
    parts = text.split(", ") if text else []
    if not parts:
        return None
    country = parts.pop() if _COUNTRY.fullmatch(parts[-1]) else ""
    town = _TOWN.fullmatch(parts[-1]) if country and len(parts) > 1 else None
    if town:
        parts.pop()
    return {
        "address_line": ", ".join(parts),
        "postcode": town["postcode"] if town else "",
        "city": town["city"] if town else "",
        "country": country,
    }
