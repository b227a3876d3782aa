"""A made-up donation as rows of every table it belongs in."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from donations.core.ids import ALPHABET
from donations.demo.donations import MadeUpDispute, MadeUpDonation
from donations.demo.store import Store, id_at
from donations.giving.states import DonationStatus, HeldReason
from donations.mail.models import LetterState
from donations.payments.updates import RefundStatus

# Odd, so that counting up visits every reference once, in no order a reader would notice.
_STRIDE = 611_382_451_877
_REFERENCES = 1 << 40
_TOO_MUCH = 1000  # minor units, of a donation held for review

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
    """How many donations there are already: new ones are counted on from there. And whether a crowd gave them."""

    donations: int
    is_again: bool


def reference_of(number: int) -> str:
    """The reference of that number: as random ones look, and none twice."""
    left, letters = (number + 1) * _STRIDE % _REFERENCES, ""
    for _ in range(8):
        left, place = divmod(left, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"


class DonationRows:
    """Adds donations to rows of tables; remembers who is a supporter already."""

    def __init__(self, store: Store, random: Random, here: Here, funds: Sequence[str], campaigns: Sequence[str]):
        self.store, self.random, self.first, self.is_again = store, random, here.donations, here.is_again
        self.funds, self.campaigns = funds, campaigns
        self.supporters: dict[int, str] = {}

    def add(self, donation: MadeUpDonation, rows: Rows) -> tuple[str, str]:
        """All but the receipt; the ids of donation and payment."""
        donation_id, payment_id = (id_at(donation.started_at, self.random) for _ in range(2))
        came = donation.status == DonationStatus.SETTLED
        supporter_id = self._supporter(donation, rows) if came else None
        rows["donation"].append(self._donation(donation, donation_id, supporter_id))
        share = (self.funds[donation.fund], donation.amount.minor, donation.amount.currency)
        rows["allocation"].append((id_at(donation.started_at, self.random), donation_id, *share))
        self._history(donation, donation_id, rows)
        if donation.status in (DonationStatus.SETTLED, DonationStatus.PROCESSING) and not donation.is_by_hand:
            rows["payment"].append(self._payment(donation, donation_id, payment_id, came=came))
        if donation.refunded:
            rows["refund"].append(self._refund(donation, donation_id, payment_id))
        if donation.dispute:
            rows["dispute"].append(self._dispute(donation, donation.dispute, donation_id, payment_id))
        return donation_id, payment_id

    def number_of(self, donation: MadeUpDonation) -> int:
        """Counted on from the donations that were here before."""
        return self.first + donation.number

    def payment_reference(self, donation: MadeUpDonation) -> str:
        """What the provider would call it; nothing where there was none."""
        return "" if donation.is_by_hand else f"pi_seed{self.number_of(donation):010}"

    def campaign(self, donation: MadeUpDonation) -> str | None:
        """The id of what it was given to, besides the fund."""
        return self.campaigns[donation.campaign] if donation.campaign is not None else None

    def _supporter(self, donation: MadeUpDonation, rows: Rows) -> str:
        known = self.supporters.get(donation.giver)
        if known is None:
            known = self.supporters[donation.giver] = id_at(donation.ended_at, self.random)
            who = donation.person
            email = self.email(donation)
            rows["supporter"].append(
                (known, email, email, who.name, who.language, self.store.moment(donation.ended_at))
            )
        return known

    def email(self, donation: MadeUpDonation) -> str:
        """Seeded twice, people are other people."""
        return f"s{self.first}.{donation.person.email}" if self.is_again else donation.person.email

    def _donation(self, donation: MadeUpDonation, donation_id: str, supporter_id: str | None) -> Sequence[Any]:
        email, moment = self.email(donation), self.store.moment
        return (
            donation_id,
            reference_of(self.number_of(donation)),
            donation.status.value,
            donation.amount.minor,
            donation.amount.currency,
            donation.covered_costs,
            supporter_id,
            donation.person.name,
            email,
            email,
            donation.message,
            int(donation.is_anonymous),
            donation.person.language,
            self.campaign(donation),
            donation.placement,
            0 if donation.is_by_hand else 1,
            donation.frequency.value,
            moment(donation.started_at),
            moment(donation.ended_at) if supporter_id else None,
            HeldReason.AMOUNT_DIFFERS.value if donation.is_held else None,
        )

    def _history(self, donation: MadeUpDonation, donation_id: str, rows: Rows) -> None:
        steps = [
            (None, DonationStatus.STARTED, donation.started_at),
            (DonationStatus.STARTED, donation.status, donation.ended_at),
        ]
        for was, became, at in steps:
            row = (id_at(at, self.random), donation_id, was and was.value, became.value, self.store.moment(at))
            rows["donation_history"].append(row)

    def _payment(self, donation: MadeUpDonation, donation_id: str, payment_id: str, *, came: bool) -> Sequence[Any]:
        at = self.store.moment(donation.ended_at)
        return (
            payment_id,
            self.payment_reference(donation),
            donation_id,
            donation.amount.minor + (_TOO_MUCH if donation.is_held else 0),
            donation.amount.currency,
            at if came or donation.is_held else None,
            f"ch_seed{self.number_of(donation):010}" if came or donation.is_held else None,
            donation.method,
            donation.brand,
            donation.last4,
            at,
        )

    def _refund(self, donation: MadeUpDonation, donation_id: str, payment_id: str) -> Sequence[Any]:
        at = self.store.moment(donation.refunded_at)
        amount, provider_id = donation.amount, f"re_seed{self.number_of(donation):010}"
        refund_id = id_at(donation.refunded_at, self.random)
        status = RefundStatus.SUCCEEDED.value
        return refund_id, provider_id, payment_id, donation_id, donation.refunded, amount.currency, status, at, at

    def _dispute(
        self, donation: MadeUpDonation, dispute: MadeUpDispute, donation_id: str, payment_id: str
    ) -> Sequence[Any]:
        moment = self.store.moment
        return (
            id_at(dispute.opened_at, self.random),
            f"dp_seed{self.number_of(donation):010}",
            payment_id,
            donation_id,
            donation.amount.minor,
            donation.amount.currency,
            dispute.status.value,
            dispute.reason,
            moment(dispute.evidence_due_at),
            moment(dispute.reported_at),
            moment(dispute.opened_at),
        )

    def letter(
        self, donation: MadeUpDonation, kind: str, subject_id: str, about_id: str, at: datetime
    ) -> Sequence[Any]:
        """One that was sent."""
        who = donation.person
        return (
            id_at(at, self.random),
            kind,
            subject_id,
            about_id,
            who.name,
            self.email(donation),
            who.language,
            LetterState.SENT.value,
            self.store.moment(at),
            self.store.moment(at),
        )
