import pytest

from donations.core.database import session, transaction
from donations.core.errors import NotFound, Refused
from donations.desk.saved_views import NewView, remove_view, save_view, views_of
from donations.staff.audit_trail import AuditEntry
from tests.colleague import colleague


@pytest.fixture
def kim(app):
    return colleague(app, "viewer", "kim@example.org").id


@pytest.fixture
def lee(app):
    return colleague(app, "viewer", "lee@example.org").id


def saved(by, name="Euros", query="currency=EUR", *, is_shared=False):
    with transaction():
        return save_view(NewView(name, query, is_shared), by=by).id


def names(staff_id):
    return [(view.name, view.query) for view in views_of(staff_id)]


def test_a_view_is_ones_own_unless_it_is_shared(app, kim, lee):
    with app.app_context():
        saved(kim)
        saved(kim, "Held", "held=1", is_shared=True)

        assert names(kim) == [("Euros", "currency=EUR"), ("Held", "held=1")]
        assert names(lee) == [("Held", "held=1")]


def test_a_view_of_the_same_name_is_written_anew(app, kim):
    with app.app_context():
        saved(kim)
        saved(kim, query="currency=EUR&sort=largest")
        assert names(kim) == [("Euros", "currency=EUR&sort=largest")]


def test_nobody_removes_the_view_of_another(app, kim, lee):
    with app.app_context():
        view_id = saved(kim, is_shared=True)
        with pytest.raises(NotFound), transaction():
            remove_view(view_id, by=lee)
        with transaction():
            remove_view(view_id, by=kim)
        assert names(kim) == []


def test_every_change_is_in_the_trail(app, kim):
    with app.app_context():
        view_id = saved(kim)
        with transaction():
            remove_view(view_id, by=kim)
        entries = session.query(AuditEntry).filter_by(subject_kind="saved_view").order_by(AuditEntry.sequence)
        assert [(entry.action, entry.staff_id) for entry in entries] == [("view.saved", kim), ("view.removed", kim)]


@pytest.mark.parametrize("name", ["", " \t", "x" * 61])
def test_a_view_needs_a_name_of_reasonable_length(app, kim, name):
    with app.app_context(), pytest.raises(Refused), transaction():
        save_view(NewView(name, ""), by=kim)
