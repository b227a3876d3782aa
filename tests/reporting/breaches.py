"""For each rule: what is done to the books so that it, and it alone, does not hold. The people are those of `books`."""

from tests.reporting.desk_breaches import DESK, dispute
from tests.reporting.people import NEW, of, standing, voided
from tests.reporting.plan_breaches import PLANS


def moved(name: str, was: str, became: str) -> str:
    """One more row of history."""
    return f"""INSERT INTO donation_history (id, donation_id, was, became, at)
        VALUES ({NEW}, {of(name)}, {was}, '{became}', CURRENT_TIMESTAMP)"""


def refund(name: str, of_name: str) -> str:
    """One more grosz is to go back of that person's payment."""
    return f"""INSERT INTO refund
        (id, provider_refund_id, payment_id, donation_id, amount_minor, currency, status, reported_at, first_heard_at)
        SELECT {NEW}, 're_more', p.id, {of(of_name)}, 1, p.currency, 'pending', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
        FROM payment p WHERE p.donation_id = {of(name)}"""


PARKED = f"""INSERT INTO outbox
    (id, reaction, event, payload, subject_id, due_at, attempts, last_error, parked_at, created_at)
    VALUES ({NEW}, 'align receipt', 'DonationSettled', '{{}}', {NEW}, CURRENT_TIMESTAMP, 12, 'why', CURRENT_TIMESTAMP,
    CURRENT_TIMESTAMP)"""
ONE_APPLIED = "(SELECT MIN(provider_event_id) FROM provider_event WHERE state = 'applied')"

