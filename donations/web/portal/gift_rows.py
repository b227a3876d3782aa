"""Gifts as the pages of My giving show them."""

from collections.abc import Iterable
from typing import Any

from donations.organisation.queries import the_organisation
from donations.receipts.issue_receipt import fund_names
from donations.reporting.my_gifts import MyGift
from donations.web.house import tools
from donations.web.language import current_language
from donations.web.public.thanks import state_of


def shown_gifts(gifts: Iterable[MyGift]) -> list[dict[str, Any]]:
    """One dictionary each."""
    organisation, language = the_organisation(), current_language()
    return [
        {
            "reference": gift.donation.reference,
            "day": gift.day,
            "amount": gift.donation.amount,
            "fund": fund_names(gift.donation, language, organisation),
            "state": "gone" if gift.refunded == gift.donation.amount else state_of(gift.donation),
            "refunded": gift.refunded,
            "receipt_number": gift.receipt.number if gift.receipt else None,
            "receipt_url": tools().links.receipt(gift.receipt.id, language) if gift.receipt else None,
        }
        for gift in gifts
    ]
