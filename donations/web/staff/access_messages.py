"""What Flask-Security tells a person, in our words; translated when it is shown."""

_ERROR, _DONE, _NOTE = "error", "success", "message"


def _(message: str) -> str:
    """Marks a text for the catalogs; Flask-Security translates it from them."""
    return message


MESSAGES = {
    "API_ERROR": (_("This cannot be read. Please load the page again and try once more."), _ERROR),
    "GENERIC_AUTHN_FAILED": (_("Address and password do not fit together."), _ERROR),
    "UNAUTHENTICATED": (_("Please sign in."), _NOTE),
    "REAUTHENTICATION_REQUIRED": (_("Please confirm first that it is you."), _NOTE),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. You can go on now."), _DONE),
    "INVALID_REDIRECT": (_("This link leads elsewhere and was not followed."), _ERROR),
    "EMAIL_NOT_PROVIDED": (_("Please write your e-mail address."), _ERROR),
    "INVALID_EMAIL_ADDRESS": (_("This is not an e-mail address."), _ERROR),
    "PASSWORD_NOT_PROVIDED": (_("Please write your password."), _ERROR),
    "PASSWORD_INVALID_LENGTH": (_("Please choose at least %(length)s characters."), _ERROR),
    "PASSWORD_IS_THE_SAME": (_("This is the password you have already: please choose another."), _ERROR),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords differ."), _ERROR),
    "INVALID_PASSWORD": (_("This is not your password."), _ERROR),
    "PASSWORD_RESET_REQUEST": (
        _("If this address has an account, a letter with a link is on its way to it."),
        _DONE,
    ),
    "PASSWORD_RESET_EXPIRED": (_("This link is too old. Write your address here, and a new one comes."), _ERROR),
    "INVALID_RESET_PASSWORD_TOKEN": (
        _(
            "This link has been used, or it is too old. Write your address here, and a new one comes; or ask whoever "
            "invited you to send the invitation again."
        ),
        _ERROR,
    ),
    "PASSWORD_RESET_NO_LOGIN": (_("Your password is set. Please sign in with it."), _DONE),
    "PASSWORD_CHANGE": (_("Your password is changed. All other browsers are signed out."), _DONE),
    "DISABLED_ACCOUNT": (_("This account is disabled."), _ERROR),
    "TWO_FACTOR_INVALID_TOKEN": (_("This code is not right, or it was used already."), _ERROR),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("The code is right. Welcome."), _DONE),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_("The app is set up: from now on its code is asked."), _DONE),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Please sign in first."), _ERROR),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_("Please choose one of the ways shown."), _ERROR),
    "TWO_FACTOR_DISABLED": (_("The app is removed: its code is not asked any more."), _DONE),
    "TWO_FACTOR_SETUP_EXPIRED": (_("That took too long. Please start again."), _ERROR),
    "INVALID_RECOVERY_CODE": (_("This recovery code is not right, or it was used already."), _ERROR),
    "NO_RECOVERY_CODES_SETUP": (_("There are no recovery codes yet."), _NOTE),
    "WEBAUTHN_EXPIRED": (_("That took too long. Please start again."), _ERROR),
    "WEBAUTHN_NAME_REQUIRED": (_("Please give the passkey a name."), _ERROR),
    "WEBAUTHN_NAME_INUSE": (_("You have a passkey of this name already."), _ERROR),
    "WEBAUTHN_NAME_NOT_FOUND": (_("You have no passkey of this name."), _ERROR),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (_("Please use letters, figures and spaces only."), _ERROR),
    "INVALID_INPUT": (_("Please write this again."), _ERROR),
    "INVALID_INPUT_LENGTH": (_("This is too long."), _ERROR),
    "WEBAUTHN_CREDENTIAL_DELETED": (_("The passkey is removed."), _DONE),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (_("The passkey is added: you can sign in with it."), _DONE),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (_("This passkey is known already."), _ERROR),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (_("This passkey is not known here."), _ERROR),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (_("This passkey is not known here."), _ERROR),
    "WEBAUTHN_NO_VERIFY": (_("The passkey could not be checked. Please try again."), _ERROR),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (_("This passkey is not for this use."), _ERROR),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (_("This passkey belongs to another account."), _ERROR),
}
