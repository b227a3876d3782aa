"""Every setting, typed; the only reader of the environment.

Read in this order, the first wins: environment (``DONATIONS_…``), a secrets directory (``DONATIONS_SECRETS_DIR``, one
file a setting), ``secrets.toml`` and ``settings.toml`` in the data directory.
"""

import os
import re
import secrets
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_PREFIX = "DONATIONS_"
_SHORTEST_SECRET = 32
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?|https?://\[[0-9a-fA-F:]+\](:[0-9]{1,5})?", re.ASCII)
_SECRETS = ("secret_key", "stripe_webhook_secret")


class BadSettings(Exception):
    """The settings do not hold together; the text names every one to mend."""


class Settings(BaseSettings):
    """What an operator may set. Durations in seconds, sizes in bytes unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    mode: Literal["sandbox", "test", "live"] = "sandbox"
    data_dir: Path = Path("var")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: int = Field(8000, validation_alias=AliasChoices("PORT", "port"), ge=1, le=65535)
    sandbox_port: int = Field(8001, validation_alias=AliasChoices("SANDBOX_PORT", "sandbox_port"), ge=1, le=65535)
    base_url: str = ""
    trusted_hosts: Annotated[list[str], NoDecode] = []
    trusted_proxies: int = Field(0, ge=0, le=5)
    secret_key: str = Field("", repr=False)
    status_token: str = Field("", repr=False)
    stripe_secret_key: str = Field("", repr=False)
    stripe_webhook_secret: str = Field("", repr=False)
    stripe_webhook_secret_previous: str = Field("", repr=False)
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: Literal["none", "starttls", "tls"] = "starttls"
    smtp_login: str = ""
    smtp_password: str = Field("", repr=False)
    web_processes: int = Field(1, ge=1, le=64)
    web_threads: int = Field(8, ge=1, le=64)
    offers_quarterly: bool = False
    give_limit: str = "20/minute;200/hour"
    page_limit: str = "600/minute"
    lease: int = Field(300, ge=1)
    log_format: Literal["json", "console"] = "console"

    @field_validator("trusted_hosts", mode="before")
    @classmethod
    def split_hosts(cls, value: Any) -> Any:
        """``a.example.org, b.example.org`` in the environment, a list in TOML."""
        return [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @model_validator(mode="before")
    @classmethod
    def mode_follows_key(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Without a Stripe key the sandbox answers; a test key means test mode. Live is never guessed."""
        if not values.get("mode"):
            values["mode"] = "test" if values.get("stripe_secret_key") else "sandbox"
        return values

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """Fail closed: every mistake is named at once."""
        if mistakes := [*_mistakes(self), *(_live_mistakes(self) if self.mode == "live" else [])]:
            raise ValueError("\n".join(mistakes))
        return self

    @cached_property
    def url(self) -> str:
        """The base URL of our pages, without a slash at its end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @cached_property
    def hosts(self) -> list[str]:
        """Hosts we answer to."""
        own = urlsplit(self.url).hostname or ""
        return self.trusted_hosts or sorted({own, "127.0.0.1", "localhost"})

    @cached_property
    def database(self) -> str:
        """The database as SQLAlchemy names it."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'donations.sqlite3').resolve()}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @property
    def is_https(self) -> bool:
        """Whether visitors reach us over TLS: cookies are Secure exactly then."""
        return self.url.startswith("https://")

    @property
    def sandbox_url(self) -> str:
        """Where our simulator of the payment provider answers."""
        return f"http://127.0.0.1:{self.sandbox_port}"

    @property
    def stripe_base(self) -> str | None:
        """The provider's address when it is not the provider itself."""
        return self.sandbox_url if self.mode == "sandbox" else None

    @property
    def checkout_origin(self) -> str:
        """Where a visitor is sent to pay; the form may lead there."""
        return self.sandbox_url if self.mode == "sandbox" else "https://checkout.stripe.com"

    @property
    def provider_key(self) -> str:
        """The key we speak to the provider with."""
        return self.stripe_secret_key or "sk_test_sandbox"

    @property
    def webhook_secrets(self) -> list[str]:
        """The secrets a webhook may be signed with; two while one is being replaced."""
        return [secret for secret in (self.stripe_webhook_secret, self.stripe_webhook_secret_previous) if secret]

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature; we read no .env file
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - ours has its folder from the environment
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment, secrets directory, then the two files."""
        folder = data_dir()
        files = [TomlConfigSettingsSource(settings_cls, folder / name) for name in ("secrets.toml", "settings.toml")]
        directory = os.environ.get("DONATIONS_SECRETS_DIR")
        if directory and not Path(directory).is_dir():
            raise BadSettings(f"DONATIONS_SECRETS_DIR is not a directory: {directory}")
        secret_files = [SecretsSettingsSource(settings_cls, Path(directory))] if directory else []
        return (init_settings, env_settings, *secret_files, *files)


def data_dir() -> Path:
    """Where the embedded database, letters and secrets lie; the working directory's ``var`` unless set."""
    return Path(os.environ.get("DONATIONS_DATA_DIR", "var"))


