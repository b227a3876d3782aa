"""Every page of My giving, in every state that looks different: each scene leads a window there."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.giver import Giver
from tests.browser.live import until

Scene = Callable[[Giver], object]
SCENES: dict[str, Scene] = {}
STRANGE: dict[str, Scene] = {}  # for somebody who is not signed in
# Shown by the same template as another scene, with other words in it.
ALIKE = frozenset("plan_rhythm plan_date plan_purpose plan_skip summary_empty details_saved plan_act_by_link".split())


def scene(play: Scene) -> Scene:
    """The function's name is the scene's."""
    SCENES[play.__name__] = play
    return play


def strange(play: Scene) -> Scene:
    """The same, signed out."""
    STRANGE[play.__name__] = play
    return play


def page(name: str, path: str, scenes: dict[str, Scene] = SCENES) -> None:
    """A scene that is nothing but an address."""
    scenes[name] = lambda giver: giver.opens(path)


def of_plan(name: str, path: str = "") -> None:
    """A page about the plan."""
    SCENES[name] = lambda giver: giver.opens(f"/my/plans/{giver.plan()[1]}{path}")


page("home", "/my")
page("gifts", "/my/gifts")
page("summary", "/my/summary")
page("summary_empty", "/my/summary?first=2001-01-01&last=2001-12-31")
page("summary_wrong", "/my/summary?first=2026-12-31&last=2026-01-01")
page("details", "/my/details")
page("details_saved", "/my/details?done=details")
page("email", "/my/e-mail")
page("forget", "/my/forget")
page("missing", "/my/gifts?after=0000-0000")
of_plan("plan")
for act in ("amount", "rhythm", "date", "purpose", "skip", "pause", "card", "cancel"):
    of_plan(f"plan_{act}", f"/{act}")
page("sign_in", "/my", STRANGE)
page("ended", "/my/details", STRANGE)
page("link_over", "/my/sign-in/nothing", STRANGE)
page("signed_out", "/my?done=signed_out", STRANGE)


@scene
def summary_document(giver: Giver) -> None:
    giver.opens("/my/summary")
    with giver.page.expect_navigation():
        giver.main.locator("form[method=post] .act").click()
    expect(giver.main.locator("a[type='application/pdf']")).to_be_visible()


@scene
def details_wrong(giver: Giver) -> None:
    giver.opens("/my/details")
    giver.writes(name="x", postcode="1" * 20)
    giver.sends()


@scene
def email_wrong(giver: Giver) -> None:
    giver.opens("/my/e-mail")
    giver.writes(email=giver.who.email)
    giver.sends()


@scene
def plan_amount_wrong(giver: Giver) -> None:
    giver.opens(f"/my/plans/{giver.plan()[1]}/amount")
    giver.writes(amount="ten")
    giver.sends()


@strange
def sign_in_wrong(giver: Giver) -> None:
    giver.opens()
    giver.writes(email="zofia")
    giver.sends()


@strange
def link_sent(giver: Giver) -> None:
    giver.opens()
    giver.writes(email="nobody@example.org")
    giver.sends()


@strange
def open_link(giver: Giver) -> None:
    giver.page.goto(giver.asks_for_link())


@strange
def plan_by_link(giver: Giver) -> None:
    giver.page.goto(giver.plan_link())


@strange
def plan_act_by_link(giver: Giver) -> None:
    giver.page.goto(f"{giver.plan_link()}/cancel")


def letter_links(giver: Giver, part: str) -> list[str]:
    """Links of letters to them, and of those to the address they moved to."""
    bodies = (letter.get_body(("plain",)) for letter in giver.letters())
    return [word for body in bodies if body for word in str(body.get_content()).split() if part in word]


@scene
def email_asked(giver: Giver) -> None:
    """Last but one: from here on a change waits."""
    giver.opens("/my/e-mail")
    giver.writes(email=f"new-{giver.who.email}")
    giver.sends()
    giver.opens("/my/e-mail")


@scene
def email_confirm(giver: Giver) -> None:
    giver.page.goto(until(lambda: letter_links(giver, "/my/e-mail/confirm/"))[-1])


@scene
def email_cancel(giver: Giver) -> None:
    giver.page.goto(until(lambda: letter_links(giver, "/my/e-mail/cancel/"))[-1])


@scene
def email_confirmed(giver: Giver) -> None:
    """The new address has said yes, the old one nothing yet."""
    giver.page.goto(until(lambda: letter_links(giver, "/my/e-mail/confirm/"))[-1])
    if giver.main.locator("form").count():
        giver.sends()
    giver.opens("/my/e-mail")
    expect(giver.main.locator(".facts")).to_be_visible()


@scene
def forget_asked(giver: Giver) -> None:
    giver.opens("/my/forget")
    if giver.main.locator("form").count():
        giver.writes(note="Przeprowadzam się.")
        giver.sends()
    giver.opens("/my/forget")
