"""Every page of the desk, in every state that looks different: each scene leads a window there."""

from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import expect

from tests.browser.clerk import Clerk
from tests.browser.recorded import a_guess, by_bank, by_hand
from tests.browser.world import World

Scene = Callable[[Clerk, World], object]
SCENES: dict[str, Scene] = {}
STRANGE: dict[str, Scene] = {}  # for somebody who is not signed in
VIEWED: dict[str, Scene] = {}  # for somebody who may only look
# Shown by the same template as another scene, with other words in it: a page of an act, a list with nothing in it.
ALIKE = frozenset(
    """cancel accept reject move plan_date plan_pause plan_cancel replace event_replay event_link letter_resend
    letter_seen donation_resend standing_order_instalment donation_by_hand_refund record_refund plans_none
    plans_filtered plan_report_wrong plan_simulated_wrong plan_record_refused list_filtered list_found
    events_none letters_none new_currency new_fund new_campaign terms gift_refunded_in_part gift_started""".split()
)


def scene(play: Scene) -> Scene:
    """The function's name is the scene's."""
    SCENES[play.__name__] = play
    return play


def page(name: str, path: str, scenes: dict[str, Scene] = SCENES) -> None:
    """A scene that is nothing but an address."""
    scenes[name] = lambda clerk, _world: clerk.opens(path)


def of_donation(name: str, donation: str, path: str = "") -> None:
    """A page about one of the world's donations."""
    SCENES[name] = lambda clerk, world: clerk.opens(f"/donations/{world.reference(getattr(world, donation))}{path}")


def of_plan(name: str, whose: str, path: str = "") -> None:
    """A page about one of the world's plans, which is called as the donation it began with."""
    SCENES[name] = lambda clerk, world: clerk.opens(f"/plans/{world.reference(getattr(world, whose))}{path}")


def about(name: str, path: str, query: str) -> None:
    """A page about the newest of something."""
    SCENES[name] = lambda clerk, world: clerk.opens(path.format(world.an_id(query)))


of_donation("gift_received", "received")
of_donation("gift_refunded_in_part", "returned_in_part")
of_donation("gift_held", "held")
of_donation("gift_disputed", "disputed")
of_donation("gift_started", "started")
of_donation("refund", "received", "/refund")
of_donation("cancel", "started", "/cancel")
of_donation("accept", "held", "/accept")
of_donation("reject", "held", "/reject")
of_donation("edit", "received", "/edit")
of_donation("move", "received", "/fund")
of_plan("plan", "regular")
of_plan("plan_failing", "failing")
of_plan("plan_amount", "regular", "/amount")
of_plan("plan_date", "regular", "/date")
of_plan("plan_pause", "regular", "/pause")
of_plan("plan_cancel", "regular", "/cancel")
of_plan("plan_simulated", "regular", "/simulate?fails=retry")
of_plan("plan_simulated_wrong", "regular", "/simulate?from=1&to=2&fails=3")
page("plans", "/plans?sort=next")
page("plans_filtered", "/plans?status=goes_on&interval=monthly&kind=card&find=regular")
page("plans_none", "/plans?find=nobody-is-called-so")
page("plans_wrong", "/plans?sort=colour&status=green")
page("plan_report", "/plans/report?period=year")
page("plan_report_wrong", "/plans/report?period=soon&day_to=1")
page("plan_report_rows", "/plans/report/new?period=year")
page("plan_record", "/plans/new")
page("list", "/donations")
page("list_filtered", "/donations?status=settled&fund=mission&amount_from=1&message=1&q=zrodlo")
page("list_found", "/donations?status=settled&period=year&currency=PLN&sort=amount")
page("list_empty", "/donations?q=nobody-is-called-so")
page("list_wrong", "/donations?sort=colour&amount_from=x&day_from=2026-13-41")
page("export", "/donations/export?status=settled")
page("record", "/donations/new")
page("waiting", "/waiting")
page("home", "")
page("events", "/events")
page("events_none", "/events?type=none.such")
page("letters", "/letters")
page("letters_none", "/letters?to=nobody@example.org")
page("owed", "/owed")
page("organisation", "/organisation")
page("details", "/organisation/details")
page("look", "/organisation/look")
page("currencies", "/organisation/currencies")
page("currency", "/organisation/currencies/PLN")
page("new_currency", "/organisation/currencies/new")
page("receipts", "/organisation/receipts")
page("terms", "/organisation/texts/terms")
page("privacy", "/organisation/texts/privacy")
page("privacy_version", "/organisation/texts/privacy/en/1")
page("privacy_write", "/organisation/texts/privacy/en")
page("funds", "/funds")
page("new_fund", "/funds/new")
page("campaigns", "/campaigns")
page("new_campaign", "/campaigns/new")
page("people", "/people")
page("invite", "/people/invite")
page("audit", "/audit")
page("account", "/account")
page("confirm", "/confirm")
page("password", "/password")
page("passkeys", "/passkeys")
page("app", "/app")
page("missing", "/donations/0000-0000")
about("fund", "/funds/{}", "SELECT id FROM fund ORDER BY position")
about("campaign", "/campaigns/{}", "SELECT id FROM campaign WHERE slug = 'rivers'")
about("person", "/people/{}", "SELECT id FROM staff_member ORDER BY id DESC")
page("sign_in", "/sign-in", STRANGE)
page("forgot", "/password/reset", STRANGE)
page("forbidden", "/audit", VIEWED)


