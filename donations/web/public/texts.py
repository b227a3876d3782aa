"""The front door leads to the donation page."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core import clock
from donations.core.wording import tied
from donations.organisation.logo import find_logo
from donations.organisation.models import VersionedText
from donations.organisation.queries import current_privacy_text, current_terms, the_organisation
from donations.web.app_context import organisation_or_none
from donations.web.filters import accent_of
from donations.web.language import current_language
from donations.web.public.blueprint import blueprint


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """For whoever types the bare address."""
    return redirect(url_for("public.give"))


_YEAR = "public, max-age=31536000, immutable"


@blueprint.get("/brand.css")
def brand() -> Response:
    """The address carries the colour, so a browser may keep it."""
    colour = accent_of(organisation_or_none())
    return Response(f":root {{ --accent: {colour}; }}\n", content_type="text/css", headers={"Cache-Control": _YEAR})


@blueprint.get("/logo/<digest>.png")
def logo(digest: str) -> Response:
    """The address carries the digest, so a browser may keep it; another logo has another address."""
    found = find_logo()
    if found is None or found.digest != digest:
        abort(404)
    return Response(found.picture, content_type="image/png", headers={"Cache-Control": _YEAR})


@blueprint.get("/privacy")
def privacy() -> str:
    """What happens to a visitor's data, in the page's language."""
    return _page(gettext("Your data and privacy"), current_privacy_text(current_language()))


@blueprint.get("/terms")
def terms() -> str:
    """What whoever gives accepts, in the page's language."""
    return _page(gettext("Terms of giving"), current_terms(current_language()))


def _page(title: str, text: VersionedText) -> str:
    published_on = clock.local_date(text.published_at, the_organisation().zone)
    values = {"text_blocks": blocks_of(text), "version": text.version, "published_on": published_on}
    return render_template("public/legal_text.html", title=title, **values)


def blocks_of(text: VersionedText) -> list[dict[str, Any]]:
    """Blank lines divide paragraphs; one that starts with a line ``# …`` begins a block under that heading."""
    blocks: list[dict[str, Any]] = [{"heading": "", "paragraphs": []}]
    for part in filter(None, (part.strip() for part in text.text.split("\n\n"))):
        first, _, rest = part.partition("\n")
        has_heading = first.startswith("# ")
        if has_heading:
            blocks.append({"heading": tied(first[2:].strip(), text.language), "paragraphs": []})
        if words := " ".join((rest if has_heading else part).split()):
            blocks[-1]["paragraphs"].append(tied(words, text.language))
    return [block for block in blocks if block["heading"] or block["paragraphs"]]
