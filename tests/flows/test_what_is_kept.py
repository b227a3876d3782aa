"""What the donation, its receipt and its letter keep of what the visitor wrote, and where it came from."""

from io import BytesIO

import pypdf
import pytest
from sqlalchemy import select

from donations.core.database import session, transaction
from donations.giving.models import Donation
from donations.organisation.edit_organisation import organisation_document, set_organisation
from donations.organisation.queries import current_privacy_text
from donations.supporters.models import Consent, Supporter
from tests.mail.drafts import text_of
from tests.story import Story

ODD_NAMES = [
    "Żółć Gęślą-Jaźń",
    "<script>alert(1)</script>",
    "{{7*7}} #strong[x] $x$ \\n",
    "O'Brien & Søns, ł ß",
    "=1+1",
]


def only_donation() -> Donation:
    return session.scalars(select(Donation)).one()


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_survives_letter_by_letter_in_page_letter_and_document(story: Story, name: str) -> None:
    visitor = story.gives("50.00", name=name)
    page = visitor.reads_thanks().text
    [letter] = story.mailbox.letters
    [document] = letter.iter_attachments()
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(document.get_content())).pages)

    with story.inside():
        assert only_donation().donor_name == name
    assert "<script>alert" not in page
    assert name in unescaped(page)
    assert name in text_of(letter)
    assert name in unescaped(text_of(letter, "html"))
    assert squeezed(name) in squeezed(printed)
    assert letter["To"].addresses[0].display_name == name


def unescaped(page: str) -> str:
    for sign, entity in {"<": "&lt;", ">": "&gt;", "'": "&#39;", '"': "&#34;", "&": "&amp;"}.items():
        page = page.replace(entity, sign)
    return page


def squeezed(text: str) -> str:
    """A document breaks lines where it must, and sets typographic apostrophes as they are typed."""
    return "".join(text.split())


def test_the_newsletter_consent_is_kept_with_its_words_and_the_privacy_version(story: Story) -> None:
    visitor = story.visitor("pl")
    form = visitor.opens_form("?currency=PLN")
    assert 'name="consent_newsletter"' in form.text
    assert "consent_newsletter" not in visitor.form
    visitor.sends(amount=None, amount_other="50", consent_newsletter="y")
    with story.inside():
        assert session.scalars(select(Consent)).all() == []
    visitor.pays()
    story.settles()

    with story.inside():
        consent, donation = session.scalars(select(Consent)).one(), only_donation()
        assert consent.wording == donation.newsletter_wording
        assert consent.wording in form.text
        assert (consent.language, consent.is_granted) == ("pl", True)
        assert consent.given_at == donation.started_at
        assert donation.privacy_version == current_privacy_text("pl").version


def test_no_consent_is_kept_that_was_not_given(story: Story) -> None:
    story.gives("50.00")

    with story.inside():
        assert only_donation().newsletter_wording is None
        assert session.scalars(select(Consent)).all() == []


def test_a_new_privacy_text_does_not_change_the_version_a_donation_was_made_under(story: Story) -> None:
    visitor = story.visitor()
    visitor.starts("50.00")
    with story.inside(), transaction():
        document = organisation_document()
        document["privacy"]["en"] = "# New\nWords."
        set_organisation(document)
    visitor.pays()
    story.settles()

    with story.inside():
        assert only_donation().privacy_version == 1
        assert current_privacy_text("en").version == 2


@pytest.mark.both_databases
def test_a_repeated_supporter_is_one_supporter_and_each_donation_keeps_its_name(story: Story) -> None:
    story.gives("50.00", name="Kim Nowak", email="kim@example.org")
    story.gives("60.00", name="K. Nowak-Kowalska", email="KIM@example.org")

    with story.inside():
        supporter = session.scalars(select(Supporter)).one()
        assert supporter.name == "Kim Nowak"
        donations = session.scalars(select(Donation).order_by(Donation.amount_minor)).all()
        assert [donation.donor_name for donation in donations] == ["Kim Nowak", "K. Nowak-Kowalska"]
        assert {donation.supporter_id for donation in donations} == {supporter.id}


def test_covered_costs_are_charged_shown_and_receipted_as_part_of_the_donation(story: Story) -> None:
    visitor = story.gives("50.00", cover_costs="y")
    [session_made] = story.sandbox.all("checkout.session")

    with story.inside():
        donation = only_donation()
        assert (donation.amount.minor, donation.covered_costs.minor) == (5178, 178)
        assert [allocation.amount.minor for allocation in donation.allocations] == [5178]
    assert session_made["amount_total"] == 5178
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5178, "valid")]
    assert "51.78" in visitor.reads_thanks().text
    assert story.broken_invariants() == []


def test_back_from_the_payment_page_the_form_is_as_it_was_left(story: Story) -> None:
    given = {"message": "Na rzeki\nŻółć", "cover_costs": "y", "anonymous": "y", "consent_newsletter": "y"}
    visitor = story.visitor()
    visitor.starts("33.50", **given)
    page = visitor.returns_to_form()

    assert "Nothing has been charged" in page.text
    kept = {name: visitor.form[name] for name in ("amount_other", "currency", "email", "name", *given)}
    expected = {"amount_other": "33.50", "currency": "PLN", "email": "kim@example.org"}
    assert kept == {**expected, "name": "Kim Nowak", **given}


def test_where_the_ask_stood_is_kept_with_the_donation(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?amount=50&currency=PLN&placement=rivers/box-2")
    visitor.sends()
    visitor.pays()
    story.settles()

    with story.inside():
        assert only_donation().placement == "rivers/box-2"


def test_a_campaigns_page_gives_to_its_fund_and_keeps_the_campaign(story: Story) -> None:
    visitor = story.visitor()
    visitor.opens_form("?currency=PLN", campaign="rivers")
    visitor.sends(campaign="rivers", amount=None, amount_other="50")
    visitor.pays()
    story.settles()

    with story.inside():
        donation = only_donation()
        assert donation.campaign
        assert donation.campaign.slug == "rivers"
        assert donation.allocations[0].fund_id == donation.campaign.fund_id
    assert story.broken_invariants() == []


def test_yen_are_counted_whole_from_the_form_to_the_receipt(story: Story) -> None:
    with story.inside(), transaction():
        document = organisation_document()
        document["organisation"]["currencies"] = {"JPY": {"presets": [1000, 5000], "minimum": 500, "maximum": 1000000}}
        set_organisation(document)
    refused = story.visitor().starts("50.50", "JPY")
    story.gives("5000", "JPY")

    assert refused.status_code == 422
    [charge] = story.sandbox.all("charge")
    assert (charge["amount"], charge["currency"]) == (5000, "jpy")
    assert story.receipts() == [("SANDBOX-D/2026/000001", 5000, "valid")]
    assert "5,000" in text_of(story.mailbox.letters[0])
    assert "5,000.00" not in text_of(story.mailbox.letters[0])
    assert story.broken_invariants() == []
