"""The few forms that may be longer than most: a picture, a long text."""

from flask import request

from donations.organisation.logo import LARGEST_FILE
from donations.web.staff.blueprint import blueprint

_LARGEST = {
    "staff.save_logo": 4 * LARGEST_FILE,  # a picture that is too large is told beside its field, not cut off
    "staff.write_legal_text": 400 * 1024,
}


@blueprint.url_value_preprocessor
def take_more(endpoint: str | None, _values: object) -> None:
    """Right at the start: the check against forged forms reads the body before any view does."""
    if endpoint in _LARGEST:
        request.max_content_length = _LARGEST[endpoint]