@scene
def refund_refused(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/donations/{world.reference(world.received)}/refund")
    clerk.writes(amount="7000", reason="")
    clerk.sends()


@scene
def record_refused(clerk: Clerk, _world: World) -> None:
    clerk.opens("/donations/new")
    clerk.writes(amount="ten", received_on="2099-01-01", email="zofia")
    clerk.sends()


@scene
def donationby_hand(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/donations/{by_hand(clerk, world)}")


@scene
def donation_by_hand_refund(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/donations/{by_hand(clerk, world)}/refund-by-hand")


@scene
def plan_record_refused(clerk: Clerk, _world: World) -> None:
    clerk.opens("/plans/new")
    clerk.writes(amount="ten", instalments="many")
    clerk.sends()


@scene
def standing_order(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/plans/{by_bank(clerk, world)}")


@scene
def standing_order_instalment(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/plans/{by_bank(clerk, world)}/instalment")


@scene
def plan_guesses(clerk: Clerk, world: World) -> None:
    a_guess(clerk, world)
    clerk.opens("/plans/perhaps")


@scene
def plan_guess_record(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/plans/perhaps/{a_guess(clerk, world)}/record")


@scene
def receipt(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/receipts/{world.receipt_of(world.returned_in_part)}")


@scene
def replace(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/receipts/{world.receipt_of(world.received)}/replace")


@scene
def supporter(clerk: Clerk, world: World) -> None:
    found = world.an_id("SELECT supporter_id FROM donation WHERE donor_email = ?", world.returned_in_part.email)
    clerk.opens(f"/supporters/{found}")


@scene
def event(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.parked_event}")


@scene
def event_link(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.parked_event}/link?gift={world.reference(world.started)}")


@scene
def event_applied(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.applied_event}")


@scene
def event_replay(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.applied_event}/replay")


@scene
def event_without_mark(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.unmarked_event}")


@scene
def event_record(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/events/{world.unmarked_event}/record")


@scene
def letter(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/letters/{world.refused_letter}")


@scene
def letter_resend(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/letters/{world.refused_letter}/resend")


@scene
def letter_seen(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/letters/{world.refused_letter}/seen")


@scene
def donation_resend(clerk: Clerk, world: World) -> None:
    who = world.received
    clerk.opens(f"/donations/{world.reference(who)}/letters/{world.letter_to(who)}/resend")


@scene
def owed_parked(clerk: Clerk, world: World) -> None:
    assert isinstance(world.parked_work, UUID)
    clerk.opens("/owed?state=parked")


@scene
def owed_ask(clerk: Clerk, world: World) -> None:
    assert isinstance(world.parked_work, UUID)
    clerk.opens("/owed/retry-parked")


@scene
def bulk_ask(clerk: Clerk, world: World) -> None:
    _asks(clerk, world)


@scene
def bulk_done(clerk: Clerk, world: World) -> None:
    _asks(clerk, world)
    clerk.writes(to_fund="reporting", reason="As agreed")
    clerk.sends()
    expect(clerk.main.locator("progress")).to_have_count(0)


def sign_in_refused(clerk: Clerk, _world: World) -> None:
    clerk.opens("/sign-in")
    clerk.writes(email="nobody@example.org", password="not the right one")
    clerk.sends()


STRANGE["sign_in_refused"] = sign_in_refused


def _asks(clerk: Clerk, world: World) -> None:
    clerk.opens(f"/donations?q={world.reference(world.returned_in_part)}")
    clerk.page.locator("[name=chosen]").first.check()
    clerk.writes(act="add to fund")
    with clerk.page.expect_navigation():
        clerk.page.locator("#bulk [type=submit]").click()
