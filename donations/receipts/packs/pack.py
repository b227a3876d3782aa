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
    about_tax: str  # %(account)s; printed unless the donation was itself a transfer to that account, or no money
    closing: str


@dataclass(frozen=True, slots=True)
class Pack:
    """One country's rules. A change of texts or fields is a new `version`; issued receipts keep theirs."""

    version: str
    organisation_fields: tuple[str, ...]  # attributes of `Issuer`, registration.<key>, or purpose
    donor_fields: tuple[str, ...]  # attributes of `ReceiptFacts`
    texts: Mapping[str, PackTexts]
    tax_needs_account: bool  # `about_tax` makes sense only when a bank account is set


LABELS: dict[str, dict[str, str]] = {
    "en": {
        "number": "No.",
        "issued": "Issued",
        "amount": "Amount",
        "in_words": "in words",
        "donor": "Donor",
        "issuer": "Recipient",
        "received_on": "Received on",
        "method": "Way of giving",
        "purpose": "Purpose",
        "fund": "Fund",
        "reference": "Donation reference",
        "payment_reference": "Payment reference",
        "replaces": "Replaces",
        "replaces_statement": "This confirmation cancels and replaces No. %(number)s.",
        "check": "Check code",
        "check_hint": "Whether this document is valid can be checked with its number and this code:",
        "check_alt": "QR code leading to the page where this document can be checked",
    },
    "pl": {
        "number": "Nr",
        "issued": "Data wystawienia",
        "amount": "Kwota",
        "in_words": "słownie",
        "donor": "Darczyńca",
        "issuer": "Obdarowany",
        "received_on": "Data otrzymania",
        "method": "Sposób wpłaty",
        "purpose": "Cel",
        "fund": "Fundusz",
        "reference": "Numer darowizny",
        "payment_reference": "Numer płatności",
        "replaces": "Zastępuje",
        "replaces_statement": "Niniejsze potwierdzenie anuluje i zastępuje potwierdzenie nr %(number)s.",
        "check": "Kod kontrolny",
        "check_hint": "Ważność tego dokumentu można sprawdzić, podając jego numer i ten kod:",
        "check_alt": "Kod QR prowadzący do strony, na której można sprawdzić ten dokument",
    },
}

METHODS: dict[str, dict[str, str]] = {
    "en": {
        "card": "payment card, online",
        "blik": "BLIK, online",
        "p24": "Przelewy24, online",
        "sepa_debit": "SEPA direct debit",
        "bacs_debit": "Bacs direct debit",
        "us_bank_account": "ACH direct debit",
        "paypal": "PayPal",
        "link": "Link, online",
        "bank_transfer": "bank transfer",
        "cash": "cash",
        "cheque": "cheque",
        "in_kind": "gift in kind, at its value",
        "online": "online payment",
    },
    "pl": {
        "card": "karta płatnicza, przez internet",
        "blik": "BLIK, przez internet",
        "p24": "Przelewy24, przez internet",
        "sepa_debit": "polecenie zapłaty SEPA",
        "bacs_debit": "polecenie zapłaty Bacs",
        "us_bank_account": "polecenie zapłaty ACH",
        "paypal": "PayPal",
        "link": "Link, przez internet",
        "bank_transfer": "przelew bankowy",
        "cash": "gotówka",
        "cheque": "czek",
        "in_kind": "darowizna rzeczowa, według wartości",
        "online": "płatność internetowa",
    },
}

# Documents of the sandbox and of the provider's test mode say so in both languages, whoever reads them.
WATERMARKS = {
    "sandbox": {
        "en": "SANDBOX – NOT A RECEIPT\nPRÓBA – TO NIE JEST POTWIERDZENIE",
        "pl": "PRÓBA – TO NIE JEST POTWIERDZENIE\nSANDBOX – NOT A RECEIPT",
    },
    "test": {
        "en": "TEST – NOT A RECEIPT\nTEST – TO NIE JEST POTWIERDZENIE",
        "pl": "TEST – TO NIE JEST POTWIERDZENIE\nTEST – NOT A RECEIPT",
    },
}
WARNINGS = {
    "en": "This is not a receipt: it was made on trial, and no money was given.",
    "pl": "To nie jest potwierdzenie: dokument powstał na próbę, nie przekazano żadnych pieniędzy.",
}
VOID = {
    "en": {
        "stamp": "VOID",
        "line": "This confirmation was voided on %(day)s and is no longer valid.",
        "replaced": "It is replaced by No. %(number)s.",
    },
    "pl": {
        "stamp": "UNIEWAŻNIONE",
        "line": "Niniejsze potwierdzenie unieważniono %(day)s; nie jest już ważne.",
        "replaced": "Zastępuje je potwierdzenie nr %(number)s.",
    },
}
