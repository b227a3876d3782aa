"""Receipts of made-up donations: real snapshots, made once for each kind and filled in for each donation."""

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from donations.core.database import compact_json
from donations.core.installation import installation
from donations.core.money import Money
from donations.core.wording import in_language
from donations.organisation.links import Links
from donations.organisation.queries import the_organisation
from donations.receipts.amount_in_words import amount_in_words
from donations.receipts.printable import long_day
from donations.receipts.snapshot import ReceiptFacts, build_snapshot, issuer_of

_PLACE = re.compile(r"@@(\w+)@@")
_SAMPLE = (Money(5000, "PLN"), date(2024, 1, 31))


@dataclass(frozen=True, slots=True)
class Written:
    """What differs from one receipt to the next."""

    number: str
    replaces: str | None
    day: date
    name: str
    amount: Money
    reference: str
    payment: str
    code: str


class Snapshots:
    """The foundation as it is today, on every receipt."""

    def __init__(self, links: Links) -> None:
        organisation = the_organisation()
        self.issuer, self.purpose = issuer_of(organisation), dict(organisation.purpose)
        self.pack, self.links, self.mode = organisation.receipt_pack, links, installation().mode
        self._parts = cache(self._template)

    def text(self, language: str, method: str, fund: str, written: Written) -> str:
        """The snapshot as it is stored."""
        values = {
            "NUMBER": written.number,
            "REPLACES": written.replaces or "",
            "ISSUED": written.day.isoformat(),
            "DAY": _long_day(written.day, language),
            "NAME": json.dumps(written.name, ensure_ascii=False)[1:-1],
            "AMOUNT": _formatted(written.amount, language),
            "WORDS": _in_words(written.amount, language),
            "REFERENCE": written.reference,
            "PAYMENT": written.payment,
            "CODE": written.code,
            "URL": self.links.check_receipt(written.number, written.code, language),
        }
        values |= {"MINOR": str(written.amount.minor), "CURRENCY": written.amount.currency}
        parts = self._parts(language, method, fund, written.replaces is not None)
        return "".join(values[part] if place % 2 else part for place, part in enumerate(parts))

    def _template(self, language: str, method: str, fund: str, is_replacement: bool) -> list[str]:
        facts = ReceiptFacts(
            number="@@NUMBER@@",
            issued_on=_SAMPLE[1],
            mode=self.mode,
            language=language,
            issuer=self.issuer,
            donor_name="@@NAME@@",
            donor_address=(),
            amount=_SAMPLE[0],
            received_on=_SAMPLE[1],
            method=method,
            fund_name=fund,
            purpose=in_language(self.purpose, language, "en"),
            reference="@@REFERENCE@@",
            payment_reference="@@PAYMENT@@",
            check_code="@@CODE@@",
            check_url="@@URL@@",
            replaces_number="@@REPLACES@@" if is_replacement else None,
        )
        return _PLACE.split(_with_places(build_snapshot(facts, self.pack)))


def _with_places(snapshot: dict[str, Any]) -> str:
    snapshot |= {"issued_on": "@@ISSUED@@", "issued_day": "@@DAY@@", "amount": "@@AMOUNT@@"}
    snapshot |= {"amount_in_words": "@@WORDS@@", "money": {"minor": "@@MINOR@@", "currency": "@@CURRENCY@@"}}
    for row in snapshot["facts"]:
        if row["key"] == "received_on":
            row["value"] = "@@DAY@@"
    return compact_json(snapshot).replace('"@@MINOR@@"', "@@MINOR@@")


_long_day = lru_cache(4_000)(long_day)


@lru_cache(20_000)
def _in_words(amount: Money, language: str) -> str:
    return amount_in_words(amount, language)


@lru_cache(20_000)
def _formatted(amount: Money, language: str) -> str:
    return amount.format(language)
