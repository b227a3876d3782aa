"""A letter as somebody at the desk may read it: whole, but for what opens something for its reader alone."""

from donations.core.errors import NotFound
from donations.core.wording import gettext_in
from donations.desk.letter_writers import letter_writers
from donations.mail.compose import Draft
from donations.mail.models import Letter
from donations.organisation.links import Links, shown_links
from donations.receipts.mail_receipt import KINDS as GIFT_LETTERS
from donations.recurring.write_plan_letter import KINDS as PLAN_LETTERS

SHOWN = frozenset((*GIFT_LETTERS, *PLAN_LETTERS))


def show_letter(letter: Letter, links: Links) -> Draft:
    """As it would be written now. Raises `NotFound` for letters that are nothing but their link."""
    if letter.kind not in SHOWN:
        raise NotFound("The text of this letter is for its reader alone.")
    own_link = gettext_in(letter.language, "[the supporter’s own link]")
    return letter_writers(shown_links(links, own_link))[letter.kind](letter)
