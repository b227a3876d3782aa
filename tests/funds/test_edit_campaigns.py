"""Campaigns: their days, their goal, their fund; what has donations stays."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.core.money import Money
from donations.funds.edit_campaigns import (
    CampaignFacts,
    change_campaign,
    close_campaign,
    delete_campaign,
    open_new_campaign,
    reopen_campaign,
)
from donations.funds.edit_funds import add_fund, close_fund
from donations.funds.models import Campaign
from donations.funds.queries import campaign_by_slug, campaigns_with_goals, fund_by_slug, is_open, open_campaign
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")
NAME = {"pl": "Drzewa", "en": "Trees"}


def facts(**given) -> CampaignFacts:
    return CampaignFacts(**{"fund_id": fund_by_slug("mission").id, "name": NAME, "intro": NAME, **given})


def test_a_goal_is_set_changed_and_taken_away() -> None:
    with undone():
        campaign = open_new_campaign("trees", facts(goal=Money(100_000, "PLN")))
        for goal in (Money(5_000, "EUR"), None, Money(1, "PLN")):
            change_campaign(campaign.id, facts(goal=goal))
            session.expire_all()
            assert (campaign.goal.amount if campaign.goal else None) == goal


# Warsaw is an hour ahead: its 1 March begins at 23:00 UTC the day before.
@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (datetime(2027, 2, 28, 22, 59, tzinfo=UTC), False),
        (datetime(2027, 2, 28, 23, 0, tzinfo=UTC), True),
        (datetime(2027, 3, 10, 22, 59, tzinfo=UTC), True),
        (datetime(2027, 3, 10, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_page_is_there_on_its_days_where_the_foundation_is(moment, there) -> None:
    with undone():
        campaign = open_new_campaign("trees", facts(starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 10)))
        with time_machine.travel(moment):
            assert is_open(campaign) == there
            if there:
                assert open_campaign("trees") is campaign
            else:
                with pytest.raises(NotFound, match="ended" if moment.day == 10 else "not begun"):
                    open_campaign("trees")


def test_days_in_the_wrong_order_are_refused_by_us_and_by_the_schema() -> None:
    with undone(), pytest.raises(Refused, match="before the first"):
        open_new_campaign("trees", facts(starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 1)))
    with undone(), pytest.raises(IntegrityError):
        session.execute(update(Campaign).values(starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 1)))


def test_a_goal_of_nothing_is_refused_by_the_schema() -> None:
    with undone(), pytest.raises(IntegrityError):
        open_new_campaign("trees", facts(goal=Money(0, "PLN")))


def test_a_closed_campaign_opens_again() -> None:
    with undone():
        close_campaign("rivers")
        reopen_campaign(campaign_by_slug("rivers").id)
        assert open_campaign("rivers").slug == "rivers"


def test_no_open_campaign_asks_for_a_closed_fund() -> None:
    with undone():
        add_fund("trees", NAME)
        close_fund("trees")
        closed = fund_by_slug("trees").id
        for ask in (
            lambda: open_new_campaign("trees", facts(fund_id=closed)),
            lambda: change_campaign(campaign_by_slug("rivers").id, facts(fund_id=closed)),
        ):
            with pytest.raises(Refused, match="is closed"):
                ask()


def test_a_campaign_does_not_open_again_while_its_fund_is_closed() -> None:
    with undone():
        close_campaign("rivers")
        close_fund("reporting")
        with pytest.raises(Refused, match="reporting is closed"):
            reopen_campaign(campaign_by_slug("rivers").id)


def test_a_campaign_without_donations_is_deleted_with_its_goal() -> None:
    with undone():
        campaign = open_new_campaign("trees", facts(goal=Money(100, "PLN")))
        delete_campaign(campaign.id)
        assert [each.slug for each in campaigns_with_goals()] == ["rivers"]
        assert session.scalar(text("SELECT count(*) FROM campaign_goal")) == 0
