"""What staff do in a day, each act once, as somebody does it who never saw the desk before."""

import csv
import io
from decimal import Decimal
from functools import partial

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.live import Person, until

SCRIPT = pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])


def receipt_in(letter):
    """The text of the PDF that came with it."""
    [attached] = letter.iter_attachments()
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(attached.get_content())).pages)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def two_letters(live, who):
    """Both of them, or none yet."""
    letters = live.letters_to(who)
    return letters if len(letters) > 1 else []


def search(clerk, words):
    """Type into the box every page has, and press Enter."""
    box = clerk.page.get_by_role("searchbox").first
    box.fill(words)
    with clerk.page.expect_response(lambda answer: "/staff/donations?" in answer.url):
        box.press("Enter")
    expect(clerk.page.locator("#count")).to_contain_text("donation")


def open_donation(clerk, who):
    clerk.opens(f"/donations?q={who.email}")
    clerk.follows(who.name)


@SCRIPT
def test_a_donation_is_found_a_part_refunded_and_the_export_adds_up(at_the_desk, world, live, has_script):
    family, half = ("Gęślikowska", "gesl") if has_script else ("Gżegżółka", "gzegz")
    world.gives(Person(f"bozena-{half}@example.org", f"Bożena {family}"))
    who = world.gives(Person(f"swietoslawa-{half}@example.org", f"Świętosława {family}"))
    clerk = at_the_desk(java_script_enabled=has_script)

    search(clerk, f"swietoslawa {half}")
    clerk.follows(who.name)
    clerk.follows("Give money back")
    clerk.writes(amount="20", reason="Gave more than she meant to")
    clerk.presses("Give the money back")
    expect(clerk.page.get_by_role("status").first).to_contain_text("on its way")

    _, news = until(lambda: two_letters(live, who))
    assert "PLN 30.00" in receipt_in(news)
    until(lambda: world.is_refunded(who))
    clerk.page.reload()
    expect(clerk.main).to_contain_text("Replaced")
    expect(clerk.main.get_by_role("list", name="What happened")).to_contain_text("The refund of PLN 20.00 has left")

    search(clerk, family)
    on_screen = clerk.page.locator("#count").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    clerk.follows("Take this list out as a file")
    with clerk.page.expect_download() as download:
        clerk.main.get_by_role("button", name="As text (CSV)").click()
    donations, _, sums = download.value.path().read_bytes().decode("utf-8-sig").partition("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(donations)))
    given, back = (sum(Decimal(row[column] or 0) for row in rows) for column in ("Amount", "Paid back"))
    assert (len(rows), given, back) == (2, 100, 20)
    assert f"{given:.2f}" in sums
    assert f"{len(rows)} donations" in on_screen
    assert f"PLN {given:.2f}" in on_screen
    assert f"paid back PLN {back:.2f}" in on_screen


def test_a_donation_is_recorded_by_hand(at_the_desk, live):
    who = Person("fair@example.org", "Ewa z Jarmarku")
    clerk = at_the_desk()
    clerk.opens("/donations")
    clerk.follows("Record a gift by hand")
    clerk.writes(amount="35", method="cash", received_on="2026-01-06", name=who.name, email=who.email, language="en")
    clerk.presses("Record the gift")

    expect(clerk.main.locator("h1")).to_have_text("PLN 35.00 from Ewa z Jarmarku")
    expect(clerk.main).to_contain_text("cash")
    [letter] = until(lambda: live.letters_to(who))
    assert who.name in receipt_in(letter)


def test_a_name_is_mended_and_the_receipt_voided_and_replaced(at_the_desk, world, live):
    who = world.gives(Person("anna.nowk@example.org", "Anna Nowk"))
    clerk = at_the_desk()
    open_donation(clerk, who)
    clerk.follows("Edit")
    clerk.writes(printed_name="Anna Nowak", reason="She wrote to us")
    clerk.presses("Save")
    expect(clerk.main).to_contain_text("The receipt differs from the gift")
    clerk.follows("Void and replace")
    clerk.writes(reason="Her name was wrong")
    clerk.presses("Void and replace")

    _, news = until(lambda: two_letters(live, who))
    assert "Anna Nowak" in receipt_in(news)
    clerk.page.reload()
    with clerk.page.expect_navigation():
        clerk.main.locator("#receipts ~ .facts a").first.click()
    expect(clerk.main.locator("tbody tr")).to_have_count(2)
    expect(clerk.main.locator("tbody tr").first).to_contain_text("Replaced")


def test_a_held_donation_is_accepted(at_the_desk, world, live):
    who = world.holds("Halina Wstrzymana")
    clerk = at_the_desk()
    clerk.opens("/waiting")
    clerk.follows(who.name)
    expect(clerk.main).to_contain_text("another amount or currency was paid")
    clerk.follows("Accept")
    clerk.writes(reason="The bank confirmed it")
    clerk.sends()

    [letter] = until(lambda: live.letters_to(who))
    assert "PLN 50.01" in receipt_in(letter)
    assert [donation["status"] for donation in live.donations_of(who)] == ["settled"]


def test_a_letter_goes_to_a_corrected_address_once_it_is_said_why(at_the_desk, world, live):
    who, right = world.gives(Person("olga@exmaple.org", "Olga Literówka")), Person("olga@example.org", "")
    clerk = at_the_desk()
    open_donation(clerk, who)
    with clerk.page.expect_navigation():
        clerk.main.get_by_role("link", name="Send again").click()
    clerk.writes(to=right.email)
    clerk.presses("Send the letter")
    expect(clerk.main.locator("#errors")).to_contain_text("Please say why")
    clerk.writes(reason="A slip of the pen")
    clerk.presses("Send the letter")

    [letter] = until(lambda: live.letters_to(right))
    assert who.name in receipt_in(letter)
    expect(clerk.main.get_by_role("list", name="What happened")).to_contain_text("A slip of the pen")


def test_letters_of_many_donations_are_sent_again_with_progress(at_the_desk, world, live):
    givers = [world.gives(Person(f"many-{number}@example.org", f"Wielokrotna {number}")) for number in range(3)]
    clerk = at_the_desk()
    clerk.opens("/donations?q=wielokrotna")
    clerk.writes(scope="all", act="resend letter")
    clerk.presses("Continue")
    expect(clerk.main).to_contain_text("The last letters about 3 donations will be sent again.")
    clerk.writes(reason="Our mail server lost them")
    clerk.presses("Do it")
    expect(clerk.main).to_contain_text("Finished: all 3 are done.")
    for who in givers:
        assert len(until(partial(two_letters, live, who))) == 2


def test_work_that_was_given_up_is_tried_again(at_the_desk, world, live):
    who = world.gives(Person("stuck@example.org", "Stuck"))
    world.forgets_to_send(who)
    clerk = at_the_desk()
    clerk.opens("/owed?state=parked")
    row = clerk.main.locator("tbody tr").filter(has_text=who.email)
    with clerk.page.expect_navigation():
        row.get_by_role("button").click()
    expect(clerk.page.get_by_role("status").first).to_contain_text("tried again")
    until(lambda: live.letters_to(who))
    clerk.page.reload()
    expect(row).to_have_count(0)


def test_a_new_fund_stands_in_the_form(at_the_desk, live):
    clerk = at_the_desk()
    clerk.opens("/funds")
    clerk.follows("Add a fund")
    clerk.writes(name_pl="Fundusz starych drzew", name_en="Old Trees Fund")
    clerk.presses("Add the fund")
    clerk.page.goto(live.form("en"))
    offered = clerk.page.locator("[name=fund]")
    expect(offered).to_contain_text("Old Trees Fund")

    clerk.opens("/funds")
    clerk.follows("Old Trees Fund")
    clerk.main.get_by_text("Delete the fund").first.click()
    clerk.presses("Delete the fund")
    clerk.page.goto(live.form("en"))
    expect(offered).not_to_contain_text("Old Trees Fund")
