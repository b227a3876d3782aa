"""A summary of gifts in its final words, frozen for printing."""

from typing import Any

from donations.core import clock
from donations.core.installation import Mode, installation
from donations.core.wording import gettext_in, ngettext_in
from donations.organisation.queries import the_organisation
from donations.receipts.facts import issuer_of
from donations.receipts.issue_receipt import address_lines
from donations.receipts.packs.labels import WATERMARKS
from donations.receipts.snapshot import donor_block, issuer_block
from donations.receipts.typography import long_day
from donations.reporting.summary.gifts_in_span import GiftLine, SpanOfGifts, Total
from donations.supporters.models import Supporter


def content_of(gifts: SpanOfGifts, supporter: Supporter, language: str) -> dict[str, Any]:
    """All texts of the document, JSON-able."""
    organisation, mode = the_organisation(), installation().mode
    issuer = issuer_block(issuer_of(organisation), language)
    is_trial = mode != Mode.LIVE
    today = clock.local_date(clock.now(), organisation.zone)
    span = {"first": long_day(gifts.span.first, language), "last": long_day(gifts.span.last, language)}
    return {
        "language": language,
        "title": gettext_in(language, "Summary of gifts"),
        "period": gettext_in(language, "from %(first)s to %(last)s", **span),
        "issued_on": today.isoformat(),
        "issued": gettext_in(language, "Made on %(day)s", day=long_day(today, language)),
        "issuer": issuer,
        "supporter": donor_block(supporter.name, address_lines(supporter.address), language),
        "labels": _labels(language),
        "rows": [_row(line, language) for line in gifts.lines],
        "totals": [_total(total, language) for total in gifts.totals],
        "notes": _notes(language, issuer["legal_name"]),
        "watermark": WATERMARKS[mode][language].split("\n") if is_trial else [],
        "warning": gettext_in(language, "Made on trial: no money was given.") if is_trial else None,
    }


def _labels(language: str) -> dict[str, str]:
    texts = {
        "supporter": gettext_in(language, "Supporter"),
        "issuer": gettext_in(language, "Recipient"),
        "gifts": gettext_in(language, "Gifts"),
        "totals": gettext_in(language, "In all"),
        "day": gettext_in(language, "Received on"),
        "fund": gettext_in(language, "For"),
        "receipt": gettext_in(language, "Receipt"),
        "amount": gettext_in(language, "Amount"),
        "refunded": gettext_in(language, "Returned"),
        "given": gettext_in(language, "Given"),
        "kept": gettext_in(language, "Remains"),
        "none": gettext_in(language, "No gift was received in this time."),
        "page": gettext_in(language, "Page"),
    }
    return {name: str(text) for name, text in texts.items()}


def _row(line: GiftLine, language: str) -> dict[str, str]:
    return {
        "day": long_day(line.day, language),
        "fund": line.fund or gettext_in(language, "several funds"),
        "receipt": line.receipt_number,
        "amount": line.amount.format(language),
        "refunded": line.refunded.format(language) if line.refunded else "",
    }


def _total(total: Total, language: str) -> dict[str, str]:
    return {
        "gifts": ngettext_in(language, "%(num)d gift", "%(num)d gifts", total.gifts),
        "given": total.given.format(language),
        "refunded": total.refunded.format(language) if total.refunded else "",
        "kept": total.kept.format(language),
    }


def _notes(language: str, issuer: str) -> list[str]:
    return [
        gettext_in(language, "This is a summary, not a receipt: each gift has a receipt of its own."),
        gettext_in(language, "It tells what %(issuer)s has in its books on the day it was made.", issuer=issuer),
    ]
