"""What a cell says: money to the last minor unit, a day, a text fit to be kept. Raises `Refused` for anything else."""

import re
from datetime import date, datetime
from decimal import Decimal

from email_validator import EmailNotValidError, validate_email

from donations.core.errors import Refused
from donations.core.money import Money, parse_money
from donations.core.text_normalisation import one_line, plain_lines
from donations.desk.imports.tables import Cell, text_of

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_POLISH = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)
_LONGEST_EMAIL = 254
_SHOWN = 40


def money_of(cell: Cell, currency: str) -> Money:
    """A number of a spreadsheet counts with all the digits it has: none is rounded away."""
    text = text_of(cell).strip()
    try:
        amount = parse_money(f"{Decimal(text):f}" if isinstance(cell, float) else text, currency)
    except Refused as refusal:
        if "currency" in refusal.parameters:  # it has fewer decimals than that
            raise Refused(
                "The amount ‘%(text)s’ has too many decimals for %(currency)s.", text=text, currency=currency
            ) from None
        raise Refused("‘%(text)s’ is not an amount in figures, such as 12.50.", text=text) from None
    return amount


def day_of(cell: Cell) -> date:
    """Year, month, day; with dots the day comes first. With strokes nobody can tell which is which."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    text = text_of(cell).strip()
    if found := _ISO.fullmatch(text) or _POLISH.fullmatch(text):
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            pass
    raise Refused("‘%(text)s’ is not a date such as 2026-11-22.", text=text)


def line_of(cell: Cell, most: int) -> str:
    """One line of text."""
    text = text_of(cell)
    _refuse_unprintable(text, "")
    return _within(one_line(text), most)


def text_in(cell: Cell, most: int) -> str:
    """Text over several lines."""
    text = text_of(cell)
    _refuse_unprintable(text, "\r\n\t")
    return _within(plain_lines(text), most)


def email_of(cell: Cell) -> str:
    """An address, or nothing."""
    text = line_of(cell, _LONGEST_EMAIL)
    if text:
        try:
            validate_email(text, check_deliverability=False)
        except EmailNotValidError:
            raise Refused("‘%(text)s’ is not an e-mail address.", text=text) from None
    return text


def _refuse_unprintable(text: str, allowed: str) -> None:
    if any((ord(sign) < ord(" ") or sign == "\x7f") and sign not in allowed for sign in text):
        raise Refused("‘%(text)s’ has characters that cannot be printed.", text=one_line(text)[:_SHOWN])


def _within(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused("‘%(text)s…’ is longer than %(most)s characters.", text=text[:_SHOWN], most=most)
    return text


_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_TOWN = re.compile(r"(?P<postcode>\S*\d\S*(?: \S*\d\S*)?) (?P<city>\S.*)")


def address_parts(text: str) -> dict[str, str] | None:
    """Street, postcode, town, country (two letters, last). What is one part stays together as the street."""
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
