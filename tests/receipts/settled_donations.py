"""Donations whose money has come and whose receipts have not been thought of yet, for the tests of this
folder.
"""

from sqlalchemy import select

from donations.core.database import session
from donations.giving.models import Donation
from donations.organisation.links import Links
from donations.receipts.issue_receipt import issue_receipt
from donations.receipts.models import Receipt
from tests.story import Story

LINKS = Links("https://donations.example", "a secret for tests only, long enough")


def settled(story: Story, *people: str) -> None:
    """These people give 50 zł each; the worker is stopped before it issues a receipt."""
    for person in people:
        visitor = story.visitor()
        visitor.starts("50.00", email=f"{person}@example.org")
        visitor.pays()
    story.delivers()
    with story.inside():
        story.applies_events()


def donation_of(person: str) -> Donation:
    """Inside an application context."""
    return session.scalars(select(Donation).where(Donation.donor_email == f"{person}@example.org")).one()


def issue_for(person: str, replaces: Receipt | None = None) -> Receipt:
    """Inside a transaction."""
    donation = donation_of(person)
    return issue_receipt(donation, donation.amount, replaces, LINKS)
