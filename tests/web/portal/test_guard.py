"""Every address of My giving: with another supporter's ids and tokens, signed out, and with a session of staff.

A new address fails here until somebody says what in it belongs to one supporter, and how it is tried.
"""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from donations.core.database import Base, session
from donations.core.tokens import sign
from donations.giving.models import Donation
from donations.organisation.links import CANCEL_EMAIL, PLAN, RECEIPT, THANKS
from donations.recurring.models import RecurringPlan
from donations.reporting.summary.print_summary import GivingSummary
from donations.web.portal.guard import ANYONE, SUPPORTER, TOKEN
from tests.colleague import colleague
from tests.giver import Giver, gives, token_on
from tests.story import Story

HERS, HIS = "ann@example.org", "bob@example.org"
SPAN = {"first": "2026-01-01", "last": "2026-12-31"}
ADDRESS = {"address_line": "", "postcode": "", "city": "", "country": "PL"}
# What a form needs so that it is taken.
FIELDS = {
    "portal.make_summary": SPAN,
    "portal.save_details": {"name": "Bob Other", "language": "en", **ADDRESS},
    "portal.ask_for_email": {"email": "bob.new@example.org"},
    "portal.ask_to_forget": {"note": ""},
}


def rules(app: Flask, opened_by: str | None = None) -> list[Rule]:
    """All addresses of the portal, or those opened in one way."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("portal.")]
    return [rule for rule in found if opened_by in (None, how(app, rule))]


def how(app: Flask, rule: Rule) -> str:
    return str(getattr(app.view_functions[rule.endpoint], "opens_by", "undeclared"))


def methods(rule: Rule) -> set[str]:
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def filled(app: Flask, rule: Rule, known: dict[str, Any]) -> str:
    """The address with these in its gaps."""
    with app.test_request_context():
        return str(app.url_map.bind("").build(rule.endpoint, {name: known[name] for name in rule.arguments}))


@pytest.fixture(scope="module")
def story(shared_story: Story) -> Story:
    """One for all: whatever is tried, nothing of hers is changed."""
    return shared_story


@pytest.fixture(scope="module")
def app(story: Story) -> Flask:
    return story.app


@pytest.fixture(scope="module")
def ann(story: Story) -> Giver:
    gives(story, HERS, "61.00", name="Ann Secret", frequency="monthly")
    story.drains_a_while(minutes=5)
    ann = Giver(story, HERS).signs_in()
    ann.sends("/my/summary", SPAN)
    story.drains()
    return ann


@pytest.fixture(scope="module")
def other(story: Story, ann: Giver) -> Giver:
    return gives(story, HIS, "17.00", name="Bob Other")


@pytest.fixture
def bob(other: Giver) -> Giver:
    """Signed in anew: the test before may have signed him out."""
    return other.signs_in()


@pytest.fixture(scope="module")
def of_ann(story: Story, ann: Giver) -> dict[str, Any]:
    """What belongs to her and stands in addresses."""
    with story.inside():
        supporter_id = ann.id
        return {
            "reference": session.scalars(select(Donation.reference).filter_by(supporter_id=supporter_id)).one(),
            "summary_id": session.scalars(select(GivingSummary.id).filter_by(supporter_id=supporter_id)).one(),
            "answer": "yes",
            "act": "cancel",
            "token": "A" * 43,
        }


def test_every_address_says_who_may_open_it(app: Flask) -> None:
    assert {rule.rule for rule in rules(app)} == {
        rule.rule for rule in rules(app) if how(app, rule) in (SUPPORTER, TOKEN, ANYONE)
    }
    below = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(("/my", "/plans"))}
    assert below == {rule.rule for rule in rules(app)}


@pytest.mark.both_databases
def test_what_stands_in_an_address_is_known_to_this_test(app: Flask, of_ann: dict[str, Any]) -> None:
    assert {name for rule in rules(app) for name in rule.arguments} <= set(of_ann)


def test_signed_out_nothing_opens_but_what_is_for_anyone(app: Flask, story: Story, of_ann: dict[str, Any]) -> None:
    stranger, opened = Giver(story), []
    token = token_on(stranger.opens().text)
    for rule in rules(app, SUPPORTER):
        for method in methods(rule):
            answer = stranger.client.open(filled(app, rule, of_ann), method=method, data={"csrf_token": token})
            if (answer.status_code, answer.location) != (303, "/my?done=ended"):
                opened.append((method, rule.rule, answer.status_code, answer.location))
    assert opened == []


def test_a_session_of_staff_opens_nothing(app: Flask, story: Story, of_ann: dict[str, Any]) -> None:
    desk, opened = colleague(app, email=HERS).signs_in(), []
    token = desk.token("/staff/account")
    for rule in rules(app, SUPPORTER):
        for method in methods(rule):
            answer = desk.client.open(filled(app, rule, of_ann), method=method, data={"csrf_token": token})
            if answer.status_code != 303 or answer.location != "/my?done=ended":
                opened.append((method, rule.rule, answer.status_code))
    assert opened == []
    assert HERS not in desk.opens("/my").text


def rows_of(supporter_id: UUID, reference: str) -> dict[str, list[Any]]:
    """Every row that names her or her donation, and all letters to her."""
    found = {}
    for table in Base.metadata.sorted_tables:
        keys = [column for column in table.c if column.name in ("supporter_id", "recipient_email", "donor_email")]
        own = [table.select().where(column == (supporter_id if "id" in column.name else HERS)) for column in keys]
        if table.name == "supporter":
            own.append(table.select().where(table.c.id == supporter_id))
        found[table.name] = [tuple(row) for each in own for row in session.execute(each)]
    return found


def said(answer: TestResponse) -> str:
    """All words of an answer; of a packed one those of its files."""
    if answer.content_type != "application/zip":
        return answer.text
    with zipfile.ZipFile(BytesIO(answer.data)) as packed:
        return "\n".join(packed.read(name).decode() for name in packed.namelist())


@contextmanager
def untouched(story: Story, ann: Giver, of_ann: dict[str, Any]) -> Iterator[None]:
    """Nothing of hers is changed inside."""
    ann_id = ann.id
    with story.inside():
        before = rows_of(ann_id, of_ann["reference"])
    yield
    story.drains()
    with story.inside():
        assert rows_of(ann_id, of_ann["reference"]) == before


@pytest.mark.both_databases
def test_another_supporters_ids_show_nothing_and_touch_nothing(
    app: Flask, story: Story, ann: Giver, bob: Giver, of_ann: dict[str, Any]
) -> None:
    token = token_on(bob.opens().text)
    shown: list[tuple[object, ...]] = []
    with untouched(story, ann, of_ann):
        for rule in sorted(rules(app, SUPPORTER), key=lambda rule: "sign-out" in rule.rule):
            for method in sorted(methods(rule)):
                sent = {"csrf_token": token, **FIELDS.get(rule.endpoint, {})}
                address = filled(app, rule, of_ann)
                answer = bob.client.open(address, method=method, data=sent)
                assert answer.status_code in (200, 303, 404), (rule.rule, answer.status_code)
                visible = said(answer).replace(address, "")
                if any(word in visible for word in ("Ann", HERS, of_ann["reference"])):
                    shown.append((method, rule.rule))
                if {"reference", "summary_id"} & rule.arguments and answer.status_code != 404:
                    shown.append((method, rule.rule, answer.status_code))
    assert shown == []
    assert ann.is_in()


def test_a_page_that_begins_after_another_supporters_donation_is_none(bob: Giver, of_ann: dict[str, Any]) -> None:
    for query in ("after", "before"):
        assert bob.opens(f"/my/gifts?{query}={of_ann['reference']}").status_code == 404


@pytest.mark.both_databases
def test_a_token_for_something_else_opens_nothing(
    app: Flask, story: Story, ann: Giver, bob: Giver, of_ann: dict[str, Any]
) -> None:
    secret = app.extensions["settings"].secret_key
    with story.inside():
        donation_id = session.scalars(select(Donation.id).filter_by(reference=of_ann["reference"])).one()
        plan_id = session.scalars(select(RecurringPlan.id).filter_by(reference=of_ann["reference"])).one()
    tokens = ["A" * 43, "x", "ł" * 43, "%00", sign(secret, THANKS, donation_id), sign(secret, CANCEL_EMAIL, uuid4())]
    tokens += [sign(secret, PLAN, donation_id), sign(secret, PLAN, ann.id), sign(secret, RECEIPT, plan_id)]
    tokens += [sign(secret, THANKS, ann.id), sign(secret, CANCEL_EMAIL, ann.id), "a" * 5000]
    with_token = [rule for rule in rules(app) if "token" in rule.arguments]
    csrf, opened = token_on(bob.opens().text), []
    with untouched(story, ann, of_ann):
        for rule in with_token:
            for token in tokens:
                for method in methods(rule):
                    address = filled(app, rule, {**of_ann, "token": token})
                    answer = bob.client.open(address, method=method, data={"csrf_token": csrf})
                    if answer.status_code != 404:
                        opened.append((method, rule.rule, token, answer.status_code))
    assert opened == []
    assert {rule.endpoint for rule in with_token} >= {
        "portal.link",
        "portal.confirm",
        "portal.cancel",
        "portal.linked_act",
    }


@pytest.mark.both_databases
def test_a_cookie_of_one_supporter_does_not_become_anothers(story: Story, ann: Giver, bob: Giver) -> None:
    """Neither half of two cookies, nor one of before."""
    cookies = [each.client.get_cookie("my") for each in (ann, bob)]
    hers, his = (cookie.value for cookie in cookies if cookie)
    thief = Giver(story)
    for forged in (hers.split(".")[0] + "." + his.split(".")[1], hers[:-2] + "AA", hers[1:], hers + "."):
        thief.client.set_cookie("my", forged)
        assert not thief.is_in()
