"""Owed work in plain words."""

import pytest

from donations.reactions import reactions
from donations.schedule import schedule
from donations.web.staff.operations.background_jobs import STATES, WORK, error_word, work_word


def test_every_reaction_has_its_words(plain) -> None:
    tools = plain.app.extensions["services"]
    named = {reaction.name for row in reactions(tools).values() for reaction in row}
    named |= {task.reaction.name for task in schedule(tools)}
    assert named == set(WORK)


def test_each_is_a_sentence_and_the_unknown_stands_as_it_is(plain) -> None:
    with plain.app.test_request_context(headers={"Accept-Language": "en"}):
        assert work_word("send letter") == "Send a letter"
        assert work_word("something new") == "something new"
        assert all(str(word) for word in STATES.values())


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("NotYet: Payment pi_1 is not known yet.", "Something it depends on has not happened yet."),
        ("GatewayUnreachable: no answer", "The payment provider did not answer."),
        ("ZeroDivisionError: division by zero", "Something went wrong that was not foreseen."),
        ("the provider did not do it, and has no such refund (refused)", "It could not be done yet."),
    ],
)
def test_an_error_is_told_by_its_kind(plain, raw: str, word: str) -> None:
    with plain.app.test_request_context(headers={"Accept-Language": "en"}):
        assert error_word(raw) == word
