"""What funds and campaigns have received: settled donations, per currency."""

from donations.funds.queries import campaign_by_slug, fund_by_slug
from donations.reporting.figures.figures import (
    campaigns_with_donations,
    figures_by_campaign,
    figures_by_fund,
    funds_with_donations,
)
from tests.story import Story


def gives_to_rivers(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN", campaign="rivers")
    visitor.sends("rivers", amount="50", email="ola@example.org")
    visitor.pays()
    story.settles()


def test_settled_donations_count_and_begun_ones_do_not(story: Story) -> None:
    story.gives("25.00")
    story.gives("30.00", email="jan@example.org")
    story.visitor().starts("99.00", email="ewa@example.org")
    gives_to_rivers(story)
    with story.inside():
        mission, reporting = fund_by_slug("mission").id, fund_by_slug("reporting").id
        rivers = campaign_by_slug("rivers").id
        shown = {
            key: [(each.donations, each.amount.minor) for each in found] for key, found in figures_by_fund().items()
        }
        assert shown == {mission: [(2, 5500)], reporting: [(1, 5000)]}
        assert [each.amount.minor for each in figures_by_campaign()[rivers]] == [5000]


def test_a_donation_that_was_only_begun_is_known_too(story: Story) -> None:
    with story.inside():
        assert (funds_with_donations(), campaigns_with_donations()) == (set(), set())
    story.visitor().starts("99.00")
    with story.inside():
        assert funds_with_donations() == {fund_by_slug("mission").id}
