from donations.core import clock
from donations.core.database import db, session
from donations.reporting.needs_attention import NeedsAPerson, needs_a_person
from tests.operations import a_letter, counted_questions, owed_work, parked_event
from tests.payments.inbox_events import event, receive


def test_what_waits_is_counted_and_what_does_not_is_not(app, story):
    with app.app_context():
        parked_event()
        receive(event("evt_2"))
        for _ in range(2):
            owed_work()
        a_letter()
        a_letter(state="unknown")
        a_letter(state="unknown", seen_at=clock.now())
        a_letter(state="owed")
        with counted_questions(story) as requested:
            assert needs_a_person() == NeedsAPerson(events=1, work=2, letters=2, wishes=0, refusals=0)
        assert len(requested) == 1


def test_it_is_read_from_the_indexes(app, story):
    with app.app_context(), counted_questions(story) as requested:
        needs_a_person()
        if db.engine.dialect.name == "sqlite":
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {requested[0]}", ("parked",))
            steps = [row.detail for row in plan if "SCAN" in row.detail or "SEARCH" in row.detail]
            indexes = """ix_provider_event_state ix_outbox_parked ix_letter_waiting ix_supporter_request_open
            ix_plan_change_refused""".split()
            assert all(any(index in step for step in steps) for index in indexes), steps
