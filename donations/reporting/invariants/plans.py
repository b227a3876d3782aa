"""What must hold of plans: each period is collected at most once, and nothing after the end."""

from donations.core.invariant import Invariant
from donations.recurring.states import MOVES

_MOVES = ", ".join(f"'{was}>{became}'" for was, following in MOVES.items() for became in following)
_MOVED_WRONGLY = """SELECT p.reference, h.was, h.became FROM plan_history h JOIN recurring_plan p ON p.id = h.plan_id
            WHERE h.was || '>' || h.became NOT IN (:moves)"""

INVARIANTS = (
    Invariant(
        "A plan has at most one instalment that counts for any day",
        """SELECT p.reference, a.period_start FROM instalment a JOIN recurring_plan p ON p.id = a.plan_id
            JOIN instalment b ON b.plan_id = a.plan_id AND b.id <> a.id
            AND b.period_start < a.period_end AND b.period_end > a.period_start
            WHERE a.status = 'settled' AND b.status = 'settled' AND a.rival_of_id IS NULL AND b.rival_of_id IS NULL""",
    ),
    Invariant(
        "Nothing that came after the end of a plan counts, unless a person said so",
        """SELECT p.reference, d.reference FROM recurring_plan p JOIN instalment i ON i.plan_id = p.id
            JOIN donation d ON d.id = i.donation_id WHERE d.status = 'settled' AND d.settled_at > p.ended_at
            AND NOT EXISTS (SELECT 1 FROM held_review r WHERE r.donation_id = d.id AND r.decision = 'accepted')""",
    ),
    Invariant(
        "An instalment that counts has a regular gift that counts",
        """SELECT i.id FROM instalment i JOIN donation d ON d.id = i.donation_id
            WHERE i.status = 'settled' AND (d.status <> 'settled' OR d.frequency = 'once')""",
    ),
    Invariant(
        "A regular gift that counts is the instalment of a plan",
        """SELECT d.reference FROM donation d WHERE d.frequency <> 'once' AND d.status = 'settled'
            AND d.origin_id IS NULL AND NOT EXISTS (SELECT 1 FROM instalment i WHERE i.donation_id = d.id)""",
    ),
    Invariant(
        "An instalment of a standing order is a gift of its supporter, in its currency",
        """SELECT p.reference, d.reference FROM instalment i JOIN recurring_plan p ON p.id = i.plan_id
            JOIN donation d ON d.id = i.donation_id WHERE p.kind = 'standing_order'
            AND (d.supporter_id <> p.supporter_id OR d.currency <> p.currency)""",
    ),
    Invariant(
        "An instalment whose money is held does not count, or is about to",
        """SELECT i.id FROM instalment i JOIN donation d ON d.id = i.donation_id
            WHERE i.status = 'held' AND i.rival_of_id IS NULL AND d.status = 'settled'
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = d.id)""",
    ),
    Invariant(
        "The history of a plan leads from its beginning to its state",
        """SELECT p.reference FROM recurring_plan p WHERE 1 <> (SELECT COUNT(*) FROM plan_history h
            WHERE h.plan_id = p.id AND h.was IS NULL) OR 1 <> (SELECT SUM(CASE WHEN h.became = p.status THEN 1 ELSE 0
            END - CASE WHEN h.was = p.status THEN 1 ELSE 0 END) FROM plan_history h WHERE h.plan_id = p.id)
            OR EXISTS (SELECT h.became FROM plan_history h
            WHERE h.plan_id = p.id AND h.became <> p.status GROUP BY h.became HAVING COUNT(*) <>
            (SELECT COUNT(*) FROM plan_history e WHERE e.plan_id = p.id AND e.was = h.became))""",
    ),
    Invariant("A plan moves only as plans may", _MOVED_WRONGLY.replace(":moves", _MOVES)),
    Invariant(
        "A plan is past due, paused or active as its instalments and the provider say",
        """SELECT p.reference, p.status FROM recurring_plan p WHERE p.ended_at IS NULL AND p.status <> CASE
            WHEN EXISTS (SELECT 1 FROM instalment i WHERE i.plan_id = p.id AND i.status = 'failing') THEN 'past_due'
            WHEN p.is_paused THEN 'paused' ELSE 'active' END""",
    ),
    Invariant(
        "Nothing of a plan that is over is still being collected",
        """SELECT p.reference FROM recurring_plan p JOIN instalment i ON i.plan_id = p.id
            WHERE p.ended_at IS NOT NULL AND i.status IN ('due', 'failing')""",
    ),
    Invariant(
        "Each instalment that fails has an open story, and no other has",
        """SELECT i.id FROM instalment i LEFT JOIN collection_failure f ON f.instalment_id = i.id
            AND f.mended_at IS NULL AND f.lost_at IS NULL WHERE (i.status = 'failing') <> (f.id IS NOT NULL)""",
    ),
    Invariant(
        "The open story of a failure goes on: its next step has a date, and its reason is known or asked for",
        """SELECT f.id FROM collection_failure f WHERE f.mended_at IS NULL AND f.lost_at IS NULL
            AND (f.next_step_at IS NULL OR (f.family IS NULL
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = f.instalment_id)))""",
    ),
    Invariant(
        "A change of a plan that waits for the provider has its work owed",
        """SELECT c.id FROM plan_change c WHERE c.done_at IS NULL AND c.refused_at IS NULL AND c.kind <> 'card'
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = c.plan_id)""",
    ),
    Invariant(
        "A plan that was cancelled here is over at the provider, or is about to be",
        """SELECT p.reference, c.problem FROM plan_change c JOIN recurring_plan p ON p.id = c.plan_id
            WHERE c.kind = 'cancel' AND c.refused_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM plan_change o
            WHERE o.plan_id = c.plan_id AND o.kind = 'cancel' AND o.refused_at IS NULL)""",
    ),
    Invariant(
        "A plan is called what the gift it began with is called",
        """SELECT p.reference FROM recurring_plan p JOIN donation d ON d.id = p.first_donation_id
            WHERE d.reference <> p.reference OR d.frequency = 'once'""",
    ),
    Invariant(
        "Every change of a plan that staff asked for is in the audit trail",
        """SELECT c.id FROM plan_change c WHERE c.asked_by = 'staff' AND NOT EXISTS (SELECT 1 FROM audit_entry a
            WHERE a.subject_id = c.plan_id AND a.staff_id = c.staff_id AND a.action = 'plan.change_asked')""",
    ),
)
