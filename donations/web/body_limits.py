"""How large the body of a request may be, in bytes: one table. What is larger is answered 413 before it is read."""

from typing import Any

from flask import Flask, request

from donations.organisation.logo import LARGEST_FILE

FORM = 64 * 1024  # unless the table says otherwise
BY_ENDPOINT = {
    "webhooks.stripe": 1024 * 1024,  # the provider's largest events: invoices with many lines
    "staff.save_logo": 4 * LARGEST_FILE,  # a picture that is too large is refused beside its field, not cut off
    "staff.write_legal_text": 400 * 1024,
}


def init(app: Flask) -> None:
    """Right at the start of a request: the check against forged forms reads the body before any view does."""
    app.url_value_preprocessor(_limit)


def _limit(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint in BY_ENDPOINT:
        request.max_content_length = BY_ENDPOINT[endpoint]
