"""Forms of the desk as a browser without script sends them, and what the trail then says."""

import re
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from donations.core.database import session
from donations.staff.audit_trail import AuditEntry, AuditFilter, audit_page
from tests.colleague import Colleague
from tests.html_form import read_form

_FORM = re.compile(r'<form class="page".*?</form>', re.DOTALL)


def form_on(page: str, number: int = 0) -> dict[str, str]:
    """What stands in one of the page's own forms."""
    return read_form(_FORM.findall(page)[number]).values


def fills_in(kim: Colleague, path: str, **given: str | None) -> TestResponse:
    """Open the page, change some fields of its form, and send it; None leaves a field out, as an empty box does."""
    merged = {**form_on(kim.opens(path).text), **given}
    return kim.client.post(path, data={name: value for name, value in merged.items() if value is not None})


def wrong_fields(page: str) -> set[str]:
    """The fields that have something wrong told beside them."""
    return set(re.findall(r'<p class="wrong" id="(\w+)-error">', page))


def trail(app: Flask, kind: str) -> list[str]:
    """What was done to things of this kind, in order."""
    with app.app_context():
        requested = select(AuditEntry.action).where(AuditEntry.subject_kind == kind)
        return list(session.scalars(requested.order_by(AuditEntry.sequence)))


def last_change(app: Flask, kind: str) -> dict[str, tuple[Any, Any]]:
    """What the newest entry says was before and is after."""
    with app.app_context():
        (line, *_) = audit_page(AuditFilter(subject_kind=kind))
        return {name: (before, after) for name, before, after in line.changes}
