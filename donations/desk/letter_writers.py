"""Who writes which kind of letter."""

from functools import partial

from donations.mail.send_letter import Writers
from donations.organisation.links import Links
from donations.receipts import mail_receipt
from donations.recurring import plan_letters, write_plan_letter
from donations.recurring.plan_of_gift import plan_of_gift
from donations.staff import staff_letters
from donations.supporters import my_letters


def letter_writers(links: Links) -> Writers:
    """By kind. Kinds are stored in rows: never rename one."""
    writers = (
        (mail_receipt.KINDS, partial(mail_receipt.draft_receipt_letter, links=links, plan_of=plan_of_gift)),
        (write_plan_letter.KINDS, partial(plan_letters.draft_plan_letter, links=links)),
        (staff_letters.KINDS, partial(staff_letters.draft_staff_letter, links=links)),
        (my_letters.KINDS, partial(my_letters.draft_my_letter, links=links)),
    )
    return {kind: draft for kinds, draft in writers for kind in kinds}
