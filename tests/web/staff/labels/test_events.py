import re
from pathlib import Path

import pytest

from donations.payments.states import EventState
from donations.web.staff.labels.events import REASONS, event_states, reason_word
from tests.checkout import read


def reasons_in(path: str) -> list[str]:
    """The reasons this file writes into the inbox."""
    return re.findall(r'"((?:not ours|not used|not understood|ours, but)[^"{]*)', read(Path(path)))


@pytest.mark.parametrize("path", ["donations/payments/receive_event.py", "donations/provider_events.py"])
def test_every_reason_has_its_words(path: str) -> None:
    written = reasons_in(path)
    assert len(written) >= 4
    assert [reason for reason in written if not reason.startswith(tuple(REASONS))] == []


def test_every_state_has_its_word(plain) -> None:
    with plain.app.test_request_context(headers={"Accept-Language": "en"}):
        assert set(event_states()) == set(EventState)


def test_a_reason_nobody_knows_stands_as_it_is(plain) -> None:
    with plain.app.test_request_context(headers={"Accept-Language": "en"}):
        assert reason_word("odd") == "odd"
        assert reason_word(None) == ""
        assert reason_word("not understood: currency is missing") == "Ours, but not written as we know it."
