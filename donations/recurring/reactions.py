"""What follows from what happens to plans: a part of the table in `donations/reactions.py`."""

from collections.abc import Callable

from donations.core.outbox import Reaction, Reactions
from donations.giving.apply_payment_update import apply_payment_update
from donations.giving.events import HeldGiftAccepted
from donations.payments.events import ProviderEventReceived
from donations.payments.gateway import Gateway
from donations.recurring.apply_plan_update import PLAN_VERBS
from donations.recurring.changes.pause import calling_off
from donations.recurring.changes.send_change import give_up_change, sending_changes
from donations.recurring.dunning.collect_again import (
    collect_on_new_card,
    collect_on_renewed_card,
    collecting_again,
    leave_to_next_try,
)
from donations.recurring.dunning.failures import (
    ask_tomorrow,
    begin_unseen,
    ending_failures,
    looking_at_failures,
    note_unseen,
    noting_recovery,
)
from donations.recurring.dunning.take_step import take_step
from donations.recurring.events import (
    CardInDoubt,
    CardRenewed,
    CardRunsOut,
    CollectAgain,
    FailureEnds,
    FailureStepDue,
    InstalmentCalledOff,
    InstalmentFailed,
    InstalmentMended,
    PlanChangeAsked,
    PlanChanged,
    PlanChangeRefused,
    PlanInDoubt,
    PlanOver,
    SupportersToGuess,
    YearlyGiftNear,
)
from donations.recurring.instalments.settle_instalment import accept_instalment
from donations.recurring.letters.write_plan_letter import (
    letter_of_change,
    letter_of_end,
    letter_of_refusal,
    letter_of_renewed_card,
    remind_of_card,
    remind_of_yearly,
)
from donations.recurring.plan.donor import follow_supporter, reporting_to_provider
from donations.recurring.plan.look_up_plan import looking_at_cards, looking_at_plans
from donations.recurring.standing_orders.find_standing_orders import look_through_some
from donations.supporters.events import SupporterChanged


def apply_update(event: ProviderEventReceived) -> None:
    """What the provider said, about a gift or about a plan."""
    apply_payment_update(event, PLAN_VERBS)


def plan_reactions(gateway: Callable[[], Gateway]) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    return {
        PlanChangeAsked: [Reaction("send plan change", sending_changes(gateway), give_up_change)],
        HeldGiftAccepted: [Reaction("accept instalment", accept_instalment)],
        SupporterChanged: [
            Reaction("tell plans who gives", follow_supporter),
            Reaction("tell provider who gives", reporting_to_provider(gateway)),
        ],
        PlanChanged: [
            Reaction("write change letter", letter_of_change),
            Reaction("collect on new card", collect_on_new_card),
        ],
        PlanChangeRefused: [Reaction("write refusal letter", letter_of_refusal)],
        PlanInDoubt: [Reaction("look at plan", looking_at_plans(gateway))],
        CardInDoubt: [Reaction("look at card", looking_at_cards(gateway))],
        PlanOver: [Reaction("write end letter", letter_of_end)],
        InstalmentFailed: [Reaction("look at failure", looking_at_failures(gateway), begin_unseen)],
        InstalmentCalledOff: [Reaction("call off instalment", calling_off(gateway))],
        InstalmentMended: [Reaction("note what mended", noting_recovery(gateway), note_unseen)],
        FailureStepDue: [Reaction("take dunning step", take_step)],
        CollectAgain: [Reaction("collect again", collecting_again(gateway), leave_to_next_try)],
        FailureEnds: [Reaction("end failure", ending_failures(gateway), ask_tomorrow)],
        CardRenewed: [
            Reaction("write card letter", letter_of_renewed_card),
            Reaction("collect on renewed card", collect_on_renewed_card),
        ],
        CardRunsOut: [Reaction("remind of card", remind_of_card)],
        YearlyGiftNear: [Reaction("remind of yearly gift", remind_of_yearly)],
        SupportersToGuess: [Reaction("look for standing orders", look_through_some)],
    }
