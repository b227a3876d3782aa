import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DatabaseError

from donations.core.database import db, session, transaction
from donations.core.tokens import SealedText
from donations.reporting.invariants.deep_checks import broken_audit_trail
from donations.staff.audit_trail import PAGE, Act, AuditEntry, AuditFilter, audit_page, record_audit
from tests.colleague import PASSWORD, colleague


@pytest.fixture(scope="module")
def reader(shared_story):
    return colleague(shared_story.app, "admin").signs_in()


def acts(app, kim=None):
    """What happened, oldest first; of one person, or of all."""
    with app.app_context():
        rows = session.query(AuditEntry).order_by(AuditEntry.sequence)
        return [row.action.removeprefix("staff.") for row in rows if kim is None or row.staff_id == kim.id]


@pytest.mark.both_databases
def test_each_thing_one_does_with_ones_account_is_in_the_trail(app, hires):
    kim = hires("viewer").signs_in()
    new = "seven quiet harbours"
    kim.sends(
        "/staff/password",
        {"password": PASSWORD, "new_password": new, "new_password_confirm": new},
        page="/staff/password",
    )
    kim.sends("/staff/account", {"name": "Kim", "language": "pl"})
    kim.sends("/staff/recovery-codes", {"generate_new_codes": "y"}, page="/staff/recovery-codes")
    kim.signs_out()
    expected = ["signed_in", "password_changed", "profile_changed", "recovery_codes_made", "signed_out"]
    assert acts(app, kim) == expected


@pytest.mark.both_databases
def test_each_change_to_an_account_is_in_the_trail_with_its_reason(app, hires):
    admin, kim = hires("admin").signs_in(), hires("viewer")
    page = f"/staff/people/{kim.id}"
    for act, given in [("role", {"role": "accountant"}), ("disable", {}), ("enable", {}), ("forget-second-factor", {})]:
        admin.sends(f"{page}/{act}", {"reason": f"because of {act}", **given}, page=page)
    with app.app_context():
        lines = audit_page(AuditFilter(staff_id=admin.id, subject_id=kim.id))
        assert [(line.entry.action, line.reason) for line in reversed(lines)] == [
            ("staff.role_changed", "because of role"),
            ("staff.disabled", "because of disable"),
            ("staff.enabled", "because of enable"),
            ("staff.second_factor_forgotten", "because of forget-second-factor"),
        ]
        assert lines[-1].changes == [("role", "viewer", "accountant")]


def test_the_page_shows_who_what_why_and_what_changed(hires):
    admin, kim = hires("admin").signs_in(), hires("viewer")
    page = f"/staff/people/{kim.id}"
    admin.sends(f"{page}/role", {"role": "accountant", "reason": "<New> tasks"}, page=page)
    shown = admin.opens(f"/staff/audit?about={kim.id}").text
    for words in (
        "Kim Admin",
        "changed the role",
        "&lt;New&gt; tasks",
        "Role",
        "<del>Viewer</del>",
        "<ins>Accountant</ins>",
    ):
        assert words in shown


def fills(app, count):
    with app.app_context(), transaction():
        for number in range(count):
            record_audit(Act("fund.closed", "fund", None, None, f"number {number}"))


@pytest.mark.both_databases
def test_the_page_goes_back_to_the_beginning_a_page_at_a_time(app, hires):
    admin = hires("admin").signs_in()
    fills(app, PAGE + 5)
    first = admin.opens("/staff/audit?subject=fund").text
    assert first.count('class="quote"') == PAGE
    with app.app_context():
        older = session.query(AuditEntry.sequence).order_by(AuditEntry.sequence.desc()).limit(PAGE).all()[-1][0]
    assert f"before={older}" in first
    assert admin.opens(f"/staff/audit?subject=fund&before={older}").text.count('class="quote"') == 5


@pytest.mark.both_databases
def test_filters_combine(app, hires):
    admin = hires("admin").signs_in()
    fills(app, 3)
    assert "number 1" in admin.opens("/staff/audit?action=fund.closed&day_from=2026-11-10&day_to=2026-11-10").text
    for query in (
        "action=fund.closed&day_from=2026-11-11",
        "action=fund.closed&day_to=2026-11-09",
        f"action=fund.closed&by={admin.id}",
    ):
        assert "Nothing fits these filters" in admin.opens(f"/staff/audit?{query}").text


@pytest.mark.parametrize(
    "query",
    [
        "by=1",
        "about=x",
        "before=-1",
        "before=1e3",
        "before=99999999999999999999",
        "day_from=2026-13-01",
        "day_to=9999-12-31",
        "action=" + "x" * 10_000,
        "subject=%00",
    ],
)
def test_a_filter_that_cannot_be_read_is_a_clear_400(reader, query):
    assert reader.opens(f"/staff/audit?{query}").status_code == 400


@pytest.mark.both_databases
@pytest.mark.parametrize("query", ["action=%25", "subject=%5C", "before=0", "action=nothing", "page=-1"])
def test_a_filter_that_fits_nothing_shows_nothing(reader, query):
    assert reader.opens(f"/staff/audit?{query}").status_code == 200


@pytest.mark.both_databases
def test_entries_are_never_changed_or_deleted(app):
    fills(app, 1)
    for change in (update(AuditEntry).values(action="x"), delete(AuditEntry)):
        with app.app_context(), pytest.raises(DatabaseError), transaction():
            session.execute(change)


@pytest.fixture
def unguarded(app):
    """A database whose triggers somebody has removed."""
    fills(app, 4)
    on = "" if "sqlite" in app.config["SQLALCHEMY_DATABASE_URI"] else " ON audit_entry"
    with app.app_context():
        for verb in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER audit_entry_no_{verb}{on}"))
        session.commit()
        assert broken_audit_trail() == []
    return app


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET action = 'fund.opened' WHERE sequence = {third}",
        "UPDATE audit_entry SET staff_id = id WHERE sequence = {third}",
        "DELETE FROM audit_entry WHERE sequence = {third}",
        "UPDATE sealed_text SET text = 'x' WHERE id = (SELECT sealed_id FROM audit_entry WHERE sequence = {third})",
    ],
)
def test_the_check_finds_a_changed_row(unguarded, tampering):
    with unguarded.app_context():
        last = session.scalar(text("SELECT max(sequence) FROM audit_entry"))
        session.execute(text(tampering.format(third=last - 1)))
        session.commit()
        assert broken_audit_trail() != []


def test_forgetting_the_text_leaves_the_chain_whole(app, hires):
    fills(app, 2)
    with app.app_context():
        with transaction():
            session.execute(delete(SealedText).where(SealedText.subject == "audit"))
        assert broken_audit_trail() == []
        db.session.remove()
    assert "The text has been forgotten" in hires("admin").signs_in().opens("/staff/audit?subject=fund").text


def _closes_a_fund_and_fails():
    record_audit(Act("fund.closed", "fund"))
    raise ZeroDivisionError


@pytest.mark.both_databases
def test_an_act_that_is_rolled_back_leaves_no_entry(app):
    before = acts(app)
    with app.app_context(), pytest.raises(ZeroDivisionError), transaction():
        _closes_a_fund_and_fails()
    assert acts(app) == before
