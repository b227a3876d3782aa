import pytest

from donations.web.body_limits import BY_ENDPOINT, FORM
from tests.story import Story


def test_each_endpoint_of_the_table_exists_and_may_be_sent_something(story: Story) -> None:
    methods = {rule.endpoint: rule.methods or set() for rule in story.app.url_map.iter_rules()}
    assert {name: "POST" in methods[name] for name in BY_ENDPOINT} == dict.fromkeys(BY_ENDPOINT, True)


@pytest.mark.parametrize(("path", "limit"), [("/webhooks/stripe", BY_ENDPOINT["webhooks.stripe"]), ("/give", FORM)])
def test_a_byte_more_than_the_table_allows_is_answered_413(story: Story, path: str, limit: int) -> None:
    client = story.app.test_client()
    form = "application/x-www-form-urlencoded"
    assert client.post(path, data=b"x" * limit, content_type=form).status_code != 413
    assert client.post(path, data=b"x" * (limit + 1), content_type=form).status_code == 413
