"""Inside the service, with somebody who works there."""

import pytest

from tests.flows.desk import Desk
from tests.story import Story


@pytest.fixture
def desk(story: Story) -> Desk:
    return Desk(story)
