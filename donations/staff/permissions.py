"""What each role may do: one table, read by the guard of every staff page."""

from enum import StrEnum


class Permission(StrEnum):
    VIEW = "view"  # donations, regular ones, supporters, receipts, figures
    REVIEW = "review"  # accept what is held; resend letters
    EDIT = "edit"  # what may be edited of a donation; record one by hand; change or pause a regular one
    REFUND = "refund"  # give money back, reject what is held, cancel a donation under way or a regular one
    EXPORT = "export"  # take data out
    OPERATE = "operate"  # operations: replay, retry, resend
    ARRANGE = "arrange"  # the organisation, funds and campaigns
    MANAGE_STAFF = "manage_staff"  # accounts and roles
    READ_AUDIT = "read_audit"  # the trail of what staff did


class RoleName(StrEnum):
    VIEWER = "viewer"  # looks, changes nothing
    FUNDRAISER = "fundraiser"  # cares for supporters and their donations
    ACCOUNTANT = "accountant"  # answers for the figures and for money going back
    ADMIN = "admin"  # everything, accounts and settings included


_FUNDRAISER = frozenset({Permission.VIEW, Permission.REVIEW, Permission.EDIT, Permission.EXPORT})

PERMISSIONS: dict[RoleName, frozenset[Permission]] = {
    RoleName.VIEWER: frozenset({Permission.VIEW}),
    RoleName.FUNDRAISER: _FUNDRAISER,
    RoleName.ACCOUNTANT: _FUNDRAISER | {Permission.REFUND, Permission.OPERATE},
    RoleName.ADMIN: frozenset(Permission),
}


def may(role: str, permission: Permission) -> bool:
    """Whether somebody of this role may do it; an unknown role may do nothing."""
    return role in PERMISSIONS and permission in PERMISSIONS[RoleName(role)]
