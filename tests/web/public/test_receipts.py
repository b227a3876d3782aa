"""A receipt for whoever holds its letter; the public check tells nothing but whether a receipt stands."""

import pytest

from donations.core.database import session
from donations.receipts.models import Receipt
from tests.story import Story


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", ""),
        ("D/2026/000001", ""),
        ("%00", "%00"),
        ("D%002026", "ABCD-EFGH"),
        ("%FF%FE", "%ED%A0%80"),
        ("' OR 1=1 --", "x"),
        ("9" * 10_000, "9" * 10_000),
        ("<script>alert(1)</script>", "{{7*7}}"),
        ("%E2%80%AED/2026", "ł"),
    ],
    ids=lambda text: text[:12],
)
def test_no_question_breaks_the_check(quiet, number: str, code: str) -> None:
    with quiet.untouched():
        answer = quiet.browser().get(f"/en/receipts/check?number={number}&code={code}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.both_databases
def test_the_check_wants_number_and_code_and_tells_no_name(story: Story) -> None:
    visitor = story.gives("50.00", name="Kim Nowak")
    with story.inside():
        number, code = session.query(Receipt.number, Receipt.check_code).one()
    shown = {
        "right": visitor.client.get(
            f"/en/receipts/check?number={number.lower()}&code={code.lower().replace('-', ' ')}"
        ),
        "wrong": visitor.client.get(f"/en/receipts/check?number={number}&code=0000-0000"),
    }
    assert {kind: "<h2>Valid</h2>" in answer.text for kind, answer in shown.items()} == {"right": True, "wrong": False}
    assert "<h2>Unknown</h2>" in shown["wrong"].text
    assert ["Kim" in answer.text for answer in shown.values()] == [False, False]


@pytest.mark.both_databases
def test_the_pdf_is_handed_to_the_holder_of_the_link_alone(story: Story) -> None:
    visitor = story.gives("50.00")
    with story.inside():
        receipt_id = session.query(Receipt.id).scalar()
    path = story.app.extensions["services"].links.receipt(receipt_id, "en").removeprefix("http://127.0.0.1:8000")
    answer = visitor.client.get(f"{path}.pdf")
    assert (answer.status_code, answer.content_type, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert visitor.client.get(f"{path[:-1]}.pdf").status_code == 404
