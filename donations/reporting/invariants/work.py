"""What must hold of the provider's events, of letters, and of the work still owed."""

from donations.core.invariant import Invariant

INVARIANTS = (
    Invariant(
        "An event that waits has its work owed, and an applied one was applied at a moment",
        """SELECT e.provider_event_id FROM provider_event e WHERE (e.state = 'received' AND NOT EXISTS
            (SELECT 1 FROM outbox o WHERE o.subject_id = e.id))
            OR (e.state = 'applied') <> (e.applied_at IS NOT NULL)""",
    ),
    Invariant(
        "Every letter that is to be sent has its work owed",
        """SELECT l.id FROM letter l WHERE l.state IN ('owed', 'sending')
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.subject_id = l.id)""",
    ),
    Invariant("The database belongs to one installation", "SELECT COUNT(*) FROM installation HAVING COUNT(*) <> 1"),
    Invariant(
        "No owed work needs attention",
        "SELECT o.reaction, o.last_error FROM outbox o WHERE o.parked_at IS NOT NULL",
    ),
    Invariant(
        "No event of ours needs attention",
        "SELECT e.provider_event_id, e.reason FROM provider_event e WHERE e.state = 'parked'",
    ),
    Invariant(
        "Only events of this database's mode and of our own account are applied",
        """SELECT e.provider_event_id FROM provider_event e, installation i WHERE e.state = 'applied'
            AND (e.is_livemode <> (i.mode = 'live') OR e.account IS NOT NULL)""",
    ),
    Invariant(
        "A letter was sent at a moment, and only if it was sent",
        "SELECT l.id FROM letter l WHERE (l.state = 'sent') <> (l.sent_at IS NOT NULL)",
    ),
)
