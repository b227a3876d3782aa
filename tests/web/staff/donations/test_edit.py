"""What may be edited of a donation, as pages."""

from collections.abc import Callable

from sqlalchemy import select

from donations.core.database import session
from donations.receipts.models import Receipt
from tests.colleague import Colleague
from tests.story import Story

Hire = Callable[..., Colleague]


def test_a_receipt_that_is_void_is_not_offered_to_be_replaced(story: Story, hires: Hire) -> None:
    story.gives("50.00")
    kim = hires("fundraiser").signs_in()
    with story.inside():
        first = session.scalars(select(Receipt)).one().id
    replace = f"/staff/receipts/{first}/replace"
    assert "becomes void for ever" in kim.opens(replace).text
    kim.sends(replace, {"reason": "the name changed"}, page=replace)
    story.drains()

    again = kim.opens(replace)
    assert again.status_code == 422
    assert "is void already" in again.text
    assert "becomes void for ever" not in again.text
