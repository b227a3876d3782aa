import re

from sqlalchemy import func, select, text

from donations.core.database import session, transaction
from donations.demo.donation_rows import reference_of
from donations.giving.models import Donation, Refund
from donations.reporting.invariants.verify import verify_all
from donations.search.search_index import put_triggers_aside, remake
from tests.crowd import seed


def broken():
    return [finding.line() for finding in verify_all() if not finding.holds]


def test_made_up_donations_leave_every_invariant_whole_also_when_added_twice(app):
    with app.app_context():
        for _ in range(2):
            seed(app, 150)
        kinds = dict(session.execute(select(Donation.status, func.count()).group_by(Donation.status)).all())

        assert sum(kinds.values()) == 300
        assert {"settled", "expired"} <= kinds.keys()
        assert session.scalar(select(func.count()).select_from(Refund)) is not None
        assert broken() == []


def test_an_index_made_anew_at_the_end_holds_what_was_written_without_it(app):
    with app.app_context():
        with transaction():
            put_triggers_aside()
        seed(app, 60)
        with transaction():
            remake()
        assert broken() == []


def test_a_lost_trigger_is_a_breach(app):
    with app.app_context():
        if session.connection().dialect.name != "sqlite":
            return
        with transaction():
            session.execute(text("DROP TRIGGER listed_donation_added"))
        assert [line for line in broken() if "search index has its triggers" in line]


def test_made_up_references_look_like_real_ones_and_never_repeat():
    made = [reference_of(number) for number in range(5_000)]
    assert len(set(made)) == 5_000
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", reference) for reference in made)
