"""What there is to see at the desk: donations in every state, and what the machine could not do by itself. Made
once.
"""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from functools import cached_property
from urllib.request import Request, urlopen
from uuid import UUID

from donations.core import clock, ids
from donations.sandbox.webhooks import signed
from tests.browser.live import Live, Person, until
from tests.browser.wire import Wire

LONG = "Stowarzyszenie Miłośników Dolin Rzecznych „Żółwia Łacha” im. Świętosławy Brzęczyszczykiewicz-Źdźbłowskiej"
_STATUS = "SELECT donation.* FROM donation WHERE donor_email = ? ORDER BY id DESC"
_PLAN = "SELECT * FROM recurring_plan WHERE donor_email = ?"
_OF_DONATION = "JOIN donation ON donation.id = donation_id WHERE donor_email = ?"


class World:
    """Everything is found by the address it was given under."""

    def __init__(self, live: Live, wire: Wire) -> None:
        self.live, self.wire = live, wire

    def reference(self, who: Person) -> str:
        """Of the newest donation given as this person."""
        return str(self.live.rows(_STATUS, who.email)[0]["reference"])

    def an_id(self, query: str, *values: object) -> UUID:
        """The first column of the first row."""
        return UUID(next(iter(self.live.rows(query, *values)[0].values())))

    def receipt_of(self, who: Person) -> UUID:
        """The newest receipt."""
        return self.an_id(
            f"SELECT receipt_id AS id FROM receipt_gift {_OF_DONATION} ORDER BY receipt_gift.id DESC", who.email
        )

    def letter_to(self, who: Person) -> UUID:
        """The newest letter."""
        return self.an_id("SELECT id FROM letter WHERE recipient_email = ? ORDER BY id DESC", who.email)

    def receipts_of(self, who: Person, count: int) -> None:
        """Wait until so many were issued, and as many letters lie in the mailbox."""
        until(lambda: len(self.live.rows(f"SELECT 1 FROM receipt_gift {_OF_DONATION}", who.email)) >= count)
        until(lambda: len(self.live.letters_to(who)) >= count)

    def gives(self, who: Person, **given: str | None) -> Person:
        """A donation of 50 zł, received, with receipt and letter."""
        self.wire.gives("en", who, **given)
        self.receipts_of(who, 1)
        return who

    def payment_of(self, who: Person) -> str:
        """At the provider."""
        paid = f"SELECT provider_payment_id AS id FROM payment {_OF_DONATION} AND succeeded_at IS NOT NULL"
        return str(self.live.rows(paid, who.email)[0]["id"])

    def is_refunded(self, who: Person) -> bool:
        """Whether money has gone back."""
        return bool(self.live.rows(f"SELECT 1 FROM refund {_OF_DONATION} AND refund.status = 'succeeded'", who.email))

    @cached_property
    def received(self) -> Person:
        """With a message of two lines and a long name."""
        who = Person("received@example.org", LONG)
        return self.gives(who, message="Za rzekę.\n<b>I za olchy.</b>", cover_costs="y", anonymous="y")

    @cached_property
    def returned_in_part(self) -> Person:
        """20 of 50 zł went back."""
        who = self.gives(_called("Returned In Part"))
        self.live.steer("refund", payment_intent=self.payment_of(who), amount_minor=2000)
        self.receipts_of(who, 2)
        return who

    @cached_property
    def disputed(self) -> Person:
        """The supporter's bank wants it back."""
        who = self.gives(_called("Disputed"))
        self.live.steer("dispute", payment_intent=self.payment_of(who))
        requested = "SELECT 1 FROM dispute JOIN donation ON donation.id = donation_id WHERE donor_email = ?"
        until(lambda: self.live.rows(requested, who.email))
        return who

    @cached_property
    def started(self) -> Person:
        """Nobody has paid yet."""
        who = _called("Started")
        self.wire.begins("en", who)
        return who

    @cached_property
    def regular(self) -> Person:
        """Gives every month."""
        return self.gives_monthly("Regular")

    def gives_monthly(self, name: str) -> Person:
        """The first instalment has come."""
        who = self.gives(_called(name), frequency="monthly")
        until(lambda: self.live.rows(f"{_PLAN} AND supporter_id IS NOT NULL AND next_on IS NOT NULL", who.email))
        return who

    @cached_property
    def failing(self) -> Person:
        """A month later there is not enough money on the account."""
        who = self.gives_monthly("Failing Now")
        [plan] = self.live.rows(_PLAN, who.email)
        now, instalment = _text(clock.now()), ids.new_id().hex
        self._writes(
            "INSERT INTO instalment (id, plan_id, period_start, period_end, status, amount_minor, currency, is_first,"
            " attempts, needs_confirmation, added_at) VALUES (?, ?, '2099-01-01', '2099-02-01', 'failing', 5000, 'PLN',"
            " 0, 1, 0, ?)",
            *(instalment, plan["id"], now),
        )
        self._writes(
            "INSERT INTO collection_failure (id, instalment_id, plan_id, family, decline_code, began_at, tries, step,"
            " next_step_at) VALUES (?, ?, ?, 'retry', 'insufficient_funds', ?, 1, 0, '2099-01-02 10:00:00.000000')",
            *(ids.new_id().hex, instalment, plan["id"], now),
        )
        self._writes("UPDATE recurring_plan SET status = 'past_due' WHERE id = ?", plan["id"])
        return who

    @cached_property
    def held(self) -> Person:
        """More was taken than was asked for."""
        return self.holds("Held")

    def holds(self, name: str) -> Person:
        """Another donation that needs attention."""
        who = _called(name)
        session_id = self.wire.begins("en", who)
        session = self.live.ask_stripe(f"checkout/sessions/{session_id}")
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{session_id}"}
        self.tells(session_id, {**session, **paid, "amount_total": session["amount_total"] + 1})
        until(lambda: [donation for donation in self.live.donations_of(who) if donation["held_reason"]])
        return who

    @cached_property
    def parked_event(self) -> str:
        """Of a donation nobody knows; its id."""
        session_id = self.wire.begins("en", _called("Parked"))
        session = self.live.ask_stripe(f"checkout/sessions/{session_id}")
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_{session_id}"}
        unknown = {**session["metadata"], "reference": "0000-0000"}
        self.tells(f"unknown_{session_id}", {**session, **paid, "metadata": unknown, "client_reference_id": None})
        return self._gives_up(f"evt_unknown_{session_id}")

    @cached_property
    def unmarked_event(self) -> str:
        """Money that came by a link somebody made at the provider's; its id."""
        session_id = self.wire.begins("en", _called("By Link"))
        session = self.live.ask_stripe(f"checkout/sessions/{session_id}")
        paid = {"status": "complete", "payment_status": "paid", "payment_intent": f"pi_link_{session_id}"}
        self.tells(f"link_{session_id}", {**session, **paid, "metadata": {}, "client_reference_id": None})
        return self._gives_up(f"evt_link_{session_id}", "ignored")

    @property
    def applied_event(self) -> str:
        """One of a donation that was received; its id."""
        paid = "SELECT provider_event_id AS id FROM provider_event WHERE object_id = ? AND state = 'applied'"
        return str(self.live.rows(paid, self.payment_of(self.received))[0]["id"])

    def _gives_up(self, event_id: str, becomes: str = "parked") -> str:
        """After days of trying: the next try is its last."""
        [event] = until(lambda: self.live.rows("SELECT id FROM provider_event WHERE provider_event_id = ?", event_id))
        tried = "SELECT 1 FROM outbox WHERE subject_id = ? AND attempts > 0"
        until(lambda: self.live.rows(tried, event["id"]))
        now = _text(clock.now())
        self._writes("UPDATE outbox SET attempts = 1000, due_at = ? WHERE subject_id = ?", now, event["id"])
        given_up = "SELECT 1 FROM provider_event WHERE state = ? AND id = ?"
        until(lambda: self.live.rows(given_up, becomes, event["id"]))
        return event_id

    @cached_property
    def parked_work(self) -> UUID:
        """A letter given up after days without a mail server; the row's id."""
        return self.parks(self.letter_to(self.received))

    def parks(self, letter_id: UUID) -> UUID:
        """As if its last try had failed."""
        row_id, now = ids.new_id(), clock.now()
        values = (
            row_id.hex,
            json.dumps({"letter_id": str(letter_id)}),
            letter_id.hex,
            _text(now),
            _text(now - timedelta(4)),
        )
        self._writes(
            "INSERT INTO outbox (id, reaction, event, payload, subject_id, due_at, attempts, last_error, parked_at,"
            " created_at) VALUES (?1, 'send letter', 'LetterWritten', ?2, ?3, ?5, 12,"
            " 'ConnectionRefusedError: [Errno 111] Connection refused', ?4, ?5)",
            *values,
        )
        return row_id

    def forgets_to_send(self, who: Person) -> None:
        """As if no mail server had been there for days."""
        letter_id = self.letter_to(who)
        for path in (self.live.data / "mail").glob("*.eml"):
            if who.email in path.read_text():
                path.unlink()
        self._writes("UPDATE letter SET state = 'owed', sent_at = NULL WHERE id = ?", letter_id.hex)
        self.parks(letter_id)

    @cached_property
    def refused_letter(self) -> UUID:
        """A letter the supporter's mail server did not take."""
        letter_id = self.letter_to(self.returned_in_part)
        problem = "550 5.1.1 <returned.in.part@example.org>: Recipient address rejected: User unknown"
        self._writes("UPDATE letter SET state = 'refused', problem = ? WHERE id = ?", problem, letter_id.hex)
        return letter_id

    def tells(self, name: str, session: dict[str, object]) -> None:
        """A webhook as the provider signs it, about a checkout that was paid."""
        now = int(clock.now().timestamp())
        event: dict[str, object] = {
            "id": f"evt_{name}",
            "object": "event",
            "type": "checkout.session.completed",
            "api_version": None,
        }
        event |= {"account": None, "created": now, "livemode": False, "data": {"object": session}}
        body, headers = signed(event, self.live.webhook_secret(), now)
        with urlopen(Request(f"{self.live.url}/webhooks/stripe", body, headers), timeout=10) as answer:
            assert answer.status == 200

    def _writes(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.live.data / "donations.sqlite3", timeout=10)) as connection, connection:
            connection.execute(statement, values)


def _called(name: str) -> Person:
    return Person(f"{name.lower().replace(' ', '.')}@example.org", name)


def _text(moment: datetime) -> str:
    return moment.isoformat(" ", "microseconds")[:26]
