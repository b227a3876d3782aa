"""Giving without a mouse: everything can be reached, is seen when it is, and answers Space, arrows and Enter."""

import pytest

# The element that has the keyboard, and whether a person can see that.
HERE = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
  const called = (element.type !== "submit" && element.name) || element.id || element.name;
  return { name: called || element.getAttribute("href"), isSeen };
}"""
MOST_STEPS = 40


def walks(visitor, deeds):
    """Press Tab from the top, do at each field what `deeds` say, end with the last of them; every place passed."""
    passed, left = [], dict(deeds)
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        place = visitor.page.evaluate(HERE)
        passed.append(place)
        deed = left.pop(place["name"], None)
        if deed and not left:
            with visitor.page.expect_navigation():
                deed(visitor.page.keyboard)
            return passed
        if deed:
            deed(visitor.page.keyboard)
    raise AssertionError(f"never came to {[*left]}")


def press(key):
    return lambda keyboard: keyboard.press(key)


def write(text):
    return lambda keyboard: keyboard.type(text)


def fill_in(visitor):
    visitor.opens_form("?currency=PLN&amount=50")
    return walks(
        visitor,
        {
            "amount": press("ArrowRight"),
            "email": write(visitor.who.email),
            "name": write(visitor.who.name),
            "anonymous": press("Space"),
            "message": write("Za rzekę."),
            "cover_costs": press("Space"),
            "give": press("Enter"),
        },
    )


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_the_whole_donation_can_be_made_with_the_keyboard(arrives, live, has_script):
    visitor = arrives("pl", java_script_enabled=has_script)
    fill_in(visitor)
    walks(visitor, {"outcome": press("Enter")})

    [donation] = live.donations_of(visitor.who)
    assert (donation["amount_minor"], donation["is_anonymous"], donation["message"]) == (10254, 1, "Za rzekę.")
    assert "/thanks/" in visitor.page.url


def test_every_field_is_passed_and_the_place_one_is_at_is_always_seen(arrives):
    passed = fill_in(arrives("pl"))
    everything = {"amount", "amount_other", "currency", "fund", "email", "name", "anonymous", "message"}

    assert everything | {"cover_costs", "consent_newsletter"} <= {place["name"] for place in passed}
    assert [place["name"] for place in passed if not place["isSeen"]] == []


def test_the_first_step_leads_past_the_head_of_the_page(arrives):
    visitor = arrives("en")
    visitor.opens_form()
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(HERE)["isSeen"]
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    assert visitor.page.evaluate(HERE)["name"] == "frequency"
