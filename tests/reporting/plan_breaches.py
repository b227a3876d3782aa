"""For each rule about plans: what is done to the books so that it does not hold."""

from tests.reporting.people import NEW


def plan_of(name: str) -> str:
    """The plan of that person."""
    return f"(SELECT id FROM recurring_plan WHERE donor_email = '{name}@example.org')"


def moved(name: str, was: str, became: str) -> str:
    """One more row of history."""
    return f"""INSERT INTO plan_history (id, plan_id, was, became, reason, at)
        VALUES ({NEW}, {plan_of(name)}, {was}, '{became}', 'why', CURRENT_TIMESTAMP)"""


def change(name: str, *, kind: str = "skip", by: str = "supporter", author: str = "NULL", done: bool = False) -> str:
    """One more change."""
    done_at = "CURRENT_TIMESTAMP" if done else "NULL"
    return f"""INSERT INTO plan_change
        (id, plan_id, number, kind, wanted, was, asked_by, staff_id, reason, asked_at, done_at)
        VALUES ({NEW}, {plan_of(name)}, 99, '{kind}', '{{}}', '{{}}', '{by}', {author}, '', CURRENT_TIMESTAMP,
        {done_at})"""


PLANS = {
    "A plan has at most one instalment that counts for any day": [
        f"UPDATE instalment SET period_end = '2027-03-01' WHERE plan_id = {plan_of('left')} AND is_first",
    ],
    "Nothing that came after the end of a plan counts, unless a person said so": [
        "UPDATE recurring_plan SET ended_at = '2026-01-01 00:00:00' WHERE ended_at IS NOT NULL",
    ],
    "An instalment that counts has a regular gift that counts": [
        f"""UPDATE donation SET frequency = 'once' WHERE id = (SELECT donation_id FROM instalment
            WHERE plan_id = {plan_of("left")} AND status = 'settled' AND NOT is_first)""",
    ],
    "A regular gift that counts is the instalment of a plan": [
        "UPDATE donation SET frequency = 'yearly' WHERE donor_email = 'kept@example.org'",
    ],
    "An instalment of a standing order is a gift of its supporter, in its currency": [
        f"""UPDATE recurring_plan SET kind = 'standing_order', provider_plan_id = NULL, supporter_id =
            (SELECT supporter_id FROM donation WHERE donor_email = 'kept@example.org') WHERE id = {plan_of("left")}""",
    ],
    "An instalment whose money is held does not count, or is about to": [
        f"UPDATE instalment SET status = 'held' WHERE plan_id = {plan_of('left')} AND status = 'settled'",
    ],
    "The history of a plan leads from its beginning to its state": [
        moved("monthly", "NULL", "active"),
        moved("left", "'active'", "paused"),
        moved("paused", "'paused'", "active"),
        f"DELETE FROM plan_history WHERE plan_id = {plan_of('paused')} AND was IS NULL",
    ],
    "A plan moves only as plans may": [moved("left", "'cancelled'", "cancelled")],
    "A plan is past due, paused or active as its instalments and the provider say": [
        f"UPDATE recurring_plan SET is_paused = NOT is_paused WHERE id = {plan_of('paused')}",
    ],
    "Nothing of a plan that is over is still being collected": [
        f"""UPDATE instalment SET status = 'due', donation_id = NULL WHERE plan_id = {plan_of("left")}
            AND status = 'skipped'""",
    ],
    "Each instalment that fails has an open story, and no other has": [
        "DELETE FROM collection_failure WHERE mended_at IS NULL",
        "UPDATE collection_failure SET lost_at = CURRENT_TIMESTAMP, next_step_at = NULL WHERE mended_at IS NULL",
    ],
    "The open story of a failure goes on: its next step has a date, and its reason is known or asked for": [
        "UPDATE collection_failure SET next_step_at = NULL WHERE mended_at IS NULL",
        "UPDATE collection_failure SET family = NULL WHERE mended_at IS NULL",
    ],
    "A change of a plan that waits for the provider has its work owed": [change("paused")],
    "A plan that was cancelled here is over at the provider, or is about to be": [
        """UPDATE plan_change SET refused_at = CURRENT_TIMESTAMP, problem = 'why', done_at = NULL
            WHERE kind = 'cancel'""",
    ],
    "A plan is called what the gift it began with is called": [
        f"UPDATE recurring_plan SET reference = '0000-0000' WHERE id = {plan_of('left')}",
    ],
    "Every change of a plan that staff asked for is in the audit trail": [
        change("paused", by="staff", author=NEW, done=True),
    ],
}
