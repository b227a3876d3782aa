"""Keep a list's filters, order and columns under a name; and remove it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from donations.core.database import session
from donations.core.errors import NotFound, Refused
from donations.core.text_normalisation import one_line
from donations.desk.models import SavedView
from donations.staff.audit_trail import Act, record_audit

LONGEST_NAME = 60
_LONGEST_QUERY = 2_000
_MOST = 50


@dataclass(frozen=True, slots=True)
class NewView:
    """What is to be kept; `query` as it stands in the list's address."""

    name: str
    query: str
    is_shared: bool = False


def save_view(new: NewView, *, by: UUID) -> SavedView:
    """One's own view of that name is written anew."""
    name = one_line(new.name)
    if not name or len(name) > LONGEST_NAME or len(new.query) > _LONGEST_QUERY:
        raise Refused("Please give the view a name of at most %(count)s characters.", count=LONGEST_NAME)
    own = list(session.scalars(select(SavedView).where(SavedView.staff_id == by)))
    view = next((each for each in own if each.name == name), None)
    if view is None and len(own) >= _MOST:
        raise Refused("You have %(count)s views already; remove one first.", count=_MOST)
    before = {"query": view.query, "is_shared": view.is_shared} if view else None
    if view is None:
        view = SavedView(staff_id=by, name=name)
        session.add(view)
    view.query, view.is_shared = new.query, new.is_shared
    session.flush()
    after = {"name": name, "query": view.query, "is_shared": view.is_shared}
    record_audit(Act("view.saved", "saved_view", view.id, by, before=before, after=after))
    return view


def remove_view(view_id: UUID, *, by: UUID) -> None:
    """One's own only."""
    view = session.scalar(select(SavedView).where(SavedView.id == view_id, SavedView.staff_id == by))
    if view is None:
        raise NotFound("This view is not here, or not yours to remove.")
    record_audit(Act("view.removed", "saved_view", view.id, by, before={"name": view.name, "query": view.query}))
    session.delete(view)
    session.flush()


def views_of(staff_id: UUID) -> Sequence[SavedView]:
    """One's own and those shared with everybody, by name."""
    visible = or_(SavedView.staff_id == staff_id, SavedView.is_shared.is_(True))
    return session.scalars(select(SavedView).where(visible).order_by(SavedView.name, SavedView.id)).all()
