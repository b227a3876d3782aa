"""The first page of My giving."""

from donations.recurring.queries import plans_of_supporter
from tests.giver import Giver, gives
from tests.story import Story


def test_it_lists_plans_or_offers_one(story: Story) -> None:
    gives(story, amount="50.00", frequency="monthly")
    gives(story, "lee@example.org", name="Lee")
    story.drains_a_while(minutes=5)
    kim, lee = Giver(story).signs_in(), Giver(story, "lee@example.org").signs_in()
    with story.inside():
        (plan,) = plans_of_supporter(kim.id)
        reference = plan.reference
    assert f"/my/plans/{reference}" in kim.opens().text
    assert "frequency=monthly" in lee.opens().text
