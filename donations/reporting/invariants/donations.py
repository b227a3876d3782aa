"""What must hold of donations, their payments and refunds."""

from donations.core.invariant import Invariant
from donations.giving.states import MOVES

_MOVES = ", ".join(f"'{was}>{became}'" for was, following in MOVES.items() for became in following)
_MOVED_DOWN = """SELECT d.reference, h.was, h.became FROM donation_history h JOIN donation d ON d.id = h.donation_id
            WHERE (h.was IS NULL AND h.became <> 'started') OR h.was || '>' || h.became NOT IN (:moves)"""

INVARIANTS = (
    Invariant(
        "Each settled donation has exactly one succeeded payment, or was recorded by hand and has none",
        """SELECT d.reference FROM donation d WHERE d.status = 'settled' AND 1 <>
            (SELECT COUNT(*) FROM payment p WHERE p.donation_id = d.id AND p.succeeded_at IS NOT NULL) +
            (SELECT COUNT(*) FROM manual_record m WHERE m.donation_id = d.id)""",
    ),
    Invariant(
        "Each succeeded payment belongs to a donation that is settled or held for review",
        """SELECT p.provider_payment_id FROM payment p JOIN donation d ON d.id = p.donation_id
            WHERE p.succeeded_at IS NOT NULL AND d.status <> 'settled' AND d.held_reason IS NULL""",
    ),
    Invariant(
        "A settled donation has the amount and currency of its payment",
        """SELECT d.reference FROM donation d JOIN payment p ON p.donation_id = d.id
            WHERE d.status = 'settled' AND p.succeeded_at IS NOT NULL
            AND (p.amount_minor <> d.amount_minor OR p.currency <> d.currency)""",
    ),
    Invariant(
        "The shares for funds add up to the donation",
        """SELECT d.reference FROM donation d LEFT JOIN allocation a ON a.donation_id = d.id AND a.currency = d.currency
            GROUP BY d.id, d.reference, d.amount_minor HAVING COALESCE(SUM(a.amount_minor), 0) <> d.amount_minor""",
    ),
    Invariant(
        "Refunds, sent and on their way, are at most what was taken, in its currency",
        """SELECT p.provider_payment_id FROM payment p JOIN refund r ON r.payment_id = p.id
            WHERE r.status IN ('pending', 'succeeded')
            GROUP BY p.id, p.provider_payment_id, p.amount_minor, p.currency
            HAVING SUM(r.amount_minor) > p.amount_minor OR MIN(r.currency) <> p.currency
            OR MAX(r.currency) <> p.currency""",
    ),
    Invariant(
        "A refund belongs to the donation of its payment",
        """SELECT r.id FROM refund r JOIN payment p ON p.id = r.payment_id
            WHERE r.donation_id <> p.donation_id""",
    ),
    Invariant(
        "The state of a donation is where its history ends",
        """SELECT d.reference FROM donation d WHERE NOT EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.became = d.status) OR EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.was = d.status)""",
    ),
    Invariant(
        "The history of a donation begins once and never goes on from a state it did not reach",
        """SELECT d.reference FROM donation d WHERE 1 <> (SELECT COUNT(*) FROM donation_history h
            WHERE h.donation_id = d.id AND h.was IS NULL) OR EXISTS (SELECT 1 FROM donation_history h
            WHERE h.donation_id = d.id AND h.was IS NOT NULL AND NOT EXISTS (SELECT 1 FROM donation_history e
            WHERE e.donation_id = d.id AND e.became = h.was))""",
    ),
    Invariant(
        "A donation moves only upwards, from started on",
        _MOVED_DOWN.replace(":moves", _MOVES),
    ),
    Invariant(
        "A donation held for review is not settled, and has the payment that made it so",
        """SELECT d.reference FROM donation d WHERE d.held_reason IS NOT NULL AND (d.status = 'settled' OR NOT EXISTS
            (SELECT 1 FROM payment p WHERE p.donation_id = d.id AND p.succeeded_at IS NOT NULL))""",
    ),
    Invariant(
        "A second payment names the gift it is the second of",
        """SELECT d.reference FROM donation d
            WHERE d.held_reason = 'paid_twice' AND (d.origin_id IS NULL OR d.origin_id = d.id)""",
    ),
    Invariant(
        "The last payment page of a gift asks for its amount, unless another one was accepted",
        """SELECT d.reference FROM donation d JOIN checkout_attempt a ON a.donation_id = d.id
            WHERE a.number = (SELECT MAX(b.number) FROM checkout_attempt b WHERE b.donation_id = d.id)
            AND (a.amount_minor <> d.amount_minor OR a.currency <> d.currency)
            AND NOT EXISTS (SELECT 1 FROM held_review h WHERE h.donation_id = d.id AND h.decision = 'accepted')""",
    ),
    Invariant(
        "A consent to news that came with a settled gift is kept",
        """SELECT d.reference FROM donation d WHERE d.status = 'settled' AND d.newsletter_wording IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.source = 'donation ' || d.reference
            AND c.supporter_id = d.supporter_id AND c.wording = d.newsletter_wording)""",
    ),
)
