"""What the provider says about plans, and who applies it: handed to `giving`, which knows of no plans."""

from donations.giving.apply_payment_update import OtherVerbs
from donations.payments.updates import (
    CardDescribed,
    CardGiven,
    InstalmentDeclined,
    InstalmentPaid,
    InstalmentReported,
    PlanReported,
)
from donations.recurring.changes.change_card import describe_card, take_card
from donations.recurring.instalments.report_instalment import note_decline, report_instalment
from donations.recurring.instalments.settle_instalment import pay_instalment
from donations.recurring.plan.report_plan import report_plan

PLAN_VERBS: OtherVerbs = {
    InstalmentReported: report_instalment,
    InstalmentPaid: pay_instalment,
    InstalmentDeclined: note_decline,
    PlanReported: report_plan,
    CardDescribed: describe_card,
    CardGiven: take_card,
}