def load_settings(**given: Any) -> Settings:
    """Read all settings; raises `BadSettings` naming every mistake."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise BadSettings("\n".join(_in_words(problem) for problem in error.errors())) from None
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"The settings in {data_dir()} cannot be read: {error}") from None


def ensure_secrets(folder: Path) -> None:
    """For sandbox and test mode: random secrets, made once. A live service gets its own from `donations init`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secrets.toml"
    if not path.exists():
        write_private(path, "".join(f'{name} = "{_random(name)}"\n' for name in _SECRETS))


def write_private(path: Path, text: str) -> None:
    """A file only its owner may read; refuses to overwrite."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _random(name: str) -> str:
    return ("whsec_" if name == "stripe_webhook_secret" else "") + secrets.token_urlsafe(36)


def _mistakes(settings: Settings) -> list[str]:
    key, mode = settings.stripe_secret_key, settings.mode
    is_live_key = key.startswith(("sk_live_", "rk_live_"))
    checks = {
        "DONATIONS_STRIPE_SECRET_KEY is a live key: set DONATIONS_MODE=live": is_live_key and mode != "live",
        "DONATIONS_STRIPE_SECRET_KEY must be a live key in live mode": mode == "live" and not is_live_key,
        "DONATIONS_STRIPE_SECRET_KEY must be a test key (sk_test_…)": mode == "test"
        and not key.startswith(("sk_test_", "rk_test_")),
        "DONATIONS_STRIPE_SECRET_KEY is set and DONATIONS_MODE is sandbox: unset one": bool(key) and mode == "sandbox",
        "DONATIONS_STRIPE_WEBHOOK_SECRET is empty: without it anyone could report a payment": mode != "sandbox"
        and not settings.stripe_webhook_secret,
        "DONATIONS_BASE_URL must be http:// or https:// and a host, no more": not _ORIGIN.fullmatch(settings.url),
        "DONATIONS_DATABASE_URL must start with postgresql:// or sqlite:///": not settings.database.startswith(
            ("postgresql+psycopg://", "sqlite:///")
        ),
        "DONATIONS_WEB_PROCESSES must be 1 on SQLite": settings.web_processes > 1
        and settings.database.startswith("sqlite"),
    }
    return [mistake for mistake, is_made in checks.items() if is_made]


def _live_mistakes(settings: Settings) -> list[str]:
    checks = {
        "DONATIONS_SECRET_KEY must be at least 32 characters (donations init writes one)": len(settings.secret_key)
        < _SHORTEST_SECRET,
        "DONATIONS_BASE_URL must be the https address of your service": not settings.is_https,
        "DONATIONS_TRUSTED_HOSTS must name the hosts you answer to, that of DONATIONS_BASE_URL among them": (
            urlsplit(settings.url).hostname not in settings.trusted_hosts
        ),
        "DONATIONS_SMTP_HOST must be your mail server": not settings.smtp_host,
    }
    return [mistake for mistake, is_made in checks.items() if is_made]


def _in_words(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"]).upper()
    is_unknown = problem["type"] == "extra_forbidden"
    message = "there is no such setting" if is_unknown else str(problem["msg"]).removeprefix("Value error, ")
    if not where:
        return message
    return f"{where if where in ('PORT', 'SANDBOX_PORT') else _PREFIX + where}: {message}"
