"""What follows from what happens to plans: a part of the table in `donations/reactions.py`."""

from collections.abc import Callable

from donations.core.outbox import Reaction, Reactions
from donations.giving.events import HeldGiftAccepted
from donations.payments.gateway import Gateway
from donations.recurring.changes.pause import CALL_OFF_INSTALMENT
from donations.recurring.changes.send_change import SEND_CHANGE, give_up_change
from donations.recurring.dunning.collect_again import (
    COLLECT_AGAIN,
    collect_on_new_card,
    collect_on_renewed_card,
    leave_to_next_try,
)
from donations.recurring.dunning.failures import (
    END_FAILURE,
    LOOK_UP_FAILURE,
    NOTE_RECOVERY,
    ask_tomorrow,
    begin_unseen,
    note_unseen,
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
from donations.recurring.plan.donor import REPORT_DONOR, follow_supporter
from donations.recurring.plan.look_up_plan import LOOK_UP_CARD, LOOK_UP_PLAN
from donations.recurring.standing_orders.find_standing_orders import look_through_some
from donations.supporters.events import SupporterChanged


def plan_reactions(gateway: Callable[[], Gateway]) -> Reactions:
    """Event -> reactions. Their names are stored in rows: never rename one."""
    return {
        PlanChangeAsked: [Reaction("send plan change", SEND_CHANGE.using(gateway=gateway), give_up_change)],
        HeldGiftAccepted: [Reaction("accept instalment", accept_instalment)],
        SupporterChanged: [
            Reaction("tell plans who gives", follow_supporter),
            Reaction("tell provider who gives", REPORT_DONOR.using(gateway=gateway)),
        ],
        PlanChanged: [
            Reaction("write change letter", letter_of_change),
            Reaction("collect on new card", collect_on_new_card),
        ],
        PlanChangeRefused: [Reaction("write refusal letter", letter_of_refusal)],
        PlanInDoubt: [Reaction("look at plan", LOOK_UP_PLAN.using(gateway=gateway))],
        CardInDoubt: [Reaction("look at card", LOOK_UP_CARD.using(gateway=gateway))],
        PlanOver: [Reaction("write end letter", letter_of_end)],
        InstalmentFailed: [Reaction("look at failure", LOOK_UP_FAILURE.using(gateway=gateway), begin_unseen)],
        InstalmentCalledOff: [Reaction("call off instalment", CALL_OFF_INSTALMENT.using(gateway=gateway))],
        InstalmentMended: [Reaction("note what mended", NOTE_RECOVERY.using(gateway=gateway), note_unseen)],
        FailureStepDue: [Reaction("take dunning step", take_step)],
        CollectAgain: [Reaction("collect again", COLLECT_AGAIN.using(gateway=gateway), leave_to_next_try)],
        FailureEnds: [Reaction("end failure", END_FAILURE.using(gateway=gateway), ask_tomorrow)],
        CardRenewed: [
            Reaction("write card letter", letter_of_renewed_card),
            Reaction("collect on renewed card", collect_on_renewed_card),
        ],
        CardRunsOut: [Reaction("remind of card", remind_of_card)],
        YearlyGiftNear: [Reaction("remind of yearly gift", remind_of_yearly)],
        SupportersToGuess: [Reaction("look for standing orders", look_through_some)],
    }
