"""The trail in words: what each action and each kind of thing is called. A word that is not known stands as it is."""

import json
from typing import Any

from flask_babel import gettext, lazy_gettext

_ = lazy_gettext

ACTIONS = {
    "staff.invited": _("invited"),
    "staff.invited_again": _("invited again"),
    "staff.role_changed": _("changed the role"),
    "staff.disabled": _("disabled the account"),
    "staff.enabled": _("enabled the account"),
    "staff.second_factor_forgotten": _("forgot the second factor"),
    "staff.profile_changed": _("changed name or language"),
    "staff.signed_in": _("signed in"),
    "staff.signed_out": _("signed out"),
    "staff.password_set": _("set the password"),
    "staff.password_changed": _("changed the password"),
    "staff.app_set_up": _("set up the app for codes"),
    "staff.app_removed": _("removed the app for codes"),
    "staff.passkey_added": _("added a passkey"),
    "staff.passkey_removed": _("removed a passkey"),
    "staff.recovery_codes_made": _("made recovery codes"),
    "staff.recovery_code_used": _("used a recovery code"),
}
KINDS = {
    "staff": _("account"),
    "donation": _("donation"),
    "receipt": _("receipt"),
    "refund": _("refund"),
    "supporter": _("supporter"),
    "fund": _("fund"),
    "campaign": _("campaign"),
    "organisation": _("organisation"),
    "letter": _("letter"),
    "event": _("event"),
    "owed": _("owed work"),
    "export": _("export"),
}


def action_name(action: str) -> str:
    """`staff.role_changed` → `changed the role`; of an action not listed here its own words."""
    known = ACTIONS.get(action)
    return str(known) if known else action.partition(".")[2].replace("_", " ") or action


def kind_name(kind: str) -> str:
    """`staff` → `account`."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


def told(value: Any) -> str:
    """A value that was or is, as it is shown."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
