"""Owed work in plain words."""

from donations.reactions import reactions
from donations.schedule import schedule
from donations.web.staff.owed_words import STATES, WORK, work_word


def test_every_reaction_has_its_words(plain) -> None:
    tools = plain.app.extensions["tools"]
    named = {reaction.name for row in reactions(tools).values() for reaction in row}
    named |= {task.reaction.name for task in schedule(tools)}
    assert named == set(WORK)


def test_each_is_a_sentence_and_the_unknown_stands_as_it_is(plain) -> None:
    with plain.app.test_request_context(headers={"Accept-Language": "en"}):
        assert work_word("send letter") == "Send a letter"
        assert work_word("something new") == "something new"
        assert all(str(word) for word in STATES.values())
