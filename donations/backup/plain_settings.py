"""Settings as a backup holds them: all that were set, wherever they came from, but for secrets and places."""

from typing import Any

import tomlkit

from donations.settings import Settings

NAME = "settings.toml"
_PLACES = frozenset({"data_dir", "database_url"})  # of the machine that was lost; the address may hold a password
_HEAD = "As they stood when the backup was made. Secrets, data directory and database are set elsewhere."


def plain_settings(settings: Settings) -> str:
    """The text of a settings file."""
    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    for name in type(settings).model_fields:
        if name in settings.model_fields_set - _PLACES - _secret_names():
            document.add(name, getattr(settings, name))
    return tomlkit.dumps(document)


def secrets_in_use(settings: Settings) -> list[str]:
    """Settings whose values are in no backup, by the names they have in the environment."""
    names = [name for name in type(settings).model_fields if name in _secret_names() and getattr(settings, name)]
    if settings.database_url:
        names.append("database_url")
    return [f"DONATIONS_{name.upper()}" for name in names]


def stand_ins(mode: str) -> dict[str, Any]:
    """Enough to open the database of that mode before its secrets are back; nothing is signed or sent with them."""
    key = {"live": "sk_live_", "test": "sk_test_"}.get(mode)
    return {
        "mode": mode,
        "secret_key": "no secret: it stands in while a backup is restored",
        "stripe_secret_key": f"{key}stands_in" if key else "",
        "stripe_webhook_secret": "whsec_stands_in",
    }


def _secret_names() -> set[str]:
    """Those the settings never show."""
    return {name for name, field in Settings.model_fields.items() if not field.repr}
