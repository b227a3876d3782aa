"""A made-up recurring plan as rows of every table it belongs in."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from donations.core.database import compact_json
from donations.core.installation import installation
from donations.demo.donation_rows import DonationRows, Rows, reference_of
from donations.demo.donations import MadeUpDonation
from donations.demo.plans import MadeUpFailure, MadeUpInstalment, MadeUpPlan
from donations.demo.store import id_at
from donations.recurring.dunning_steps import LETTERS, STEPS
from donations.recurring.letters.write_plan_letter import PLAN_CHANGED, PLAN_ENDED
from donations.recurring.reasons import EndReason
from donations.recurring.states import InstalmentStatus
from donations.search.plans import words_of

COLUMNS = {
    "plan_card": "payment_method_id provider_customer_id brand last4 exp_month exp_year kind reported_at reported_key",
    "recurring_plan": (
        "id reference kind status interval amount_minor currency covered_costs_minor instalments_planned fund_id "
        "campaign_id placement first_donation_id supporter_id donor_name donor_email language is_anonymous "
        "privacy_version started_at started_on anchor_on next_on is_paused paused_until ended_at end_reason "
        "provider_plan_id provider_item_id provider_customer_id payment_method_id"
    ),
    "plan_word": "word plan_id",
    "plan_change": "id plan_id number kind wanted was asked_by reason asked_at sent_at done_at",
    "plan_history": "id plan_id was became reason at change_id",
    "instalment": (
        "id plan_id period_start period_end status amount_minor currency is_first donation_id provider_invoice_id "
        "attempts failed_at decline_code declined_at needs_confirmation added_at"
    ),
    "collection_failure": (
        "id instalment_id plan_id family decline_code began_at tries step next_step_at mended_at mended_by lost_at"
    ),
}


class Names(NamedTuple):
    """What the provider would call a plan and all that belongs to it; of a standing order it knows nothing."""

    plan: str | None
    item: str | None
    customer: str | None
    card: str | None


_KINDS = ("sub", "si", "cus", "pm")


class PlanRows:
    """Adds plans when they begin, and their instalments with the donations."""

    def __init__(self, rows_of: DonationRows, random: Random, now: datetime) -> None:
        self.rows_of, self.store, self.random, self.now = rows_of, rows_of.store, random, now
        self.here = installation().installation_id.hex[:8]  # a sandbox may outlive a database

    def add(self, donation: MadeUpDonation, donation_id: str, rows: Rows) -> None:
        """What `donation` means for its plan; with the first one comes all of it that is no donation."""
        if donation.part is None:
            return
        plan = donation.part.plan
        if donation.part.is_first:
            self._begin(donation, plan, donation_id, rows)
            for place, each in enumerate(plan.instalments):
                if each.status != InstalmentStatus.SETTLED:
                    self._instalment(donation, each, None, rows, place)
        self._instalment(donation, donation.part.instalment, donation_id, rows)

    def _begin(self, donation: MadeUpDonation, plan: MadeUpPlan, donation_id: str, rows: Rows) -> None:
        plan.id = id_at(plan.started_at, self.random)
        number, moment = self.rows_of.number_of(donation), self.store.moment
        names = Names(*(f"{kind}_seed{self.here}{number:010}" if plan.card else None for kind in _KINDS))
        who, email = donation.person, self.rows_of.email(donation)
        shares = (self.rows_of.funds[donation.fund], self.rows_of.campaign(donation), donation.placement)
        rows["recurring_plan"].append(
            (
                *(plan.id, reference_of(number), plan.kind.value, plan.status.value, plan.interval.value),
                *(plan.amount.minor, plan.amount.currency, plan.covered_costs, plan.instalments_planned, *shares),
                *(donation_id, self.rows_of.supporters[donation.giver], who.name, email, who.language),
                *(int(donation.is_anonymous), 1 if plan.card else 0, moment(plan.started_at)),
                *(plan.started_on.isoformat(), plan.started_on.isoformat(), _day(plan.next_on)),
                *(int(plan.paused_until is not None), _day(plan.paused_until)),
                *(plan.ended_at and moment(plan.ended_at), plan.end_reason and plan.end_reason.value, *names),
            )
        )
        if plan.card:
            rows["plan_card"].append(self._card(plan, names))
        for word in words_of(who.name, email, reference_of(number)):
            rows["plan_word"].append((word, plan.id))
        self._story(donation, plan, rows)

    def _card(self, plan: MadeUpPlan, names: Names) -> Sequence[Any]:
        assert plan.card  # noqa: S101 - asked for plans by card only
        at, card = plan.started_at, plan.card
        printed = (card.brand, card.last4, card.exp_month, card.exp_year, "card")
        return names.card, names.customer, *printed, self.store.moment(at), f"{int(at.timestamp()):012d}.seed"

    def _story(self, donation: MadeUpDonation, plan: MadeUpPlan, rows: Rows) -> None:
        """What was changed, how it moved, and the letters about both."""
        moment, ids = self.store.moment, []
        for number, change in enumerate(plan.changes, 1):
            ids.append(id_at(change.asked_at, self.random))
            at = moment(change.asked_at)
            facts = (change.kind.value, compact_json(change.chosen), compact_json(change.was))
            requested = (change.asked_by.value, change.reason)
            rows["plan_change"].append((ids[-1], plan.id, number, *facts, *requested, at, plan.card and at, at))
            self._write(donation, PLAN_CHANGED, ids[-1], change.asked_at, rows)
        was = None
        for move in plan.moves:
            change_id = None if move.change is None else ids[move.change]
            row = (id_at(move.at, self.random), plan.id, was, move.became.value, move.reason, moment(move.at))
            rows["plan_history"].append((*row, change_id))
            was = move.became.value
        if plan.ended_at and plan.end_reason != EndReason.SUPPORTER:  # who cancels is told of that
            self._write(donation, PLAN_ENDED, plan.id, plan.ended_at, rows)

    def _instalment(
        self,
        donation: MadeUpDonation,
        what: MadeUpInstalment,
        donation_id: str | None,
        rows: Rows,
        place: int | None = None,
    ) -> None:
        assert donation.part  # noqa: S101 - only those of plans come here
        plan, failure, moment = donation.part.plan, what.failure, self.store.moment
        instalment_id = id_at(what.at, self.random)
        invoice = f"in_seed{self.rows_of.number_of(donation):010}" + ("" if place is None else f"x{place}")
        failed_at = failure and moment(failure.began_at)
        rows["instalment"].append(
            (
                *(instalment_id, plan.id, what.start.isoformat(), what.end.isoformat(), what.status.value),
                *(what.amount.minor, what.amount.currency, int(donation.part.is_first and place is None)),
                *(donation_id, invoice if plan.card else None, self._tries(what)),
                *(failed_at, failure and failure.code, failed_at),
                *(int(self._to_confirm(what)), moment(what.at)),
            )
        )
        if failure:
            self._failure(donation, failure, instalment_id, rows)

    def _tries(self, what: MadeUpInstalment) -> int:
        is_asked = what.status != InstalmentStatus.SKIPPED
        return is_asked + (what.failure is not None and what.failure.mended_at is not None)

    def _to_confirm(self, what: MadeUpInstalment) -> bool:
        failing = what.failure if what.status == InstalmentStatus.FAILING else None
        return failing is not None and failing.code == "authentication_required"

    def _failure(self, donation: MadeUpDonation, failure: MadeUpFailure, instalment_id: str, rows: Rows) -> None:
        """With the steps that were taken, and their letters."""
        assert donation.part  # noqa: S101 - only those of plans come here
        failure_id, done = id_at(failure.began_at, self.random), failure.steps_until(self.now)
        is_open, moment = not (failure.mended_at or failure.lost_at), self.store.moment
        ahead = STEPS[failure.family][len(done) :]
        due_at = failure.due_at(ahead[0]) if is_open and ahead else None
        ends = [at and moment(at) for at in (due_at, failure.mended_at, failure.lost_at)]
        details = (failure.family.value, failure.code, moment(failure.began_at), 1, len(done))
        row = (failure_id, instalment_id, donation.part.plan.id, *details, ends[0], ends[1], failure.mended_by, ends[2])
        rows["collection_failure"].append(row)
        for at, step in done:
            if step.act in LETTERS:
                self._write(donation, step.act.value, failure_id, at, rows)

    def _write(self, lost: MadeUpDonation, kind: str, about_id: str, at: datetime, rows: Rows) -> None:
        rows["letter"].append(self.rows_of.letter(lost, kind, about_id, about_id, at))


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
