"""What happens to a visitor's data, in the version now in force."""

from typing import Any

from flask import render_template

from donations.core import clock
from donations.organisation.queries import current_privacy_text, the_organisation
from donations.web.language import current_language
from donations.web.public.blueprint import blueprint


@blueprint.get("/privacy")
def privacy() -> str:
    """The newest version in the page's language."""
    text = current_privacy_text(current_language())
    published_on = clock.local_date(text.published_at, the_organisation().zone)
    return render_template(
        "public/privacy.html", text_blocks=_blocks(text.text), version=text.version, published_on=published_on
    )


def _blocks(text: str) -> list[dict[str, Any]]:
    """Blank lines divide paragraphs; a line starting with ``# `` begins a block under that heading."""
    blocks: list[dict[str, Any]] = [{"heading": "", "paragraphs": []}]
    for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
        if paragraph.startswith("# "):
            blocks.append({"heading": paragraph.removeprefix("# "), "paragraphs": []})
        else:
            blocks[-1]["paragraphs"].append(" ".join(paragraph.split()))
    return [block for block in blocks if block["heading"] or block["paragraphs"]]
