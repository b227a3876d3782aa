"""Whatever is typed, sent or forged: an error beside its field, and nothing written, nobody asked."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.html_form import read_form
from tests.web.service import filled

CONTROL = ["\x00", "Kim\x00Nowak", "Kim\x1b[31m", "Kim\x7f", "Kim\r\nBcc: eve@example.org", "Kim\nNowak"]
AMOUNTS = [
    *("0", "-5", "NaN", "sNaN", "Infinity", "-Infinity", "1e3", "1_000", "١٢", "１２", "12.345", "12,345", "9" * 400),
    *("", " ", "+5", "0x10", "1/2", "½", "²", "∞", "5 zł", "1 2", "12..5", "1,2,3", "1.2,3,4", "5\x00", "5\r\n0"),
    *("4.99", "50000.01", "999999999999", "1000000000000", "<b>5</b>", "{{7*7}}", "' OR 1=1 --"),
]
EMAILS = [
    *(
        "",
        " ",
        "kim",
        "kim@",
        "@example.org",
        "kim@localhost",
        "a@b@example.org",
        "kim@-example.org",
        "kim@example..org",
    ),
    *("kim@exa mple.org", "Kim <kim@example.org>", "kim@example.org,eve@example.org", "x" * 300 + "@example.org"),
    *("kim@example.org\r\nBcc: eve@example.org", "kim@example.org\nX: y", "kim\x00@example.org", "kim@[127.0.0.1]"),
]


def refused(quiet, **given: str) -> str:
    """The page that says what is wrong; nothing happened."""
    browser, right = quiet.opened
    with quiet.untouched():
        answer = browser.post("/en/give", data={**right, **given})
    assert answer.status_code == 422, answer.text
    assert 'id="errors"' in answer.text
    return answer.text


@pytest.mark.parametrize("typed", AMOUNTS, ids=lambda typed: ascii(typed)[:20])
def test_what_is_no_amount_is_told_beside_the_field(quiet, typed: str) -> None:
    assert 'id="amount' in refused(quiet, amount_other=typed)


@pytest.mark.parametrize("typed", AMOUNTS, ids=lambda typed: ascii(typed)[:20])
def test_a_forged_preset_is_checked_like_any_amount(quiet, typed: str) -> None:
    refused(quiet, amount=typed, amount_other="")


@pytest.mark.parametrize(
    ("typed", "currency"),
    [("1000.50", "JPY"), ("1000,5", "JPY"), ("1000.0", "JPY"), ("1.2345", "KWD"), ("499", "JPY"), ("0.999", "KWD")],
)
def test_each_currency_has_its_own_decimals_and_limits(quiet, typed: str, currency: str) -> None:
    refused(quiet, amount_other=typed, currency=currency)


@pytest.mark.parametrize("currency", ["CHF", "pln", "PLN ", "PL", "XXX", "<b>", "ＰＬＮ", "PLN\x00", "PLN;--"])
def test_a_currency_that_is_not_offered_is_refused(quiet, currency: str) -> None:
    refused(quiet, currency=currency)


@pytest.mark.parametrize("name", [*CONTROL, "", "  ", "K", "x" * 121, "\u202e\u202e"], ids=ascii)
def test_a_name_is_one_printable_line(quiet, name: str) -> None:
    assert 'id="name-error"' in refused(quiet, name=name)


@pytest.mark.parametrize("email", EMAILS, ids=lambda typed: ascii(typed)[:20])
def test_an_email_address_is_one_and_whole(quiet, email: str) -> None:
    assert 'id="email-error"' in refused(quiet, email=email)


@pytest.mark.parametrize("message", ["x" * 1001, "a\x00b", "a\x1bb"], ids=lambda text: ascii(text)[:10])
def test_a_message_is_short_and_printable(quiet, message: str) -> None:
    assert 'id="message-error"' in refused(quiet, message=message)


@pytest.mark.parametrize("placement", ["<script>", "a" * 121, "../up", "https://evil.example", "a b", "a\r\nb", "\x00"])
def test_a_placement_is_a_plain_path(quiet, placement: str) -> None:
    refused(quiet, placement=placement)


@pytest.mark.parametrize("fund", ["nope", "1", "mission'--", "mission\x00"])
def test_a_fund_is_one_of_those_offered(quiet, fund: str) -> None:
    refused(quiet, fund=fund)


def test_a_refused_form_keeps_all_that_was_written(quiet) -> None:
    given = {
        "email": "kim@example",
        "name": "Kim <b>",
        "message": 'Say "hi"\n& go',
        "anonymous": "y",
        "amount_other": "7,5",
    }
    kept = read_form(refused(quiet, **given)).values
    assert {name: kept[name] for name in given} == given


@pytest.mark.parametrize(
    "typed", ["25,00", "25.00", "25", "25,0", " 25 ", "1 000", "1\u00a0000,50", "1,000.50", "1.000,50"]
)
def test_people_write_amounts_in_many_ways(quiet, typed: str) -> None:
    browser, right = quiet.opened
    page = browser.post("/en/give", data={**right, "amount_other": typed, "action": "preview"}).text
    assert "You give PLN\u00a0" in page


fields = st.sampled_from(
    "ticket placement confirm_again amount amount_other currency fund email name address_line postcode city country "
    "message anonymous cover_costs consent_newsletter csrf_token action".split()
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=st.dictionaries(fields, texts, max_size=17))
def test_no_text_in_any_field_breaks_the_form(quiet, typed: dict[str, str]) -> None:
    browser = quiet.browser()
    answer = browser.post("/en/give", data=filled(browser, **typed))
    assert answer.status_code in (200, 303, 409, 422), typed


@settings(max_examples=40, deadline=None)
@given(query=st.dictionaries(st.sampled_from(["amount", "currency", "placement", "fund", "x"]), texts))
def test_no_link_breaks_the_form(quiet, query: dict[str, str]) -> None:
    with quiet.untouched():
        assert quiet.browser().get("/pl/give", query_string=query).status_code == 200
