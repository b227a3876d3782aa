"""How our exports call things, as the command line tells the importer; and files written by hand."""

from collections.abc import Sequence
from pathlib import Path

from donations.desk.imports.tables import Vocabulary

ENGLISH = Vocabulary(
    "en",
    {
        "reference": "Reference", "day": "Day", "received_at": "Received", "amount": "Amount", "currency": "Currency",
        "name": "Name", "email": "E-mail", "address": "Address", "fund": "Fund", "campaign": "Campaign",
        "method": "Way to pay", "message": "Message", "anonymous": "Anonymous", "language": "Language",
        "status": "State", "refunded": "Paid back", "gifts": "Gifts", "last4": "Card",
    },
    {"cash": "Cash", "card": "Card", "settled": "Received", "failed": "Failed", "yes": "yes"},
)  # fmt: skip
POLISH = Vocabulary(
    "pl",
    {
        "reference": "Numer darowizny", "day": "Dzień", "amount": "Kwota", "currency": "Waluta",
        "name": "Nazwisko lub nazwa", "fund": "Fundusz", "method": "Sposób wpłaty", "gifts": "Darowizny",
    },
    {"cash": "Gotówka", "card": "Karta", "settled": "Otrzymano", "failed": "Nieudana", "yes": "tak"},
)  # fmt: skip
BOTH = (ENGLISH, POLISH)
HEADINGS = "Reference,Day,Amount,Currency,Name,Fund,Way to pay"
NAGLOWKI = "Numer darowizny;Dzień;Kwota;Waluta;Nazwisko lub nazwa;Fundusz;Sposób wpłaty"


def written(path: Path, lines: Sequence[str], encoding: str = "utf-8") -> Path:
    """The file, its lines ended as spreadsheets end them."""
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path
