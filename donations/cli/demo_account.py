"""The one ready account of a sandbox. Its password is random, and kept in a file only its owner may read."""

from pathlib import Path
from secrets import token_urlsafe

from flask_security import verify_password

from donations.organisation.queries import the_organisation
from donations.settings import Settings, write_private
from donations.staff.invite_staff import Invitation, add_staff
from donations.staff.permissions import RoleName
from donations.staff.queries import all_staff, find_staff_by_email
from donations.staff.set_password import set_password


def keep_demo_account(settings: Settings) -> None:
    """Make it at the first start; forget the file once its password is no longer the right one. In a transaction."""
    file = _file(settings)
    if not all_staff():
        organisation = the_organisation()
        email = f"demo@{organisation.contact_email.partition('@')[2]}"
        password = token_urlsafe(12)
        member = add_staff(Invitation(email, RoleName.ADMIN, "Demo", organisation.default_language), by=None)
        set_password(member, password, by=None)
        file.unlink(missing_ok=True)
        write_private(file, f"{email}\n{password}\n")
    elif file.exists() and not _still_opens(file):
        file.unlink()


def demo_account(settings: Settings) -> tuple[str, str] | None:
    """Address and password, for the terminal; None where there is no such account, or its password was changed."""
    file = _file(settings)
    if settings.mode != "sandbox" or not file.exists():
        return None
    email, password = file.read_text("utf-8").split()
    return email, password


def _still_opens(file: Path) -> bool:
    email, password = file.read_text("utf-8").split()
    member = find_staff_by_email(email)
    return bool(member and member.active and member.password and verify_password(password, member.password))


def _file(settings: Settings) -> Path:
    return settings.data_dir / "demo-account.txt"
