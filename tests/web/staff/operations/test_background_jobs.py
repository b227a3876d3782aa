"""Owed work as a page: what is due, what failed and why, and trying it again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from donations.core import clock, ids
from donations.core.database import session
from donations.core.outbox import Owed
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.payments.models import ProviderEvent
from donations.receipts.models import Receipt
from tests.colleague import Colleague, colleague
from tests.operations import counted_questions, owed_work
from tests.page_text import text_of
from tests.story import Story

Hire = Callable[..., Colleague]
LIST = "/staff/owed"
ASK = f"{LIST}/retry-parked"


@pytest.fixture
def kim(hires: Hire) -> Colleague:
    return hires("accountant").signs_in()


@pytest.fixture(scope="module")
def idle(shared_story: Story) -> Colleague:
    """Who changes nothing, while three pieces of work are parked."""
    with shared_story.inside():
        for _ in range(3):
            owed_work()
    return colleague(shared_story.app, "accountant").signs_in()


def parked(story: Story) -> int:
    with story.inside():
        return len(session.scalars(select(Owed.id).where(Owed.parked_at.is_not(None))).all())


def test_where_nothing_is_owed_the_page_says_so(kim: Colleague) -> None:
    assert "Nothing is owed." in kim.opens(LIST).text


def test_the_list_says_what_is_owed_since_when_and_what_went_wrong(story: Story, kim: Colleague) -> None:
    with story.inside():
        owed_work()
        owed_work("print receipt", parked_at=None, attempts=1, due_at=clock.now() + timedelta(hours=3))
        owed_work("an unknown reaction", parked_at=None, attempts=0)
    page = kim.opens(LIST).text
    words = text_of(page)
    for part in (
        "Send a letter",
        "Parked",
        "12 tries failed",
        "Print a receipt",
        "1 try failed",
        "an unknown reaction",
    ):
        assert part in words, part
    assert "PostUnavailable: no &lt;b&gt;answer&lt;/b&gt;" in page
    assert page.count('/retry"') == 2


@pytest.mark.both_databases
def test_each_row_leads_to_what_it_is_about(story: Story, kim: Colleague) -> None:
    story.gives("50.00")
    with story.inside():
        subjects = {model: session.scalars(select(model.id).limit(1)).one() for model in (Donation, Receipt, Letter)}
        event_id, name = session.execute(select(ProviderEvent.id, ProviderEvent.provider_event_id)).all()[0]
        for subject in (*subjects.values(), event_id):
            owed_work(subject_id=subject)
    page = kim.opens(LIST).text
    for link in (
        f"/staff/donations/{story.donations()[0]['reference']}",
        f"/staff/receipts/{subjects[Receipt]}",
        f"/staff/letters/{subjects[Letter]}",
        f"/staff/events/{name}",
    ):
        assert f'href="{link}"' in page, link


def test_the_list_asks_the_database_at_most_twelve_times(story: Story, kim: Colleague) -> None:
    story.gives("50.00")
    with story.inside():
        for _ in range(3):
            owed_work(subject_id=session.scalars(select(Letter.id)).one())
    kim.opens(LIST)
    with counted_questions(story) as requested:
        assert kim.opens(LIST).status_code == 200
    assert len(requested) <= 12, "\n\n".join(requested)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        *((f"state={state}", 200) for state in ("due", "retrying", "parked", "planned")),
        ("page=-1", 200),
        ("state=nothing", 400),
        ("state=%25", 400),
        ("state=" + "x" * 10_000, 400),
        ("older=x", 400),
    ],
)
def test_whatever_is_in_the_address_has_a_sane_answer(idle: Colleague, query: str, status: int) -> None:
    assert idle.opens(f"{LIST}?{query}").status_code == status


def test_one_row_is_tried_again_and_one_comes_back_to_the_same_list(story: Story, kim: Colleague) -> None:
    with story.inside():
        row_id = owed_work()
    answer = kim.sends(f"{LIST}/{row_id}/retry", {"state": "parked"}, page=LIST)
    assert answer.location == f"{LIST}?state=parked"
    assert "It is tried again now" in kim.opens(LIST).text
    assert parked(story) == 0


def test_what_is_done_meanwhile_is_not_found(idle: Colleague) -> None:
    assert idle.sends(f"{LIST}/{ids.new_id()}/retry", page="/staff/account").status_code == 404


@pytest.mark.both_databases
def test_all_that_is_parked_is_tried_again_after_the_number_was_stated(story: Story, kim: Colleague) -> None:
    with story.inside():
        for _ in range(3):
            owed_work()
    assert f'href="{ASK}"' in kim.opens(LIST).text
    assert "3 jobs are parked" in kim.opens(ASK).text
    assert kim.sends(ASK, {"expected": "3"}, page=ASK).location == LIST
    assert "3 are tried again now" in kim.opens(LIST).text
    assert parked(story) == 0


@pytest.mark.parametrize("expected", ["2", "", "x", "-1", "9" * 400])
def test_another_number_than_the_stated_one_is_asked_about_anew(
    shared_story: Story, idle: Colleague, expected: str
) -> None:
    answer = idle.sends(ASK, {"expected": expected}, page=ASK)
    assert answer.location == ASK
    assert "Please look again" in idle.opens(ASK).text
    assert parked(shared_story) == 3


def test_where_nothing_is_parked_nothing_is_asked(kim: Colleague) -> None:
    assert kim.opens(ASK).location == LIST
    assert ASK not in kim.opens(LIST).text


def test_the_menu_counts_parked_work(story: Story, kim: Colleague) -> None:
    with story.inside():
        owed_work()
    assert 'class="waits">1<' in kim.opens("/staff/account").text
