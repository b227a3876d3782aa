"""Letters about plans at the desk: read, sent again to the donation's own address, and that corrected."""

import re

import pytest
from sqlalchemy import select

from donations.core.database import session
from donations.mail.models import Letter
from donations.recurring.models import RecurringPlan
from tests.dunning import begins_and_fails, gives_new_card, lives, newest, words
from tests.giver import Giver
from tests.operations import counted_questions
from tests.page_text import text_of
from tests.plans import gives_monthly
from tests.web.staff.forms import trail

MONTH = 30
TOKEN = re.compile(r"/plans/([\w-]{40,})")


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def failing(story):
    """A plan whose card was lost: the first letter is written, and the reminder."""
    begins_and_fails(story, "lost_card")
    lives(story, MONTH + 6)
    return story


def letters(story):
    with story.inside():
        rows = session.scalars(select(Letter).where(Letter.kind != "thank_you").order_by(Letter.id)).all()
        return [(row.id, row.kind, row.recipient_email, row.resend_of_id) for row in rows]


def plan_page(story):
    with story.inside():
        return f"/staff/plans/{session.scalars(select(RecurringPlan.reference)).one()}"


def sends_again(who, story, number=-1, reason="lost in the post"):
    page = f"{plan_page(story)}/letters/{letters(story)[number][0]}/resend"
    return who.sends(page, {"reason": reason}, page=page)


def test_it_is_sent_again_to_the_plans_own_address_and_no_other(failing, hires):
    kim = hires("fundraiser").signs_in()
    page = f"{plan_page(failing)}/letters/{letters(failing)[-1][0]}/resend"
    shown = kim.opens(page).text
    assert "kim@example.org" in text_of(shown)
    assert "It goes to no other" in text_of(shown)
    assert kim.sends(page, {"reason": "x", "to": "mallory@example.org"}, page=page).status_code == 400
    assert sends_again(kim, failing, reason="").status_code == 422
    assert [sends_again(kim, failing).status_code for _ in range(2)] == [303, 422]  # pressed twice
    failing.drains()
    first, again = letters(failing)[-2:]
    assert again[1:] == ("collection_reminder", "kim@example.org", first[0])
    assert str(failing.mailbox.letters[-1]["To"]) == "Kim Nowak <kim@example.org>"
    assert trail(failing.app, "letter") == ["letter.resent"]
    gives_new_card(failing, newest(failing, "collection_reminder"))  # what was sent again mends it as well
    assert failing.broken_invariants() == []


def test_who_may_only_look_may_not_send(failing, hires):
    viewer = hires("viewer").signs_in()
    where = plan_page(failing)
    assert "/resend" not in viewer.opens(where).text
    assert viewer.opens(f"{where}/letters/{letters(failing)[-1][0]}/resend").status_code == 403
    assert viewer.opens(f"{where}/address").status_code == 403
    assert hires("fundraiser").signs_in().opens(f"/staff/letters/{letters(failing)[-1][0]}/text").status_code == 403


def test_what_no_longer_makes_sense_is_refused_and_says_why(failing, hires):
    kim = hires("accountant").signs_in()
    assert "A later letter about the same failure" in text_of(sends_again(kim, failing, 0).text)
    gives_new_card(failing, newest(failing, "collection_reminder"))
    for number in (0, 1):
        answer = sends_again(kim, failing, number)
        assert (answer.status_code, "The money has come after all" in text_of(answer.text)) == (422, True)
    failing.drains()
    assert [each[3] for each in letters(failing)] == [None] * 3


def test_the_letter_about_the_end_may_always_be_sent_again(failing, hires):
    lives(failing, 20)
    kim = hires("accountant").signs_in()
    assert letters(failing)[-1][1] == "plan_ended"
    assert sends_again(kim, failing).status_code == 303
    answer = sends_again(kim, failing, 0)
    assert (answer.status_code, "The regular gift has ended" in text_of(answer.text)) == (422, True)


def test_it_is_read_at_the_desk_without_what_opens_it(failing, hires):
    kim = hires("accountant").signs_in()
    letter_id = letters(failing)[-1][0]
    sent = TOKEN.findall(words(newest(failing, "collection_reminder")))
    assert sent
    page = f"/staff/letters/{letter_id}"
    assert f"{page}/text" in kim.opens(page).text
    text, file = kim.opens(f"{page}/text"), kim.opens(f"{page}/letter.eml")
    assert "[the supporter’s own link]" in text.text
    assert "could not be collected so far" in text_of(text.text)
    assert file.content_type == "message/rfc822"
    for shown in (text.text, file.data.decode().replace("=\r\n", "").replace("=\n", "")):
        assert [token for token in sent if token in shown] == []
        assert "/plans/" not in re.sub(r"/staff/plans/", "", shown)
    with counted_questions(failing) as requested:
        assert kim.opens(f"{page}/text").status_code == 200
    assert len(requested) <= 12, "\n\n".join(requested)


def test_from_the_list_of_letters_it_goes_to_the_same_address(failing, hires):
    kim = hires("accountant").signs_in()
    page = f"/staff/letters/{letters(failing)[-1][0]}/resend"
    assert 'name="to"' not in kim.opens(page).text
    assert kim.sends(page, {"reason": "asked"}, page=page).status_code == 303
    assert "Resent" in text_of(kim.opens("/staff/letters").text)


def test_the_supporters_page_and_the_plans_tell_of_it(failing, hires):
    kim = hires("accountant").signs_in()
    sends_again(kim, failing)
    failing.drains()
    story = text_of(kim.opens(plan_page(failing)).text)
    assert "lost in the post" in story
    where = f"/staff/supporters/{Giver(failing).id}"
    assert text_of(kim.opens(where).text).count("Regular gift not collected: reminder") == 2
    with counted_questions(failing) as requested:
        kim.opens(where)
    assert len(requested) <= 12, "\n\n".join(requested)


def test_a_letter_of_another_plan_is_not_found(story, hires):
    gives_monthly(story)
    story.waits(days=1)
    story.settles()
    kim = hires("accountant").signs_in()
    where = plan_page(story)
    with story.inside():
        thanks = session.scalars(select(Letter.id)).first()
    assert kim.opens(f"{where}/letters/{thanks}/resend").status_code == 404  # about a donation
    assert kim.opens(f"{where}/letters/01890000-0000-7000-8000-000000000000/resend").status_code == 404


def test_a_corrected_address_gets_the_letter_and_the_old_links_open_nothing(failing, hires):
    kim = hires("fundraiser").signs_in()
    where = f"{plan_page(failing)}/address"
    old = TOKEN.findall(words(newest(failing, "collection_reminder")))[0]
    assert failing.visitor().client.get(f"/en/plans/{old}").status_code == 200
    for to, reason in (("", "x"), ("kim", "x"), ("kim@example.org", "x"), ("kim@example.com", "")):
        assert kim.sends(where, {"to": to, "reason": reason}, page=where).status_code == 422
    answer = kim.sends(where, {"to": "kim@example.com", "reason": "a slip of the pen"}, page=where)
    assert answer.status_code == 303
    assert trail(failing.app, "plan") == ["plan.address_corrected"]
    assert failing.visitor().client.get(f"/en/plans/{old}").status_code == 404
    assert sends_again(kim, failing).status_code == 303
    failing.drains()
    letter = newest(failing, "collection_reminder")
    assert "kim@example.com" in str(letter["To"])
    assert failing.visitor().client.get(f"/en/plans/{TOKEN.findall(words(letter))[0]}").status_code == 200
