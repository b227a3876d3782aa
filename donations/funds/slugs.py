"""The word a fund or campaign has in addresses: plain, short, taken once and kept for ever."""

import re

from sqlalchemy import select

from donations.core.database import session
from donations.core.errors import Refused
from donations.core.folding import words
from donations.funds.models import Campaign, Fund

LONGEST = 60
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def free_slug(model: type[Fund] | type[Campaign], slug: str) -> str:
    """`slug` itself; raises `Refused` for one that is taken, or is none."""
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST:
        raise Refused("%(slug)s must be small letters, figures and hyphens.", slug=slug)
    if session.scalar(select(model.id).where(model.slug == slug)):
        raise Refused("%(slug)s is taken.", slug=slug)
    return slug


def slug_of(name: str) -> str:
    """A proposal: ``Żółte łąki`` becomes ``zolte-laki``; empty when the name has no letters we can write."""
    return "-".join(words(name))[:LONGEST].strip("-")
