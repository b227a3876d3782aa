"""The list follows whatever happens to a donation, in the transaction it happens in."""

from sqlalchemy import text

from donations.core.database import session, transaction
from donations.funds.queries import all_campaigns, all_funds, fund_by_slug
from donations.giving.by_hand.edit_donation import move_to_fund
from donations.giving.models import Donation
from donations.search import keep
from donations.search.pages import page_of
from donations.search.read_query import Choices, read_query
from donations.search.totals import quick_totals


def finds(story, **fields):
    """The amounts of what the list shows, in its order; the count above it agrees."""
    with story.inside():
        choices = Choices(all_funds(), all_campaigns(), "Europe/Warsaw")
        query = read_query(fields, choices)
        assert query.problems == {}
        totals = quick_totals(query.filter, choices.zone)
        assert totals is not None
        rows = page_of(query, choices.zone, are_few=totals.are_few).rows
        assert len(rows) == totals.donations
        return [row.amount_minor for row in rows]


def test_a_donation_is_found_by_every_half_remembered_word(story):
    story.gives("50.00", name="Żółć Gęślą", message="Powodzenia!")
    story.gives("1234.50", email="jan.kowalski@gmail.com")
    reference = story.donations()[1]["reference"]

    assert finds(story, q="zolc") == finds(story, q="ges pow") == [5000]
    assert finds(story, q="gma kowal") == finds(story, q="1 234,50 zł") == finds(story, q="£1,234.50"[1:]) == [123450]
    assert finds(story, q=reference) == finds(story, q=reference.replace("-", "").lower()) == [123450]
    assert finds(story, q="olc") == finds(story, q="zolc kowalski") == []


def test_a_started_donation_is_listed_at_once_and_moves_when_it_settles(story):
    visitor = story.visitor()
    visitor.starts("77.00")
    assert finds(story, status="started") == [7700]

    visitor.pays()
    story.settles()

    assert (finds(story, status="started"), finds(story, status="settled")) == ([], [7700])
    assert finds(story, method="card") == [7700]
    assert story.broken_invariants() == []


def test_a_refund_shows_in_the_list_and_in_the_figures(story):
    visitor = story.gives("50.00")
    story.sandbox.refund(visitor.payment_id, amount_minor=2000)
    story.settles()

    assert finds(story, refunded="1") == [5000]
    with story.inside():
        totals = quick_totals(read_query({}, Choices(all_funds(), [], "Europe/Warsaw")).filter, "Europe/Warsaw")
        assert totals is not None
        assert [(each.received.minor, each.refunded.minor, each.left.minor) for each in totals.sums] == [
            (5000, 2000, 3000)
        ]
    assert story.broken_invariants() == []


def test_a_donation_moved_to_another_fund_leaves_the_first(story):
    story.gives("50.00")
    with story.inside(), transaction():
        donation = session.query(Donation).one()
        move_to_fund(donation, fund_by_slug("reporting"), donation.id, "asked for it")

    assert (finds(story, fund="mission"), finds(story, fund="reporting")) == ([], [5000])
    assert story.broken_invariants() == []


def test_money_does_not_wait_for_a_list_that_fails(story, monkeypatch):
    def fails(_ids):
        raise RuntimeError("the list is broken")

    visitor = story.visitor()
    visitor.starts("50.00")
    visitor.pays()
    with monkeypatch.context() as broken:
        broken.setattr(keep, "relist", fails)
        story.delivers()
        story.drains()
    assert story.statuses() == ["settled"]

    story.drains_until_nothing_is_owed()
    assert finds(story, status="settled") == [5000]
    assert story.broken_invariants() == []


def test_a_list_that_says_something_else_is_a_breach(story):
    story.gives("50.00")
    with story.inside(), transaction():
        session.execute(text("UPDATE listed_donation SET amount_minor = 1"))

    broken = " ".join(story.broken_invariants())
    assert "The list shows every donation as it is" in broken
    assert "The figures of each day equal its donations" in broken
