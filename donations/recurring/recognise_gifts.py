"""Gifts were recorded by hand or brought in: some are instalments of standing orders we know, some look like others."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from donations.core.database import session
from donations.giving.desk_models import ManualMethod, ManualRecord
from donations.giving.models import Donation
from donations.recurring.count_as_instalment import tie_to_plan
from donations.recurring.fitting_plans import fits, standing_orders_of
from donations.recurring.guess_plans import guess_plans
from donations.recurring.queries import plan_by_id


def recognise_gifts(donations: Sequence[Donation], *, by: UUID) -> None:
    """In the transaction that recorded them. What is in doubt is left alone: the page of the gift asks about it."""
    told = select(ManualRecord).where(ManualRecord.donation_id.in_([donation.id for donation in donations]))
    records = {record.donation_id: record for record in session.scalars(told)}
    supporters = {donation.supporter_id for donation in donations if donation.supporter_id}
    plans = standing_orders_of(supporters)
    if plans:
        for donation in sorted(donations, key=lambda each: (str(each.supporter_id), records[each.id].received_on)):
            going_on = [plan for plan in plans if not plan.is_over]
            for fit in fits(donation, records[donation.id], going_on):
                if fit.is_sure:
                    tie_to_plan(donation.id, plan_by_id(fit.plan.id, lock=True), fit.due_on, by=by)
    by_bank = {
        donation.supporter_id
        for donation in donations
        if donation.supporter_id and records[donation.id].method == ManualMethod.BANK_TRANSFER
    }
    if by_bank:
        guess_plans(by_bank)
