"""What the trail keeps is told in labels and values that people read."""

from uuid import UUID

import pytest
from flask import Flask

from donations.funds.models import Fund
from donations.web.staff.audit.changes import ChangeWords, Known
from donations.web.staff.audit.field_names import LABELS

LIMITS = "(PLN\xa05.00 – PLN\xa01,000.00)"
FUND = UUID(int=7)
FUNDS = [
    Fund(id=FUND, slug="mission", name={"en": "Mission Fund", "pl": "Fundusz statutowy"}),
    Fund(id=UUID(int=8), slug="reporting", name={"en": "Reporting", "pl": "Reportaże"}),
]


@pytest.fixture
def database(sqlite_database: str) -> str:
    """Words are the same on either."""
    return sqlite_database


@pytest.mark.parametrize(
    ("action", "changes", "words"),
    [
        (
            "donation.edited",
            [
                ("printed_name", "", "Nowa"),
                ("address", {}, {"address_line": "Polna 1", "postcode": "00-001", "city": "Warszawa", "country": "PL"}),
                ("is_anonymous", False, True),
            ],
            [
                "Name as printed: – → Nowa",
                "Address: – → Polna 1, 00-001 Warszawa, Poland",
                "Do not show the name to others: no → yes",
            ],
        ),
        (
            "donation.moved_to_fund",
            [("mission", 8000, None), ("reporting", None, 8000)],
            ["Fund: Mission Fund → Reporting"],
        ),
        (
            "donation.recorded",
            [("amount", None, "50.00 PLN"), ("method", None, "in_kind"), ("received on", None, "2026-11-10")],
            ["Amount: PLN\xa050.00", "Way to pay: gift in kind", "Received: 10 November 2026"],
        ),
        (
            "plan.change_asked",
            [("amount_minor", 5000, 6000), ("covered_costs_minor", 0, 0), ("kind", None, "amount")],
            ["Amount: PLN\xa050.00 → PLN\xa060.00", "What: Another amount"],
        ),
        ("plan.change_asked", [("fund_id", str(UUID(int=8)), str(FUND))], ["Fund: Reporting → Mission Fund"]),
        ("plan.change_asked", [("paused_until", None, "2027-01-01")], ["Paused until: 1 January 2027"]),
        ("fund.closed", [("slug", "mission", "mission"), ("is_open", True, False)], ["Open: yes → no"]),
        (
            "organisation.changed",
            [
                (
                    "currencies",
                    {"PLN": {"presets": [2000, 5000], "minimum": 500, "maximum": 100000}, "EUR": {}},
                    {"PLN": {"presets": [2000], "minimum": 500, "maximum": 100000}, "EUR": {}},
                )
            ],
            [
                f"PLN: PLN\xa020.00 · PLN\xa050.00 {LIMITS} → PLN\xa020.00 {LIMITS}",
            ],
        ),
        (
            "organisation.logo_changed",
            [("digest", "0a" * 32, "0b" * 32), ("width", 400, 400)],
            ["Picture: another one", "Width in pixels: 400"],
        ),
        (
            "bulk.asked_for",
            [
                ("action", None, "add to fund"),
                ("donations", None, 38),
                ("query", None, "{'status': 'settled', 'fund': 'mission'}"),
                ("fund_id", None, str(FUND)),
            ],
            ["What: Move to a fund …", "Gifts: 38", "State: Received", "Fund: Mission Fund"],
        ),
        (
            "view.saved",
            [("name", None, "Euros"), ("query", None, "currency=EUR&period=month"), ("is_shared", None, False)],
            ["Name: Euros", "Currency: EUR", "When: This month", "For everybody: no"],
        ),
        ("work.retried", [("send letter", None, 2)], ["Send a letter: 2"]),
        ("letter.resent", [("something new", "was", "is")], ["something new: was → is"]),
    ],
)
def test_a_change_is_told_in_words(
    app: Flask, action: str, changes: list[tuple[str, object, object]], words: list[str]
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        shown = ChangeWords(Known(lambda: FUNDS)).details(action, changes, "PLN")
        assert [str(change) for change in shown] == words


def test_no_label_is_a_word_of_the_code() -> None:
    assert [name for name, label in LABELS.items() if "_" in str(label)] == []
