"""The report of plans: each figure opens its rows, as many of them, and the same sum."""

import re

import pytest

from tests.colleague import colleague
from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import gives_monthly, goes_on, provider_plan
from tests.web.staff.forms import fills_in

REPORT = "/staff/plans/report"
FIGURE = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)


def asks(story, reference, act, **given):
    """On behalf of the supporter."""
    kim = colleague(story.app, "accountant", f"kim{len(act)}{reference.lower()}@example.org").signs_in()
    where = f"/staff/plans/{reference}/{act}"
    assert kim.sends(where, {"reason": "moved <b>away</b>", **given}, page=where).status_code == 303
    story.settles()
    story.waits(seconds=2)
    story.settles()


def begins(story, amount, name):
    gives_monthly(story, amount, name=name, email=f"{name.lower()}@example.org")
    return story.donations()[-1]["reference"]


@pytest.fixture(scope="module")
def desk(shared_story):
    """Somebody who looks, after a month with a bit of everything."""
    story = shared_story
    more, gone, rests = (
        begins(story, amount, name) for amount, name in (("50", "More"), ("60", "Gone"), ("70", "Rests"))
    )
    story.gives("30.00", "EUR", frequency="monthly", name="Euro", email="euro@example.org")
    order = {"amount": "40", "name": "By Bank", "first_on": "2026-11-12", "interval": "monthly", "is_anonymous": None}
    assert fills_in(colleague(story.app, "fundraiser").signs_in(), "/staff/plans/new", **order).status_code == 303
    begins(story, "80", "Fails")
    story.sandbox.set_card(provider_plan(story), "insufficient_funds")
    story.waits(seconds=2)
    asks(story, more, "amount", amount="90")
    asks(story, gone, "cancel")
    asks(story, rests, "pause", months="2")
    goes_on(story, 31)
    story.sandbox.set_card(provider_plan(story), "ok")
    goes_on(story, 8)
    return colleague(story.app, "viewer").signs_in()


def figures(page):
    """Each line of the page that leads to rows: its address, how many, and the sum."""
    for row in FIGURE.findall(page):
        link = re.search(r'href="(/staff/plans(?:/report/\w+)?\?[^"]*)"', row)
        numbers = re.search(r'class="number"[^>]*>(\d+)<.*?class="money">(.*?)</td>', row, re.DOTALL)
        if link and numbers:
            yield (
                link[1].replace("&amp;", "&"),
                int(numbers[1]),
                text_of(numbers[2]).split(" a month")[0],
            )


def test_every_figure_opens_its_rows_as_many_and_the_same_sum(desk):
    page = desk.opens(f"{REPORT}?period=days_365").text
    opened = list(figures(page))
    assert len(opened) > 10
    for url, count, total in opened:
        rows = desk.opens(url).text
        assert len(re.findall('<th scope="row"', rows)) == count, url
        assert total in text_of(rows), url


def test_what_became_of_them_is_told_with_its_reasons(desk):
    words = text_of(desk.opens(f"{REPORT}?period=days_365").text)
    for part in (
        "Active 3 PLN 210.00",
        "Active 1 €30.00",
        "Paused 1 PLN 70.00",
        "Began 5 PLN 300.00 a month – Card 4 PLN 260.00 a month – Standing order 1 PLN 40.00 a month",
        "Began Card 1 €30.00 a month",
        "Give more than before Another amount 1 PLN 40.00 a month",
        "Were paused 1 PLN 70.00 a month",
        "Could not be collected at first the bank refused it for now 1 PLN 80.00",
        "1 PLN 80.00",
        "Were cancelled by us on the supporter’s behalf 1 PLN 60.00 a month",
    ):
        assert part in words, part
    assert re.search(r"came (before any letter|after the first letter): 1", words)


@pytest.mark.both_databases
def test_words_of_those_who_left_are_with_the_rows_as_they_were_written(desk):
    page = desk.opens(f"{REPORT}/cancelled?period=days_365").text
    assert "moved &lt;b&gt;away&lt;/b&gt;" in page


@pytest.mark.both_databases
def test_days_without_anything_say_so(desk):
    page = desk.opens(f"{REPORT}?day_from=2020-01-01&day_to=2020-12-31").text
    assert "Nothing happened in these days." in page
    assert "Nothing happened in these days." in desk.opens(f"{REPORT}/new?period=last_year").text


def test_each_page_asks_the_database_at_most_twelve_times(shared_story, desk):
    for path in (f"{REPORT}?period=days_365", f"{REPORT}/recovered?period=days_365"):
        desk.opens(path)
        with counted_questions(shared_story) as requested:
            assert desk.opens(path).status_code == 200
        assert len(requested) <= 12, path


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?period=some_day", 422),
        ("?day_from=2026-13-45", 422),
        ("?day_to=1", 422),
        ("/new?period=%00", 422),
        ("/gone", 404),
        ("/new?after=tea", 400),
        ("/new?reason=" + "x" * 50, 400),
        ("/new?page=0", 400),
        ("/new?page=²", 400),
        ("/new?page=99999", 200),
        ("/new?reason=nonsense&currency=ZZZ", 200),
    ],
)
def test_what_cannot_be_is_a_clear_refusal(desk, query, status):
    assert desk.opens(REPORT + query).status_code == status


def test_before_the_first_plan_there_is_nothing_to_report(hires):
    assert "No regular gifts yet" in hires("viewer").signs_in().opens(REPORT).text
