"""The list as a page: for every filter, every sort, and whatever somebody writes into the address."""

import pytest

from donations.core.database import session
from donations.staff.audit_trail import AuditEntry
from tests.colleague import colleague
from tests.crowd import seed
from tests.operations import counted_questions

LIST = "/staff/donations"


def before_donations(app):
    """Somebody who may do everything with lists, before a hundred and twenty donations."""
    with app.app_context():
        seed(app, 120)
        session.remove()
    return colleague(app, "fundraiser").signs_in()


@pytest.fixture
def desk(app):
    return before_donations(app)


@pytest.fixture(scope="module")
def reader(shared_story):
    """Who only looks."""
    return before_donations(shared_story.app)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=settled&sort=largest",
        "?q=nowak&currency=PLN&period=last_year",
        "?amount_from=20&amount_to=100&sort=smallest&held=1",
        "?fund=mission&campaign=none&method=card&message=1&refunded=1&disputed=1",
        "?column=reference&column=email&column=receipt&column=covered_costs&column=started_at",
        "?add_up=1",
        "?regular=1&column=frequency",
        "?page=-1",
        "?q=%25",
        "?q=%5C",
        "?q=%00",
    ],
)
def test_every_list_is_a_page_of_at_most_twelve_questions(shared_story, reader, query):
    reader.opens(LIST)
    with counted_questions(shared_story) as requested:
        assert reader.opens(LIST + query).status_code == 200
    assert len(requested) <= 12, "\n".join(requested)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?sort=cheapest", 422),
        ("?day_from=2026-13-45", 422),
        ("?amount_from=1e3", 422),
        ("?fund=nothing", 422),
        ("?q=" + "x" * 10_000, 422),
        ("?after=-1", 400),
        ("?after=99999999999999999999", 400),
        ("?before=x", 400),
    ],
)
def test_what_cannot_be_is_a_clear_refusal(reader, query, status):
    answer = reader.opens(LIST + query)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_names_and_messages_with_markup_show_as_they_were_written(reader):
    page = reader.opens(f"{LIST}?q=hyperlink").text
    assert "=HYPERLINK(&#34;x&#34;)" in page
    assert "&lt;b&gt;50%_&lt;/b&gt;" in page
    assert "<b>50%_" not in page


def test_pages_lead_on_and_back(reader):
    first = reader.opens(LIST).text
    older = link(first, "next")
    second = reader.opens(older).text
    assert references(first) != references(second)
    assert references(reader.opens(link(second, "prev")).text) == references(first)


def test_a_view_is_kept_and_found_again(desk):
    desk.sends(f"{LIST}/views", {"view_name": "Euros", "currency": "EUR", "sort": "largest"})
    page = desk.opens(LIST).text
    assert f'href="/en{LIST}?currency=EUR&amp;sort=largest">Euros' in page.replace(f'"{LIST}', f'"/en{LIST}')


@pytest.mark.both_databases
def test_a_file_is_taken_out_with_its_trail(app, desk):
    page = desk.opens(f"{LIST}/export?status=settled")
    assert page.status_code == 200
    given = {"status": "settled", "which": "all", "format": "csv"}
    answer = desk.sends(f"{LIST}/export", given, page=f"{LIST}/export?status=settled")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.text.startswith('\ufeff"Reference","Day",')
    with app.app_context():
        assert session.query(AuditEntry).filter_by(action="donations.exported").count() == 1


def test_acts_on_many_state_their_number_and_are_followed(desk, story):
    requested = desk.sends(f"{LIST}/bulk", {"scope": "all", "act": "add to fund", "status": "failed"}, page=LIST)
    count = int(field(requested.text, "expected"))
    assert f"{count} donation" in requested.text

    given = {
        "scope": "all",
        "act": "add to fund",
        "status": "failed",
        "expected": count,
        "ticket": field(requested.text, "ticket"),
        "to_fund": "reporting",
    }
    refused = desk.sends(f"{LIST}/bulk/confirmed", given, page=LIST)
    assert (refused.status_code, "Please say why." in refused.text) == (422, True)
    given["reason"] = "as agreed"
    done = desk.sends(f"{LIST}/bulk/confirmed", given, page=LIST)
    assert done.status_code == 303
    assert desk.sends(f"{LIST}/bulk/confirmed", given, page=LIST).location == done.location
    progress = desk.opens(done.headers["Location"])
    assert f"0 of {count} are done" in progress.text

    story.drains()
    assert f"all {count} are done" in desk.opens(done.headers["Location"]).text


@pytest.mark.both_databases
def test_an_act_counts_those_it_can_be_done_to(desk):
    requested = desk.sends(f"{LIST}/bulk", {"scope": "all", "act": "accept held", "status": "settled"}, page=LIST).text
    assert "Held for review among them: 0. There is nothing to do." in requested
    assert 'name="expected"' not in requested
    requested = desk.sends(f"{LIST}/bulk", {"scope": "all", "act": "accept held"}, page=LIST).text
    assert "Selected: 120. Held for review among them: 1. 1 donation held for review will be accepted" in requested
    assert field(requested, "expected") == "1"
    given = {
        "scope": "all",
        "act": "accept held",
        "expected": 1,
        "ticket": field(requested, "ticket"),
        "reason": "agreed",
    }
    done = desk.sends(f"{LIST}/bulk/confirmed", given, page=LIST)
    assert "0 of 1 are done" in desk.opens(done.location).text


@pytest.mark.both_databases
def test_only_single_donations_with_a_letter_are_counted_for_sending_it_again(desk):
    chosen = references(desk.opens(f"{LIST}?status=failed").text)[:2]
    requested = desk.sends(
        f"{LIST}/bulk", {"scope": "chosen", "act": "resend letter", "chosen": chosen}, page=LIST
    ).text
    assert "Selected: 2. With a letter to send again: 0. There is nothing to do." in requested


def test_who_only_looks_keeps_views_for_themselves(app, hires, desk):
    viewer = hires("viewer").signs_in()
    assert "For everybody" not in viewer.opens(LIST).text
    assert "For everybody" in desk.opens(LIST).text
    given = {"view_name": "Euros", "currency": "EUR"}
    assert viewer.sends(f"{LIST}/views", {**given, "is_shared": "1"}).status_code == 403
    assert viewer.sends(f"{LIST}/views", given).status_code == 303


def link(page, rel):
    part = page[: page.index(f'rel="{rel}"')]
    return part[part.rindex('href="') + 6 :].partition('"')[0].replace("&amp;", "&")


def references(page):
    return [part.partition("<")[0] for part in page.split('class="reference">')[1:]]


def field(page, name):
    part = page[page.index(f'name="{name}"') :]
    return part[part.index('value="') + 7 :].partition('"')[0]
