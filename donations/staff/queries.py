"""Finding those who work here."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from donations.core.database import session
from donations.core.errors import NotFound
from donations.staff.models import StaffMember
from donations.staff.permissions import RoleName


def all_staff() -> list[StaffMember]:
    """Everybody, active ones first, by name."""
    with_keys = select(StaffMember).options(selectinload(StaffMember.webauthn))
    return list(session.scalars(with_keys.order_by(StaffMember.active.desc(), StaffMember.name)))


def staff_by_id(staff_id: UUID) -> StaffMember:
    """Raises `NotFound`."""
    found = session.get(StaffMember, staff_id)
    if found is None:
        raise NotFound("There is no such account.")
    return found


def find_staff_by_email(email: str) -> StaffMember | None:
    """Capitals do not matter."""
    return session.scalar(select(StaffMember).where(StaffMember.email == email.strip().lower()))


def staff_by_email(email: str) -> StaffMember:
    """Raises `NotFound`."""
    found = find_staff_by_email(email)
    if found is None:
        raise NotFound("Nobody here has the address %(email)s.", email=email)
    return found


def is_last_admin(member: StaffMember) -> bool:
    """Whether nobody could manage accounts without this one."""
    others = select(func.count()).where(
        StaffMember.id != member.id,
        StaffMember.role == RoleName.ADMIN,
        StaffMember.active,
        StaffMember.password.is_not(None),
    )
    return member.role == RoleName.ADMIN and member.active and not session.scalar(others)


def names_of_staff() -> dict[UUID, str]:
    """Name by id, for lists that show who did something."""
    return {
        row.id: row.name or row.email
        for row in session.execute(select(StaffMember.id, StaffMember.name, StaffMember.email))
    }
