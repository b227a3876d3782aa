"""Two people give the same donation back in the same moment: it goes back once."""

import threading
from collections.abc import Callable

import pytest

from donations.core.database import db
from donations.core.errors import Refused
from tests.flows.desk import Desk, zloty
from tests.story import Story


def at_once(story: Story, *acts: Callable[[], object]) -> list[str]:
    """Each in a thread of its own, let go together; what became of them."""
    start, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            ends.append("done")
        except Refused as refusal:
            ends.append(refusal.message)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_two_people_who_give_all_of_it_back_give_it_back_once(story: Story) -> None:
    story.gives("50.00")
    kim, ada = Desk(story, email="kim@example.com"), Desk(story, email="ada@example.com")
    ends = at_once(story, lambda: kim.asks_back(5000), lambda: ada.asks_back(5000))
    story.settles()

    assert ends == ["Only %(left)s of this gift can still be refunded.", "done"]
    assert kim.refunds() == [(5000, "succeeded")]
    assert len(kim.sent_to_provider()) == 1
    assert story.broken_invariants() == []


def test_two_people_who_saw_the_same_give_a_part_back_once(story: Story) -> None:
    story.gives("50.00")
    kim, ada = Desk(story, email="kim@example.com"), Desk(story, email="ada@example.com")
    acts = [lambda who=who: who.asks_back(2000, seen_left=zloty(5000)) for who in (kim, ada)]
    ends = at_once(story, *acts)
    story.settles()

    assert ends[-1] == "done"
    assert "Meanwhile" in ends[0]
    assert kim.refunds() == [(2000, "succeeded")]
    assert story.broken_invariants() == []


@pytest.mark.both_databases
def test_two_workers_send_a_refund_once(story: Story) -> None:
    story.gives("50.00")
    kim = Desk(story)
    kim.asks_back(5000)
    at_once(story, story.drains, story.drains)
    story.drains_until_nothing_is_owed()

    assert len(kim.sent_to_provider()) == 1
    assert kim.refunds() == [(5000, "succeeded")]
    with story.inside():
        db.session.remove()
