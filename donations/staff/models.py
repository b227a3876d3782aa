"""Who works here: accounts and their passkeys.

Flask-Security's mixins bring the behaviour and fix the names of some attributes; the columns are our own.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from donations.core import clock, ids
from donations.core.database import Base
from donations.staff.permissions import RoleName

_ROLES = ", ".join(f"'{role}'" for role in RoleName)


def new_session_version() -> str:
    """What a cookie must carry: changed at sign-out, at a new password and when an account is disabled."""
    return uuid4().hex


class StaffMember(Base, UserMixin):
    """Somebody who may sign in. Without a password: invited, not yet here."""

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)  # type: ignore[assignment]  # ours are UUIDs
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(default=True)
    password: Mapped[str | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=new_session_version)
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True, default=new_session_version)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None]
    totp_counter: Mapped[int | None]  # of the last code taken: none is taken twice
    mf_recovery_codes: Mapped[list[Any] | None] = mapped_column(MutableList.as_mutable(JSON()))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    password_set_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    webauthn: Mapped[list["WebAuthn"]] = relationship(  # type: ignore[assignment]  # a list of ours
        back_populates="staff", cascade="all, delete-orphan", order_by="WebAuthn.id"
    )

    tf_phone_number: None = None  # Flask-Security clears it; we send no text messages
    roles = ()  # type: ignore[assignment]  # what somebody may do is decided by `role` and permissions.py alone

    @property
    def state(self) -> str:
        """Active, invited or disabled: what the list of people shows."""
        if not self.active:
            return "disabled"
        return "active" if self.password else "invited"

    @property
    def has_second_factor(self) -> bool:
        """Whether more than the password is asked at sign-in."""
        return bool(self.tf_primary_method or self.webauthn)

    def is_locked(self, form_error: list[str] | None = None) -> bool:  # noqa: ARG002 - Flask-Security's signature
        """Whether even right credentials open nothing. Flask-Security lets a disabled account's passkey through."""
        return not self.active

    def end_sessions(self) -> None:
        """Every cookie given out so far opens nothing from now on."""
        self.fs_uniquifier = new_session_version()


class WebAuthn(Base, WebAuthnMixin):
    """A passkey of a member of staff: the public half of a key whose other half never leaves their device."""

    __tablename__ = "passkey"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new_id)  # type: ignore[assignment]  # ours are UUIDs
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff_member.id"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[list[Any] | None]
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None]
    lastuse_datetime: Mapped[datetime]
    usage: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    staff: Mapped[StaffMember] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds whose it is."""
        return {"id": self.staff_id}