DONATIONS = {
    "Each settled donation has exactly one succeeded payment, or was recorded by hand and has none": [
        f"UPDATE payment SET succeeded_at = NULL WHERE donation_id = {of('kept')}",
    ],
    "Each succeeded payment belongs to a donation that is settled or held for review": [
        f"UPDATE payment SET succeeded_at = CURRENT_TIMESTAMP WHERE donation_id = {of('failed')}",
    ],
    "A settled donation has the amount and currency of its payment": [
        f"UPDATE payment SET amount_minor = amount_minor + 1 WHERE donation_id = {of('kept')}",
        f"UPDATE payment SET currency = 'EUR' WHERE donation_id = {of('kept')}",
    ],
    "The shares for funds add up to the donation": [
        f"UPDATE allocation SET amount_minor = amount_minor - 1 WHERE donation_id = {of('kept')}",
        f"UPDATE allocation SET currency = 'EUR' WHERE donation_id = {of('kept')}",
        f"DELETE FROM allocation WHERE donation_id = {of('started')}",
    ],
    "Refunds, sent and on their way, are at most what was taken, in its currency": [
        refund("wholly", "wholly"),
        f"UPDATE refund SET currency = 'EUR' WHERE donation_id = {of('partly')}",
    ],
    "A refund belongs to the donation of its payment": [refund("kept", "failed")],
    "The state of a donation is where its history ends": [
        f"UPDATE donation SET status = 'processing' WHERE id = {of('started')}",
        f"UPDATE donation SET status = 'started' WHERE id = {of('expired')}",
    ],
    "The history of a donation begins once and never goes on from a state it did not reach": [
        moved("kept", "NULL", "started"),
        f"DELETE FROM donation_history WHERE donation_id = {of('expired')} AND was IS NULL",
    ],
    "A donation moves only upwards, from started on": [moved("failed", "'processing'", "started")],
    "A donation held for review is not settled, and has the payment that made it so": [
        f"UPDATE donation SET held_reason = 'amount_differs' WHERE id = {of('kept')}",
        f"UPDATE payment SET succeeded_at = NULL WHERE donation_id = {of('held')}",
    ],
    "A second payment names the gift it is the second of": [
        "UPDATE donation SET origin_id = NULL WHERE held_reason = 'paid_twice'",
        "UPDATE donation SET origin_id = id WHERE held_reason = 'paid_twice'",
    ],
    "The last payment page of a gift asks for its amount, unless another one was accepted": [
        f"UPDATE checkout_attempt SET amount_minor = amount_minor + 1 WHERE donation_id = {of('started')}",
        f"UPDATE checkout_attempt SET currency = 'EUR' WHERE donation_id = {of('kept')}",
    ],
    "A consent to news that came with a settled gift is kept": [
        "DELETE FROM consent",
        "UPDATE consent SET wording = 'other words'",
    ],
}
RECEIPTS = {
    "A settled donation is on exactly one valid receipt over what is left of it, or has one of another system": [
        f"UPDATE refund SET status = 'failed' WHERE donation_id = {of('partly')}",
        f"UPDATE refund SET status = 'pending' WHERE donation_id = {of('wholly')}",
    ],
    "No valid receipt is over more than what is left, unless it is about to become void": [
        f"UPDATE refund SET amount_minor = amount_minor + 1 WHERE donation_id = {of('partly')}",
        dispute("kept", of_donation="kept", status="lost"),
        dispute("partly", of_donation="partly", status="lost", currency="EUR"),
    ],
    "Only settled donations are on a valid receipt": [
        f"INSERT INTO receipt_claim (donation_id, receipt_id) VALUES ({of('failed')}, {standing('kept')})",
    ],
    "A valid receipt is not void, and a receipt that is not void is claimed": [
        f"DELETE FROM receipt_void WHERE receipt_id = {voided('wholly')}",
    ],
    "A receipt is over the sum of its gifts": [
        f"UPDATE receipt_gift SET amount_minor = 1 WHERE receipt_id = {voided('wholly')}",
        f"DELETE FROM receipt_gift WHERE receipt_id = {voided('wholly')}",
    ],
    "Receipt numbers run from 1 to N without gap or repeat, in each series and year": [
        "UPDATE receipt_series SET last_sequence = last_sequence + 1",
        f"UPDATE receipt SET sequence = 99 WHERE id = {voided('wholly')}",
    ],
    "Every receipt is counted in its series": ["DELETE FROM receipt_series"],
    "A receipt replaces only one that is void": [
        f"UPDATE receipt SET replaces_id = {standing('kept')} WHERE id = {standing('twice')}",
    ],
    "A receipt replaces only an earlier one: the chain has no circle": [
        f"UPDATE receipt SET issued_at = '2030-01-01 00:00:00.000000' WHERE id = {voided('partly')}",
        f"UPDATE receipt SET replaces_id = id WHERE id = {voided('wholly')}",
    ],
    "Every receipt has its document, or the printing is owed": [
        f"DELETE FROM receipt_document WHERE receipt_id = {standing('kept')}",
    ],
    "No document of sandbox or test mode is in a live series, and none of a live one elsewhere": [
        "UPDATE installation SET mode = 'test'",
    ],
    "A receipt is in the currency of its gifts, and a replacement over the same gifts": [
        f"UPDATE receipt SET replaces_id = {voided('wholly')} WHERE id = {standing('twice')}",
    ],
    "Every void receipt has its copy marked as void, or the printing is owed": [
        f"DELETE FROM receipt_document WHERE receipt_id = {voided('wholly')} AND kind = 'void'",
    ],
    "Every receipt that stands was sent in a letter, or the letter is owed, unless there is no address": [
        f"DELETE FROM letter WHERE about_id = {standing('kept')}",
    ],
    "Every stored document is the one that was printed": [
        f"UPDATE receipt_document SET sha256 = 'another' WHERE receipt_id = {standing('kept')}",
    ],
    "Every receipt prints the number and the amount it was issued with": [
        f"UPDATE receipt SET number = 'SANDBOX-D/2026/000099' WHERE id = {voided('wholly')}",
    ],
    "Every receipt that stands names the payment of its gift": [
        f"UPDATE payment SET provider_payment_id = 'pi_another' WHERE donation_id = {of('kept')}",
    ],
}
WORK = {
    "An event that waits has its work owed, and an applied one was applied at a moment": [
        "UPDATE provider_event SET state = 'received' WHERE state = 'ignored'",
        f"UPDATE provider_event SET applied_at = NULL WHERE provider_event_id = {ONE_APPLIED}",
    ],
    "Every letter that is to be sent has its work owed": [
        f"UPDATE letter SET state = 'owed', sent_at = NULL WHERE about_id = {standing('kept')}",
        f"UPDATE letter SET state = 'sending', sent_at = NULL WHERE about_id = {standing('kept')}",
    ],
    "The database belongs to one installation": ["DELETE FROM installation"],
    "No owed work waits for a person": [PARKED],
    "No event of ours waits for a person": [
        f"UPDATE provider_event SET state = 'parked', applied_at = NULL WHERE provider_event_id = {ONE_APPLIED}",
    ],
    "Only events of this database's mode and of our own account are applied": [
        f"UPDATE provider_event SET account = 'acct_1' WHERE provider_event_id = {ONE_APPLIED}",
        f"UPDATE provider_event SET is_livemode = true WHERE provider_event_id = {ONE_APPLIED}",
    ],
    "A letter was sent at a moment, and only if it was sent": [
        f"UPDATE letter SET sent_at = NULL WHERE about_id = {standing('kept')}",
        f"UPDATE letter SET state = 'unknown' WHERE about_id = {standing('kept')}",
    ],
    "Every event tied to a gift by hand is in the audit trail": [
        f"""INSERT INTO event_link (event_id, donation_id, reason, "by", at)
            SELECT e.id, {of("kept")}, 'why', {NEW}, CURRENT_TIMESTAMP FROM provider_event e
            WHERE e.provider_event_id = {ONE_APPLIED}""",
    ],
    "Every stored event is the one that was sent": [
        f"""UPDATE sealed_text SET text = text || ' ' WHERE id =
            (SELECT body_id FROM provider_event WHERE provider_event_id = {ONE_APPLIED})""",
    ],
}
BREACHES = DONATIONS | RECEIPTS | WORK | DESK | PLANS
# What cannot be broken without breaking something else as well.
ALSO_BROKEN = {
    "No valid receipt is over more than what is left, unless it is about to become void": {
        "A settled donation is on exactly one valid receipt over what is left of it, or has one of another system",
    },
    "A receipt replaces only one that is void": {
        "A receipt is in the currency of its gifts, and a replacement over the same gifts",
    },
    "A gift recorded by hand counts, and no payment belongs to it": {
        "Every gift recorded by hand is in the audit trail"
    },
    "A gift that was accepted counts, and one that was rejected never does": {
        "Every decision about a held gift is in the audit trail",
        "All money of a rejected gift went back or is on its way, unless a person is told that it came back",
    },
    "Refunds of a gift recorded by hand are at most the gift, in its currency": {
        "A settled donation is on exactly one valid receipt over what is left of it, or has one of another system",
        "No valid receipt is over more than what is left, unless it is about to become void",
    },
}
