"""A made-up gift as rows of every table it belongs in."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from donations.core.ids import ALPHABET
from donations.demo.donations import Gift, MadeUpDispute
from donations.demo.store import Store, id_at
from donations.giving.states import DonationStatus, HeldReason
from donations.mail.states import LetterState
from donations.payments.updates import RefundStatus

# Odd, so that counting up visits every reference once, in no order a reader would notice.
_STRIDE = 611_382_451_877
_REFERENCES = 1 << 40
_TOO_MUCH = 1000  # minor units, of a gift held for review

COLUMNS = {
    "supporter": "id email email_key name language added_at",
    "donation": (
        "id reference status amount_minor currency covered_costs_minor supporter_id donor_name donor_email email_key "
        "message is_anonymous language campaign_id placement privacy_version frequency started_at settled_at "
        "held_reason"
    ),
    "donation_history": "id donation_id was became at",
    "allocation": "id donation_id fund_id amount_minor currency",
    "payment": (
        "id provider_payment_id donation_id amount_minor currency succeeded_at provider_charge_id method card_brand "
        "card_last4 first_heard_at"
    ),
    "refund": ("id provider_refund_id payment_id donation_id amount_minor currency status reported_at first_heard_at"),
    "dispute": (
        "id provider_dispute_id payment_id donation_id amount_minor currency status reason evidence_due_at reported_at "
        "first_heard_at"
    ),
    "letter": ("id kind subject_id about_id recipient_name recipient_email language state written_at sent_at"),
}
Rows = dict[str, list[Sequence[Any]]]


class Here(NamedTuple):
    """How many gifts there are already: new ones are counted on from there. And whether a crowd gave them."""

    gifts: int
    is_again: bool


def reference_of(number: int) -> str:
    """The reference of that number: as random ones look, and none twice."""
    left, letters = (number + 1) * _STRIDE % _REFERENCES, ""
    for _ in range(8):
        left, place = divmod(left, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"


class GiftRows:
    """Adds gifts to rows of tables; remembers who is a supporter already."""

    def __init__(self, store: Store, random: Random, here: Here, funds: Sequence[str], campaigns: Sequence[str]):
        self.store, self.random, self.first, self.is_again = store, random, here.gifts, here.is_again
        self.funds, self.campaigns = funds, campaigns
        self.supporters: dict[int, str] = {}

    def add(self, gift: Gift, rows: Rows) -> tuple[str, str]:
        """All but the receipt; the ids of donation and payment."""
        donation_id, payment_id = (id_at(gift.started_at, self.random) for _ in range(2))
        came = gift.status == DonationStatus.SETTLED
        supporter_id = self._supporter(gift, rows) if came else None
        rows["donation"].append(self._donation(gift, donation_id, supporter_id))
        share = (self.funds[gift.fund], gift.amount.minor, gift.amount.currency)
        rows["allocation"].append((id_at(gift.started_at, self.random), donation_id, *share))
        self._history(gift, donation_id, rows)
        if gift.status in (DonationStatus.SETTLED, DonationStatus.PROCESSING) and not gift.is_by_hand:
            rows["payment"].append(self._payment(gift, donation_id, payment_id, came=came))
        if gift.refunded:
            rows["refund"].append(self._refund(gift, donation_id, payment_id))
        if gift.dispute:
            rows["dispute"].append(self._dispute(gift, gift.dispute, donation_id, payment_id))
        return donation_id, payment_id

    def number_of(self, gift: Gift) -> int:
        """Counted on from the gifts that were here before."""
        return self.first + gift.number

    def payment_reference(self, gift: Gift) -> str:
        """What the provider would call it; nothing where there was none."""
        return "" if gift.is_by_hand else f"pi_seed{self.number_of(gift):010}"

    def campaign(self, gift: Gift) -> str | None:
        """The id of what it was given to, besides the fund."""
        return self.campaigns[gift.campaign] if gift.campaign is not None else None

    def _supporter(self, gift: Gift, rows: Rows) -> str:
        known = self.supporters.get(gift.giver)
        if known is None:
            known = self.supporters[gift.giver] = id_at(gift.ended_at, self.random)
            who = gift.person
            email = self.email(gift)
            rows["supporter"].append((known, email, email, who.name, who.language, self.store.moment(gift.ended_at)))
        return known

    def email(self, gift: Gift) -> str:
        """Seeded twice, people are other people."""
        return f"s{self.first}.{gift.person.email}" if self.is_again else gift.person.email

    def _donation(self, gift: Gift, donation_id: str, supporter_id: str | None) -> Sequence[Any]:
        email, moment = self.email(gift), self.store.moment
        return (
            donation_id,
            reference_of(self.number_of(gift)),
            gift.status.value,
            gift.amount.minor,
            gift.amount.currency,
            gift.covered_costs,
            supporter_id,
            gift.person.name,
            email,
            email,
            gift.message,
            int(gift.is_anonymous),
            gift.person.language,
            self.campaign(gift),
            gift.placement,
            0 if gift.is_by_hand else 1,
            gift.frequency.value,
            moment(gift.started_at),
            moment(gift.ended_at) if supporter_id else None,
            HeldReason.AMOUNT_DIFFERS.value if gift.is_held else None,
        )

    def _history(self, gift: Gift, donation_id: str, rows: Rows) -> None:
        steps = [(None, DonationStatus.STARTED, gift.started_at), (DonationStatus.STARTED, gift.status, gift.ended_at)]
        for was, became, at in steps:
            row = (id_at(at, self.random), donation_id, was and was.value, became.value, self.store.moment(at))
            rows["donation_history"].append(row)

    def _payment(self, gift: Gift, donation_id: str, payment_id: str, *, came: bool) -> Sequence[Any]:
        at = self.store.moment(gift.ended_at)
        return (
            payment_id,
            self.payment_reference(gift),
            donation_id,
            gift.amount.minor + (_TOO_MUCH if gift.is_held else 0),
            gift.amount.currency,
            at if came or gift.is_held else None,
            f"ch_seed{self.number_of(gift):010}" if came or gift.is_held else None,
            gift.method,
            gift.brand,
            gift.last4,
            at,
        )

    def _refund(self, gift: Gift, donation_id: str, payment_id: str) -> Sequence[Any]:
        at = self.store.moment(gift.refunded_at)
        amount, provider_id = gift.amount, f"re_seed{self.number_of(gift):010}"
        refund_id = id_at(gift.refunded_at, self.random)
        status = RefundStatus.SUCCEEDED.value
        return refund_id, provider_id, payment_id, donation_id, gift.refunded, amount.currency, status, at, at

    def _dispute(self, gift: Gift, dispute: MadeUpDispute, donation_id: str, payment_id: str) -> Sequence[Any]:
        moment = self.store.moment
        return (
            id_at(dispute.opened_at, self.random),
            f"dp_seed{self.number_of(gift):010}",
            payment_id,
            donation_id,
            gift.amount.minor,
            gift.amount.currency,
            dispute.status.value,
            dispute.reason,
            moment(dispute.evidence_due_at),
            moment(dispute.reported_at),
            moment(dispute.opened_at),
        )

    def letter(self, gift: Gift, kind: str, subject_id: str, about_id: str, at: datetime) -> Sequence[Any]:
        """One that was sent."""
        who = gift.person
        return (
            id_at(at, self.random),
            kind,
            subject_id,
            about_id,
            who.name,
            self.email(gift),
            who.language,
            LetterState.SENT.value,
            self.store.moment(at),
            self.store.moment(at),
        )
