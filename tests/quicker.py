"""What is the same in all applications of a run is made once; each of some thousand tests has an application."""

from collections.abc import Callable
from typing import Any, ClassVar

from babel.support import Translations
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from donations.core.database import SQLITE_PRAGMAS
from donations.web.staff.sign_in.setup import ARGON2

_LEAST_MEMORY = 8  # KiB; argon2 takes no less


class Compiled(BytecodeCache):
    """Templates."""

    known: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


class Statements(LRUCache[Any, Any]):
    """Questions to databases. The key has the name of the dialect: each engine makes a dialect of its own."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_any_engine(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_of_any_engine(key), value)


def _of_any_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    return key[0].name, *key[1:]


def arrange() -> None:
    """Before the first application. Passwords of tests need not be hard to guess, nor need rows survive a power cut."""
    Flask.jinja_options = {"bytecode_cache": Compiled()}
    Rule._compile_builder = _made_once(Rule._compile_builder)  # type: ignore[method-assign]  # in tests only
    Translations.load = _read_once(Translations.load)  # type: ignore[method-assign]  # in tests only
    known = Statements(2000)
    shared = property(lambda _: known, lambda _, _own: None)
    Engine._compiled_cache = shared  # type: ignore[assignment]  # in tests only
    SQLITE_PRAGMAS["synchronous"] = "OFF"
    ARGON2.update(argon2__rounds=1, argon2__memory_cost=_LEAST_MEMORY)


def _made_once(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """What builds the addresses of a rule; it is given the rule when it is called."""
    known: dict[tuple[object, ...], Any] = {}

    def known_or_made(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, repr(rule.defaults), rule.is_leaf, rule.subdomain, rule.host, append_unknown)
        if key not in known:
            known[key] = compile_builder(rule, append_unknown)
        return known[key]

    return known_or_made


def _read_once(load: Callable[..., Any]) -> Callable[..., Any]:
    """A catalogue's file; whoever asks only reads what is given."""
    known: dict[str, Any] = {}

    def known_or_read(*given: Any, **named: Any) -> Any:
        key = repr((given, named))
        if key not in known:
            known[key] = load(*given, **named)
        return known[key]

    return known_or_read
