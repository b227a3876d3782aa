"""Letters: which went, which did not, and what a person can do about those."""

from uuid import UUID

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from donations.core.database import session
from donations.desk.letters import NEEDS_A_LOOK, SHOWN, see_letter, send_letter_again, show_letter
from donations.mail.compose import compose
from donations.mail.models import Letter, LetterState
from donations.mail.render import render
from donations.receipts.mail_receipt import KINDS as DONATION_LETTERS
from donations.recurring.letters.write_plan_letter import KINDS as PLAN_LETTERS
from donations.reporting.operations.letters import (
    WAITS,
    LetterFilter,
    donations_of_letters,
    letter_by_id,
    letter_facts,
    letters_page,
    plans_of_letters,
)
from donations.staff.permissions import Permission
from donations.web.app_context import organisation_or_none, tools
from donations.web.staff.donations.forms import ResendForm, WhyForm
from donations.web.staff.donations.timeline import acts_in_words
from donations.web.staff.guard import blueprint, current_staff, needs
from donations.web.staff.labels.events import KINDS, MY_LETTERS, kind_word, letter_states, state_sentence
from donations.web.staff.operations.lists import choice_arg, count_letters, cursor_arg, page_urls, text_arg
from donations.web.staff.plans.page import ask_to_resend
from donations.web.staff.shared.act_page import ActPage, Back, act

_BOTH = ("GET", "POST")


@blueprint.get("/letters")
@needs(Permission.OPERATE)
def letters() -> str:
    """Newest first; filters are in the address."""
    query = {
        "state": choice_arg("state", [WAITS, *LetterState]),
        "kind": choice_arg("kind", KINDS),
        "to": text_arg("to"),
    }
    given = {name: value for name, value in query.items() if value}
    page = letters_page(LetterFilter(**given), cursor_arg())
    return render_template(
        "staff/operations/letters.html",
        letters=page.rows,
        donations=donations_of_letters(page.rows),
        plans=plans_of_letters(page.rows),
        query=given,
        states=list(letter_states().items()),
        kinds=[(kind, kind_word(kind)) for kind in KINDS],
        kind_word=kind_word,
        waiting=count_letters(),
        pager=page_urls("staff.letters", page, given),
    )


@blueprint.get("/letters/<uuid:letter_id>")
@needs(Permission.OPERATE)
def letter(letter_id: UUID) -> str:
    """One letter: what is known of it, what can be done, what was done."""
    facts = letter_facts(letter_id)
    found = facts.letter
    return render_template(
        "staff/operations/letter.html",
        facts=facts,
        letter=found,
        kind_word=kind_word,
        sentence=state_sentence(found.state),
        is_about_donation=found.kind in DONATION_LETTERS,
        is_shown=found.kind in SHOWN,
        is_of_supporter=found.kind in MY_LETTERS,
        may_be_seen=found.state in NEEDS_A_LOOK and not found.seen_at,
        story=acts_in_words(facts.acts, facts.names),
    )


@blueprint.get("/letters/<uuid:letter_id>/text")
@needs(Permission.OPERATE)
def letter_text(letter_id: UUID) -> str:
    """Its text as it would be written today, without its links. Those that are nothing but a link are not shown."""
    organisation_or_none()  # held on to by the request: whoever asks for it later asks no database
    found = letter_by_id(letter_id)
    draft = show_letter(found, tools().links)
    written = render(draft.kind, draft.language, draft.context)
    documents = [attachment.filename for attachment in draft.attachments]
    title = kind_word(found.kind)
    return render_template(
        "staff/operations/letter_text.html", letter=found, written=written, documents=documents, title=title
    )


@blueprint.get("/letters/<uuid:letter_id>/letter.eml")
@needs(Permission.OPERATE)
def letter_file(letter_id: UUID) -> Response:
    """The same as a mail program shows it, with what is enclosed."""
    organisation_or_none()
    message = compose(show_letter(letter_by_id(letter_id), tools().links))
    headers = {"Content-Disposition": f'attachment; filename="{letter_id}.eml"'}
    return Response(message.as_bytes(), content_type="message/rfc822", headers=headers)


@blueprint.route("/letters/<uuid:letter_id>/resend", methods=_BOTH)
@needs(Permission.OPERATE)
def resend_any_letter(letter_id: UUID) -> ResponseReturnValue:
    """Once more, perhaps to a corrected address; one about a plan to the address of that alone."""
    found, by = letter_by_id(letter_id), current_staff().id
    if found.kind in PLAN_LETTERS:
        return ask_to_resend(found, _back(found), state_sentence(found.state))
    form = ResendForm(to=found.recipient_email)
    again = gettext(
        "The letter is sent once more, in the words of today, to the address below. Later letters about this gift go "
        "there too."
    )
    page = ActPage(
        title=gettext("Send “%(letter)s” again", letter=kind_word(found.kind)),
        sentence=f"{state_sentence(found.state)} {again}",
        button=gettext("Send the letter"),
        done=gettext("The letter is on its way."),
        tone="warn",
    )
    return act(
        form,
        page,
        _back(found),
        lambda: send_letter_again(
            session.get_one(Letter, letter_id), to=form.to.data or "", by=by, reason=form.reason.data or ""
        ),
    )


@blueprint.route("/letters/<uuid:letter_id>/seen", methods=_BOTH)
@needs(Permission.OPERATE)
def see_to_letter(letter_id: UUID) -> ResponseReturnValue:
    """Set it aside without sending it again."""
    found, by = letter_by_id(letter_id), current_staff().id
    form = WhyForm()
    page = ActPage(
        title=gettext("Set the letter aside"),
        sentence=gettext(
            "The letter to %(to)s is not sent again and no longer needs attention.",
            to=found.recipient_email,
        ),
        button=gettext("Set aside"),
        done=gettext("The letter is set aside."),
        tone="warn",
    )
    return act(
        form,
        page,
        _back(found),
        lambda: see_letter(session.get_one(Letter, letter_id), by=by, reason=form.reason.data or ""),
    )


def _back(found: Letter) -> Back:
    url = url_for("staff.letter", letter_id=found.id)
    return Back(url, gettext("Back to the letter"), f"{kind_word(found.kind)} · {found.recipient_email}")
