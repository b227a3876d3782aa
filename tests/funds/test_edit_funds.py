"""Funds and campaigns open and close; what has donations stays in the books."""

import pytest

from donations.core.errors import NotFound, Refused
from donations.funds.edit_campaigns import add_campaign, close_campaign
from donations.funds.edit_funds import add_fund, close_fund, delete_fund, move_fund, rename_fund, reopen_fund
from donations.funds.queries import all_campaigns, all_funds, fund_by_slug, open_campaign, open_funds
from tests.databases import undone

pytestmark = pytest.mark.usefixtures("inside")
NAME = {"pl": "Drzewa", "en": "Trees"}


def test_a_new_fund_stands_last_in_the_form() -> None:
    with undone():
        add_fund("trees", NAME)
        assert [fund.slug for fund in open_funds()] == ["mission", "reporting", "trees"]


@pytest.mark.parametrize(
    "slug",
    ["", "Trees", "a b", "a/b", "-a", "a-", "a--b", "ą", "a\n", "..", "x" * 61, "<b>", "\uff11"],
    ids=lambda slug: slug[:5],
)
def test_a_name_in_an_address_is_plain_and_short(slug: str) -> None:
    with undone(), pytest.raises(Refused):
        add_fund(slug, NAME)
    with undone(), pytest.raises(Refused):
        add_campaign(slug, fund_by_slug("mission"), name=NAME, intro=NAME)


def test_the_longest_name_in_an_address_fits() -> None:
    with undone():
        assert add_fund("x" * 60, NAME).slug == "x" * 60


def test_a_name_in_an_address_is_taken_once() -> None:
    with undone(), pytest.raises(Refused, match="taken"):
        add_fund("mission", NAME)
    with undone(), pytest.raises(Refused, match="taken"):
        add_campaign("rivers", fund_by_slug("mission"), name=NAME, intro=NAME)


@pytest.mark.parametrize("name", [{"pl": "", "en": "Trees"}, {"pl": "  ", "en": "Trees"}, {}], ids=str)
def test_a_fund_has_a_name(name: dict[str, str]) -> None:
    with undone(), pytest.raises(Refused):
        add_fund("trees", name)


def test_a_closed_fund_leaves_the_form_and_stays_in_the_books() -> None:
    with undone():
        close_fund("mission")
        assert [fund.slug for fund in open_funds()] == ["reporting"]
        assert [fund.slug for fund in all_funds()] == ["mission", "reporting"]


def test_closing_twice_keeps_the_first_day() -> None:
    with undone():
        close_fund("mission")
        first = fund_by_slug("mission").closed_at
        close_fund("mission")
        assert fund_by_slug("mission").closed_at == first


def test_the_last_open_fund_cannot_be_closed() -> None:
    with undone():
        close_campaign("rivers")
        close_fund("reporting")
        with pytest.raises(Refused, match="only open fund"):
            close_fund("mission")


def test_a_fund_a_campaign_asks_for_cannot_be_closed() -> None:
    with undone(), pytest.raises(Refused, match="campaign"):
        close_fund("reporting")


def test_a_closed_campaign_has_no_page_any_more() -> None:
    with undone():
        close_campaign("rivers")
        with pytest.raises(NotFound):
            open_campaign("rivers")
        assert [campaign.slug for campaign in all_campaigns()] == ["rivers"]


@pytest.mark.parametrize("close", [close_fund, close_campaign])
def test_what_is_not_there_cannot_be_closed(close) -> None:
    with undone(), pytest.raises(NotFound, match="none"):
        close("none")


def test_a_fund_moves_one_place_and_no_further_than_the_ends() -> None:
    with undone():
        trees = add_fund("trees", NAME).id
        orders = []
        for up in (True, True, True, False):
            move_fund(trees, up=up)
            orders.append([fund.slug for fund in all_funds()])
        assert [order.index("trees") for order in orders] == [1, 0, 0, 1]


def test_a_fund_is_renamed_in_each_language() -> None:
    with undone():
        mission = fund_by_slug("mission")
        rename_fund(mission.id, {"pl": " Nowy ", "en": "New"})
        assert mission.name == {"pl": "Nowy", "en": "New"}
        with pytest.raises(Refused, match="name is missing"):
            rename_fund(mission.id, {"pl": "", "en": "New"})


def test_a_closed_fund_opens_again_in_its_place() -> None:
    with undone():
        close_fund("mission")
        reopen_fund(fund_by_slug("mission").id)
        assert [fund.slug for fund in open_funds()] == ["mission", "reporting"]


def test_only_a_fund_nothing_refers_to_is_deleted() -> None:
    with undone():
        delete_fund(add_fund("trees", NAME).id)
        assert [fund.slug for fund in all_funds()] == ["mission", "reporting"]
        with pytest.raises(Refused, match="gifts or a campaign"):
            delete_fund(fund_by_slug("reporting").id)
        assert [fund.slug for fund in all_funds()] == ["mission", "reporting"]


def test_the_last_open_fund_is_not_deleted() -> None:
    with undone():
        close_campaign("rivers")
        close_fund("reporting")
        with pytest.raises(Refused, match="only open fund"):
            delete_fund(fund_by_slug("mission").id)
