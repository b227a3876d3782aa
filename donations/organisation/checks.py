"""Whether a number or a name that others gave out can be one."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stdnum import iban
from stdnum.pl import nip, regon

_KRS = re.compile(r"[0-9]{10}", re.ASCII)
# The Polish registers, whose numbers can be checked; another country's are taken as they are.
_REGISTERS: Mapping[str, Callable[[str], Any]] = {"krs": _KRS.fullmatch, "nip": nip.is_valid, "regon": regon.is_valid}


def is_zone(name: str) -> bool:
    """``Europe/Warsaw``."""
    try:
        return ZoneInfo(name).key == name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def is_iban(text: str) -> bool:
    """Its check digits hold; gaps are allowed."""
    return bool(iban.is_valid(text))


def plain_iban(text: str) -> str:
    """Without gaps."""
    return str(iban.compact(text)) if text else ""


def grouped_iban(text: str) -> str:
    """As people read it: ``PL61 1090 1014 …``."""
    return str(iban.format(text)) if text else ""


def plain_number(text: str) -> str:
    """Without gaps and hyphens: ``725-000-00-16`` is ``7250000016``."""
    return re.sub(r"[\s-]", "", text)


def is_registration_number(kind: str, number: str) -> bool:
    """Its check digits hold, where we know how to reckon them."""
    check = _REGISTERS.get(kind)
    return check is None or bool(check(number))
