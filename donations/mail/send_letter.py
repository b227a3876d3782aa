"""Hand a letter to the post, at most once unless the post forgives repeats.

The row says "sending" before the letter leaves; if we die before the answer is noted, the next worker finds it so and
knows that nobody knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from donations.core import clock
from donations.core.database import session
from donations.core.errors import Refused
from donations.core.outbox import Outside, TryAgain
from donations.mail.compose import Draft, compose
from donations.mail.models import MOVES, Letter, LetterState, LetterWritten
from donations.mail.transport import MailRefused, MailTransport, MailUnavailable, MailUnknown

Writers = Mapping[str, Callable[[Letter], Draft]]  # by the letter's kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What the post said."""

    state: LetterState
    problem: str | None = None


def sending(transport: MailTransport, writers: Writers) -> Outside:
    """The reaction that sends letters through `post`, each written by the writer of its kind."""
    return Outside(
        partial(_prepare, transport=transport, writers=writers), partial(_work, transport=transport), _record
    )


def _prepare(event: LetterWritten, transport: MailTransport, writers: Writers) -> Draft | None:
    letter = session.get_one(Letter, event.letter_id, with_for_update=True)
    if letter.state == LetterState.SENDING and not transport.is_repeatable:
        _move(letter, Answer(LetterState.UNKNOWN, "stopped while it was being sent"))
        return None
    if letter.state not in (LetterState.OWED, LetterState.SENDING):
        return None
    draft = writers[letter.kind](letter)
    letter.state = LetterState.SENDING
    session.flush()
    return draft


def _work(draft: Draft, transport: MailTransport) -> Answer:
    try:
        transport.send(compose(draft))
    except (MailRefused, Refused) as error:
        return Answer(LetterState.REFUSED, str(error))
    except MailUnknown as error:
        return Answer(LetterState.UNKNOWN, str(error))
    except MailUnavailable as error:
        return Answer(LetterState.OWED, str(error))
    return Answer(LetterState.SENT)


def _record(event: LetterWritten, _draft: Draft, answer: Answer) -> TryAgain | None:
    letter = session.get_one(Letter, event.letter_id, with_for_update=True)
    _move(letter, answer)
    return TryAgain(answer.problem or "") if answer.state == LetterState.OWED else None


def _move(letter: Letter, answer: Answer) -> None:
    if answer.state not in MOVES[LetterState(letter.state)]:
        raise RuntimeError(f"a letter does not go from {letter.state} to {answer.state}")
    letter.state, letter.problem = answer.state, answer.problem
    letter.sent_at = clock.now() if answer.state == LetterState.SENT else None
    session.flush()
