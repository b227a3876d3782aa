"""How the service is: for the health page and Prometheus."""

from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text

from donations.core import clock
from donations.core.append_only import missing_guards
from donations.core.database import db, session
from donations.core.outbox import Owed
from donations.giving.models import Donation
from donations.mail.models import Letter
from donations.payments.queries import count_events_by_state

_DURABLE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}


def health(mode: str) -> dict[str, Any]:
    """Database, durability, what is owed and for how long, what needs attention."""
    database = _database()
    return {
        "status": "ok" if database["is_durable"] and not database["missing_guards"] else "down",
        "mode": mode,
        "database": database,
        "owed": _owed(),
        "events": count_events_by_state(),
        "letters": _counts(Letter.state),
        "donations": _counts(Donation.status),
        "held_for_review": session.scalar(select(func.count()).where(Donation.held_reason.is_not(None))),
    }


def metrics_text(mode: str) -> bytes:
    """The same figures for Prometheus."""
    report, registry = health(mode), CollectorRegistry()
    for name in ("events", "letters", "donations"):
        gauge = Gauge(f"donations_{name}", f"{name.capitalize()} by state", ["state"], registry=registry)
        for state, count in report[name].items():
            gauge.labels(state).set(count)
    for name, value in report["owed"].items():
        Gauge(f"donations_owed_{name}", f"Owed work: {name.replace('_', ' ')}", registry=registry).set(value)
    Gauge("donations_held_for_review", "Donations held for review", registry=registry).set(report["held_for_review"])
    Gauge("donations_up", "1 while the database is as it should be", registry=registry).set(report["status"] == "ok")
    return generate_latest(registry)


def _database() -> dict[str, Any]:
    dialect = db.engine.dialect.name
    pragmas = _sqlite_pragmas() if dialect == "sqlite" else _postgres_settings()
    expected = _DURABLE if dialect == "sqlite" else {"fsync": "on", "synchronous_commit": "on"}
    return {
        "kind": dialect,
        "durability": pragmas,
        "is_durable": pragmas == expected,
        "missing_guards": sorted(missing_guards(session.connection())),
    }


def _sqlite_pragmas() -> dict[str, str]:
    return {name: str(session.scalar(text(f"PRAGMA {name}"))) for name in _DURABLE}


def _postgres_settings() -> dict[str, str]:
    return {name: str(session.scalar(text(f"SHOW {name}"))) for name in ("fsync", "synchronous_commit")}


def _owed() -> dict[str, int]:
    """Rows due, rows being retried, rows parked, and the age in seconds of the oldest row that is due."""
    now = clock.now()
    due = Owed.due_at <= now
    oldest = session.scalar(select(func.min(Owed.due_at)).where(due, Owed.parked_at.is_(None)))
    return {
        "due": _count(due, Owed.parked_at.is_(None)),
        "retrying": _count(Owed.attempts > 0, Owed.parked_at.is_(None)),
        "parked": _count(Owed.parked_at.is_not(None)),
        "oldest_due_seconds": int((now - oldest).total_seconds()) if oldest else 0,
    }


def _count(*conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(Owed).where(*conditions)) or 0


def _counts(column: Any) -> dict[str, int]:
    return dict(session.execute(select(column, func.count()).group_by(column)).all())
