from donations.core.database import session, transaction
from donations.core.outbox import Outside, Tick
from donations.giving.models import Donation
from donations.giving.start.expire_donations import expiring
from tests.story import Story


def test_a_donation_taken_up_again_while_the_provider_was_asked_stays_open(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    story.waits(minutes=80)
    look: Outside = expiring(story.app.extensions["tools"].gateway)
    with story.inside():
        tick = Tick(session.query(Donation).one().id)
        overdue = look.prepare(tick)
        session.rollback()
        told = look.work(overdue)
    visitor.sends(amount=None, amount_other="50.00", currency="PLN")
    with story.inside(), transaction():
        look.record(tick, overdue, told)

    assert visitor.sees() == "started"
    visitor.pays()
    story.settles()
    assert story.statuses() == ["settled"]
    assert story.broken_invariants() == []
