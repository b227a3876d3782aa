"""For each rule about what staff do: what is done to the books so that it does not hold."""

from tests.reporting.people import NEW, of, standing, voided


def refund(name: str, *, status: str, by_hand: bool = False, author: str = "NULL", amount: int = 1) -> str:
    """One more refund of that person's donation."""
    payment, bank_date = ("NULL", "CURRENT_DATE") if by_hand else ("p.id", "NULL")
    asked_at = "NULL" if author == "NULL" else "CURRENT_TIMESTAMP"
    return f"""INSERT INTO refund (id, provider_refund_id, payment_id, donation_id, amount_minor, currency, status,
        requested_by, reason, requested_at, bank_date, reported_at, first_heard_at)
        SELECT {NEW}, 're_more', {payment}, d.id, {amount}, d.currency, '{status}',
        {author}, 'why', {asked_at}, {bank_date}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
        FROM donation d LEFT JOIN payment p ON p.donation_id = d.id WHERE d.id = {of(name)}"""


def dispute(name: str, *, of_donation: str, status: str, currency: str = "PLN") -> str:
    """The bank of that person wants one grosz, or cent, back."""
    return f"""INSERT INTO dispute (id, provider_dispute_id, payment_id, donation_id, amount_minor, currency, status,
        reason, reported_at, first_heard_at)
        SELECT {NEW}, 'du_1', p.id, {of(of_donation)}, 1, '{currency}', '{status}', 'fraudulent', CURRENT_TIMESTAMP,
        CURRENT_TIMESTAMP FROM payment p WHERE p.donation_id = {of(name)}"""


def review(name: str, decision: str) -> str:
    return f"""INSERT INTO held_review (donation_id, decision, held_reason, note, "by", at)
        VALUES ({of(name)}, '{decision}', 'amount_differs', 'why', {NEW}, CURRENT_TIMESTAMP)"""


DESK = {
    "A gift recorded by hand counts, and no payment belongs to it": [
        f"""INSERT INTO manual_record (donation_id, method, received_on, note, recorded_by, recorded_at)
            VALUES ({of("failed")}, 'cash', CURRENT_DATE, '', {NEW}, CURRENT_TIMESTAMP)""",
    ],
    "Refunds of a gift recorded by hand are at most the gift, in its currency": [
        refund("byhand", status="succeeded", by_hand=True, amount=1_000_000),
    ],
    "Only gifts recorded by hand have refunds without a payment": [refund("kept", status="cancelled", by_hand=True)],
    "Only a gift that was imported has its receipt elsewhere": [
        f"UPDATE donation SET has_receipt_elsewhere = TRUE WHERE id = {of('failed')}",
    ],
    "Every import is in the audit trail": [
        f"""INSERT INTO imported_gift (donation_id, source, reference, import_id)
            VALUES ({of("byhand")}, 'old', 'A-17', {NEW})""",
    ],
    "A refund that waits for the provider has its work owed": [refund("kept", status="requested")],
    "A dispute belongs to the donation of its payment": [dispute("kept", of_donation="failed", status="open")],
    "A gift that was accepted counts, and one that was rejected never does": [
        review("held", "accepted"),
        "UPDATE held_review SET decision = 'accepted'",
        review("kept", "rejected"),
    ],
    "All money of a rejected gift went back or is on its way, unless a person is told that it came back": [
        f"UPDATE refund SET status = 'cancelled' WHERE donation_id = {of('rejected')}",
        f"UPDATE refund SET amount_minor = amount_minor - 1 WHERE donation_id = {of('rejected')}",
    ],
    "Every decision about a held gift is in the audit trail": [f'UPDATE held_review SET "by" = {NEW}'],
    "Every refund asked for here is in the audit trail": [refund("kept", status="cancelled", author=NEW)],
    "Every gift recorded by hand is in the audit trail": [f"UPDATE manual_record SET recorded_by = {NEW}"],
    "Every receipt that was corrected is in the audit trail": [
        f"UPDATE receipt_void SET reason = 'corrected' WHERE receipt_id = {voided('partly')}",
    ],
    "Every letter staff sent again is in the audit trail": [
        f"UPDATE letter SET resend_of_id = id WHERE about_id = {standing('kept')}",
    ],
    "Every wish of a supporter that was seen to is in the audit trail": [
        f"""INSERT INTO supporter_request (id, supporter_id, kind, note, asked_at, closed_at, closed_by, answer)
            SELECT {NEW}, d.supporter_id, 'forget', '', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, {NEW}, 'done'
            FROM donation d WHERE d.id = {of("kept")}""",
    ],
    "The chain of the audit trail is whole": [
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00'",
        "UPDATE audit_entry SET sequence = sequence + 1 WHERE action = 'donation.recorded'",
        "UPDATE sealed_text SET text = text || ' ' WHERE id IN (SELECT sealed_id FROM audit_entry)",
    ],
    "The figures of each day equal its donations": ["UPDATE day_figure SET gifts = gifts + 1"],
}
