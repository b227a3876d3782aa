"""What a receipt pack is: the fields a country's receipt must have, and its texts per language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackTexts:
    """Sentences of one language. ``%(…)s`` is filled when the receipt is issued, and then never again."""

    title: str
    received: str  # %(issuer)s %(purpose)s
    received_in_kind: str  # the same for a thing or a service
    nothing_in_return: str
    about_tax: str  # %(account)s; printed unless the gift was itself a transfer to that account, or no money
    closing: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's rules. A change of texts or fields is a new `version`; issued receipts keep theirs."""

    version: str
    organisation_fields: tuple[str, ...]  # attributes of `Issuer`, registration.<key>, or purpose
    donor_fields: tuple[str, ...]  # attributes of `ReceiptFacts`
    texts: Mapping[str, PackTexts]
    tax_needs_account: bool  # `about_tax` makes sense only when a bank account is set
