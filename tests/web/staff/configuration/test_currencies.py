"""Currencies: what the form proposes and takes, told by staff in the way they write amounts."""

import pytest

from donations.organisation.queries import the_organisation
from tests.colleague import colleague
from tests.web.staff.forms import fills_in, form_on, last_change, trail, wrong_fields

LIST = "/staff/organisation/currencies"
PLN = f"{LIST}/PLN"
NEW = f"{LIST}/new"
YEN = {"currency": "JPY", "presets": "1000\n2000", "minimum": "500", "maximum": "100000"}


@pytest.fixture
def kim(hires):
    return hires("admin").signs_in()


@pytest.fixture(scope="module")
def asks(quiet):
    """Somebody whose forms are all refused: one for the whole module."""
    return colleague(quiet.app, "admin").signs_in()


def offered(app):
    with app.app_context():
        return dict(the_organisation().currencies)


@pytest.mark.both_databases
def test_other_amounts_are_in_the_form_at_once(app, kim) -> None:
    assert "75 PLN" not in app.test_client().get("/en/give?currency=PLN").text
    assert fills_in(kim, PLN, presets="75\n 30,50 \n\n150").status_code == 303
    assert offered(app)["PLN"]["presets"] == [3050, 7500, 15000]
    assert 'value="30.50"' in app.test_client().get("/en/give?currency=PLN").text


def test_amounts_stand_as_the_reader_writes_them(app, kim) -> None:
    fills_in(kim, PLN, presets="30.50")
    assert form_on(kim.opens(f"/pl{PLN}").text)["presets"].strip() == "30,50"


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"presets": "4"}, {"presets"}),
        ({"presets": "60000"}, {"presets"}),
        ({"presets": ""}, {"presets"}),
        ({"presets": "\n".join("123456789")}, {"presets"}),
        ({"presets": "ten"}, {"presets"}),
        ({"presets": "1e3"}, {"presets"}),
        ({"presets": "10.005"}, {"presets"}),
        ({"minimum": "0"}, {"minimum"}),
        ({"minimum": "sNaN"}, {"minimum"}),
        ({"maximum": "1"}, {"maximum"}),
        ({"maximum": "9" * 400}, {"maximum"}),
        ({"minimum": "", "maximum": ""}, {"minimum", "maximum"}),
    ],
)
def test_amounts_that_cannot_be_are_told_at_their_field(quiet, asks, given, wrong) -> None:
    before = offered(quiet.app)
    answer = fills_in(asks, PLN, **given)
    assert (answer.status_code, wrong_fields(answer.text)) == (422, wrong)
    assert offered(quiet.app) == before


def test_nothing_typed_is_lost(asks) -> None:
    answer = fills_in(asks, PLN, presets="20\nten <b>\n30", minimum="7,77")
    assert "“ten &lt;b&gt;”" in answer.text
    again = form_on(answer.text)
    assert (again["presets"].split(), again["minimum"]) == (["20", "ten", "<b>", "30"], "7,77")


def test_one_more_currency_stands_last(app, kim) -> None:
    assert fills_in(kim, NEW, **YEN).status_code == 303
    assert [*offered(app)] == ["PLN", "EUR", "USD", "GBP", "JPY"]
    before, after = last_change(app, "organisation")["currencies"]
    assert after == {**before, "JPY": {"presets": [1000, 2000], "minimum": 500, "maximum": 100_000}}
    assert "¥1,000" in app.test_client().get("/en/give?currency=JPY").text


@pytest.mark.parametrize(
    "given",
    [
        {"currency": "PLN"},
        {"currency": "ZZZ"},
        {"presets": "10.50"},
        {"currency": "UGX", "presets": "1000.5"},
        {"currency": "BHD", "presets": "600.001"},
    ],
)
def test_a_currency_offered_already_or_amounts_it_does_not_have_are_refused(quiet, asks, given) -> None:
    before = offered(quiet.app)
    assert fills_in(asks, NEW, **{**YEN, "currency": "KRW", **given}).status_code == 422
    assert offered(quiet.app) == before


def test_a_currency_leaves_the_form(app, kim) -> None:
    assert kim.sends(f"{LIST}/GBP/stop").status_code == 303
    assert 'value="GBP"' not in app.test_client().get("/en/give").text
    assert trail(app, "organisation") == ["organisation.changed"]


def test_the_last_currency_stays(app, kim) -> None:
    for code in ("EUR", "GBP", "USD", "PLN"):
        kim.sends(f"{LIST}/{code}/stop")
    assert [*offered(app)] == ["PLN"]
    assert "is the only currency" in kim.opens(LIST).text
    assert "stop" not in form_on(kim.opens(PLN).text)


@pytest.mark.parametrize("code", ["ZZZ", "pln", "P%00N", "x" * 300])
def test_a_currency_that_is_not_offered_is_not_found(asks, code) -> None:
    assert asks.opens(f"{LIST}/{code}").status_code == 404
    assert asks.sends(f"{LIST}/{code}/stop").status_code == 404
