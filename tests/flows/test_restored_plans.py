"""Plans after a total loss: what the provider was told since the backup, and has told, is in the books again.

The loss is on 2 March, and the backup of 1 February: all since is still within the thirty days the provider remembers.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.core.money import Money
from donations.core.outbox import Owed
from donations.funds.edit_funds import add_fund
from donations.giving.models import Donation
from donations.mail.transport import recipient_of
from donations.payments.models import ProviderEvent
from donations.payments.states import EventState
from donations.recurring.changes import change_request
from tests import plan_aftermath as found
from tests.restoring import Loss, elsewhere
from tests.story import Mailbox, Story
from tests.town import Town, address

JANUARY = datetime(2027, 1, 12, 11, 0, tzinfo=UTC)  # the second instalments are due on 12 February
BEFORE = "amount pause rests mends fails cancels ends card refunded disputed wishes rested".split()
SINCE = "new.monthly new.dated new.paused new.cancelled new.changed new.card new.failing new.refunded".split()


def zloty(amount: int) -> Money:
    return Money(amount * 100, "PLN")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(JANUARY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def sqlite_database(sqlite_template: Path, memory: Path) -> str:
    """In memory, as the other one is: thousands of transactions wait for no disk."""
    shutil.copy(sqlite_template, memory / "donations.sqlite3")
    return f"sqlite:///{memory / 'donations.sqlite3'}"


@pytest.fixture
def loss(database: str, memory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loss]:
    with elsewhere(database, memory / "elsewhere") as url:
        loss = Loss(memory, url, monkeypatch)
        yield loss
        loss.is_over()


@pytest.fixture
def town(story: Story, monkeypatch: pytest.MonkeyPatch) -> Town:
    """On 1 February: plans of January, wishes nobody has told the provider yet, and a donation that waits at the
    door.
    """
    monkeypatch.setattr("donations.receipts.documents.render_receipt", lambda *_, **__: b"%PDF-1.7")
    with story.inside(), transaction():
        add_fund("archive", {"pl": "Archiwum", "en": "Archive"})
    story.starts_schedule()
    town = Town(story)
    for who in BEFORE:
        town.begins(who).pays()
    town.goes_on(20)
    town.asks("wishes", change_request.amount(zloty(80)))
    town.asks("rested", change_request.pause(2))
    town.begins("underway").pays()
    return town


def begin_since(town: Town) -> None:
    """New plans, and what becomes of them at once."""
    for who in SINCE:
        town.begins(who).pays()
    town.begins("new.yearly", "120.00", frequency="yearly", fund="archive", language="pl").pays()
    town.begins("new.slow").pays("settles_later")
    town.begins("new.unpaid")
    second_thoughts = town.begins("new.thoughts", "40.00")
    second_thoughts.returns_to_form()
    second_thoughts.sends(amount=None, amount_other="90.00", email=address("new.thoughts"))
    second_thoughts.pays()
    town.settles()
    town.story.waits(seconds=2)
    town.asks("new.dated", change_request.next_collection(date(2027, 3, 10)))
    town.asks("new.paused", change_request.pause(2))
    town.asks("new.cancelled", change_request.cancel())
    town.asks("new.changed", change_request.amount(zloty(66)))
    town.gives_another_card("new.card")
    town.settles()
    town.card_answers("new.failing", "expired_card")


def live_on(town: Town) -> None:
    """All that the backup does not know."""
    town.settles()
    town.story.waits(seconds=2)
    town.asks("wishes", change_request.amount(zloty(30)))
    town.asks("rested", change_request.resume())
    town.asks("amount", change_request.amount(zloty(75)))
    town.asks("pause", change_request.pause(2))
    town.asks("cancels", change_request.cancel())
    town.gives_another_card("card")
    begin_since(town)
    town.card_answers("mends", "insufficient_funds")
    town.card_answers("rests", "insufficient_funds")
    town.card_answers("fails", "expired_card")
    town.card_answers("ends", "fraudulent")
    town.goes_on(11, 1, 1)
    town.card_answers("mends", "ok")
    town.asks("rests", change_request.pause(2))
    town.gets_back("refunded", 2000)
    town.story.sandbox.dispute(town.newest_payment("disputed"))
    town.gets_back("new.refunded", 3000)
    town.goes_on(4, 5, 4, 2)


def comes_to_rest(town: Town) -> None:
    """Some minutes, in which the provider has nothing new to tell."""
    for _ in range(3):
        town.settles()
        town.story.waits(minutes=10)


@pytest.mark.full
def test_plans_are_again_what_they_were(town: Town, loss: Loss) -> None:
    story = town.story
    loss.backs_up(story)
    written_before = [*story.mailbox.letters]
    live_on(town)
    late = town.begins("new.late")
    were = {who: town.books_of(who) for who in town.names()}

    back = Town(loss.comes_back(story))
    rebuilt = loss.fetches(back.story)
    back.story.starts_schedule()
    comes_to_rest(back)

    assert len(rebuilt) == len([*SINCE, "new.yearly", "new.slow", "new.unpaid", "new.thoughts"])
    are = {who: back.books_of(who) for who in back.names()}
    # That its pause let go of what had failed was asked of us alone: here it is given up, there nobody asks for it.
    assert [each[1] for each in are["rests"].pop("instalments")] == ["settled", "lost"]
    assert [each[1] for each in were["rests"].pop("instalments")] == ["settled", "skipped"]
    assert are == were
    assert the_unpaid(back) == ("expired", True)
    agrees_with_the_provider(back)

    # Of those letters there is no trace: that they were written was known to the lost service alone.
    again = twice([each for each in story.mailbox.letters if each not in written_before], back.story.mailbox)
    assert again.pop("thank_you") == sorted(set(are) - {"cancels", "ends", "fails", "pause", "rests"})
    assert set(again.pop("receipt_replaced", [])) <= {"refunded", "new.refunded"}  # told at once, the first has less
    assert again == {"collection_failed": ["fails", "new.failing"], "plan_ended": ["ends"]}

    late.pays()
    back.settles()
    loss.fetches(back.story)
    back.goes_on(1, 1, 1, 1)  # slow money, too, has come
    assert set(back.names()) == {*are, "new.late"}
    assert cannot_be_done(back) == []
    agrees_with_the_provider(back)


def agrees_with_the_provider(back: Town) -> None:
    payments = found.collected(back.story.sandbox)
    assert back.story.broken_invariants() == []
    with back.story.inside():
        assert found.differ_from_provider(back.story.sandbox) == []
        assert found.not_in_the_books_once(payments) == {}
        assert found.counted_twice(payments) == []
        assert found.taken_after_the_end(payments) == []
        assert found.donations_not_thanked_once() == []


def the_unpaid(town: Town) -> tuple[str, bool]:
    with town.story.inside():
        donation = session.scalars(select(Donation).where(Donation.donor_email == address("new.unpaid"))).one()
        return donation.status, donation.is_anonymous


def cannot_be_done(town: Town) -> list[str | None]:
    """What needs attention, or has been tried in vain so far."""
    with town.story.inside():
        parked = select(ProviderEvent.reason).where(ProviderEvent.state == EventState.PARKED)
        return [*session.scalars(parked), *session.scalars(select(Owed.last_error).where(Owed.attempts > 0))]


def twice(since: list[EmailMessage], again: Mailbox) -> dict[str, list[str]]:
    """Whom the lost service had written to, and the restored one has once more; by the kind of letter."""
    both = Counter(map(_kind_and_name, since)) & Counter(map(_kind_and_name, again.letters))
    return {kind: sorted(who for of, who in both if of == kind) for kind, _ in both}


def _kind_and_name(letter: EmailMessage) -> tuple[str, str]:
    kind, recipient = str(letter["Message-ID"]).strip("<").partition(".")[0], recipient_of(letter)
    return kind, recipient.partition("@")[0]
