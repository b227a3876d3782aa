"""Correct a donation, its fund, its receipt, and where its letters go."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import session
from donations.core.errors import NotFound
from donations.desk.letters import send_letter_again
from donations.funds.queries import fund_by_slug, open_funds
from donations.giving.balances import remaining_amount
from donations.giving.by_hand.edit_donation import as_it_is, edit_donation, move_to_fund
from donations.giving.queries import donation_by_id, donation_by_reference
from donations.mail.models import Letter
from donations.receipts.models import Receipt
from donations.receipts.queries import donation_of, receipt_by_id
from donations.receipts.void_receipt import check_replaceable, void_and_replace
from donations.staff.permissions import Permission
from donations.web.app_context import tools
from donations.web.filters import in_language, money
from donations.web.staff.donations.forms import EditForm, FundForm, ResendForm, WhyForm
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.donations import letter_word
from donations.web.staff.shared.act_page import ActPage, act_on

_BOTH = ("GET", "POST")


@blueprint.route("/donations/<reference>/edit", methods=_BOTH)
@needs(Permission.EDIT)
def edit_donation_page(reference: str) -> ResponseReturnValue:
    """Name as printed, address, what others may see."""
    donation, by = donation_by_reference(reference), current_staff().id
    now = as_it_is(donation)
    form = EditForm(
        printed_name=donation.name_to_print,
        is_anonymous=now.is_anonymous,
        is_message_hidden=now.is_message_hidden,
        **now.address,
    )
    page = ActPage(
        title=gettext("Edit the gift"),
        sentence=gettext("This is kept for the gift from now on. A receipt that is issued already does not change."),
        button=gettext("Save"),
        done=gettext("Saved. A receipt that is issued already says what it said."),
        tone="",
    )
    return act_on(
        donation, form, page, lambda facts: edit_donation(facts, form.to_edited(), by=by, reason=form.reason.data or "")
    )


@blueprint.route("/donations/<reference>/fund", methods=_BOTH)
@needs(Permission.EDIT)
def move_donation(reference: str) -> ResponseReturnValue:
    """Another fund for the whole donation."""
    donation, by = donation_by_reference(reference), current_staff().id
    present = donation.allocations[0].fund
    form = FundForm([fund for fund in open_funds() if fund.id != present.id])
    page = ActPage(
        title=gettext("Move to another fund"),
        sentence=gettext(
            "The whole gift, given to “%(fund)s”, is for another fund from now on. A receipt that is issued already "
            "does not change.",
            fund=in_language(present.name),
        ),
        button=gettext("Move the gift"),
        done=gettext("The gift is moved."),
        tone="warn",
    )
    return act_on(
        donation,
        form,
        page,
        lambda facts: move_to_fund(
            donation_by_id(facts.id, lock=True), fund_by_slug(form.fund.data), by, form.reason.data or ""
        ),
    )


@blueprint.route("/receipts/<uuid:receipt_id>/replace", methods=_BOTH)
@needs(Permission.EDIT)
def replace_receipt(receipt_id: UUID) -> ResponseReturnValue:
    """Void it, and issue another that says what the donation says now."""
    receipt, by = receipt_by_id(receipt_id), current_staff().id
    donation, links = donation_of(receipt), tools().links
    form = WhyForm()
    page = ActPage(
        title=gettext("Void and replace receipt %(number)s", number=receipt.number),
        sentence=gettext(
            "Receipt %(number)s becomes void for ever. A new one over %(amount)s, made out to %(name)s, cancels and "
            "replaces it, and is sent to the supporter.",
            number=receipt.number,
            amount=money(remaining_amount(donation)),
            name=donation.name_to_print,
        ),
        button=gettext("Void and replace"),
        done=gettext("The receipt is replaced; the new one is being made."),
        check=lambda: check_replaceable(receipt, donation),
    )
    return act_on(
        donation,
        form,
        page,
        lambda _donation: void_and_replace(
            session.get_one(Receipt, receipt_id), by=by, reason=form.reason.data or "", links=links
        ),
    )


@blueprint.route("/donations/<reference>/letters/<uuid:letter_id>/resend", methods=_BOTH)
@needs(Permission.REVIEW)
def resend_donation_letter(reference: str, letter_id: UUID) -> ResponseReturnValue:
    """Once more, perhaps to another address."""
    donation, by = donation_by_reference(reference), current_staff().id
    letter = session.get(Letter, letter_id)
    receipt = session.get(Receipt, letter.about_id) if letter else None
    if letter is None or receipt is None or donation_of(receipt).id != donation.id:
        raise NotFound("There is no such letter about this gift.")
    form = ResendForm(to=letter.recipient_email)
    page = ActPage(
        title=gettext("Send “%(letter)s” again", letter=letter_word(letter.kind)),
        sentence=gettext(
            "The letter is sent once more, in the words of today, to the address below. Later letters about this gift "
            "go there too."
        ),
        button=gettext("Send the letter"),
        done=gettext("The letter is on its way."),
        tone="warn",
    )
    return act_on(
        donation,
        form,
        page,
        lambda _donation: send_letter_again(
            session.get_one(Letter, letter_id), to=form.to.data or "", by=by, reason=form.reason.data or ""
        ),
    )
