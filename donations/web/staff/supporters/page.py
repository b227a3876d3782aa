"""A supporter: who, all gifts, receipts, letters, consents."""

from uuid import UUID

from flask import render_template, url_for

from donations.recurring.queries import plans_of_supporter
from donations.reporting.supporters.facts import supporter_facts
from donations.search.facts import state_key
from donations.staff.permissions import Permission, may
from donations.web.staff.blueprint import blueprint
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.labels.letters import kind_word
from donations.web.staff.labels.plans import each_time
from donations.web.staff.supporters.requests import wish_word


@blueprint.get("/supporters/<uuid:supporter_id>")
@needs(Permission.VIEW)
def supporter(supporter_id: UUID) -> str:
    """Newest first."""
    facts = supporter_facts(supporter_id)
    all_url = url_for("staff.donations", q=facts.supporter.email) if facts.supporter.email else None
    may_record = may(current_staff().role, Permission.EDIT)
    return render_template(
        "staff/supporter.html",
        facts=facts,
        all_url=None if facts.are_all_shown else all_url,
        record_url=url_for("staff.record_donation", supporter=supporter_id) if may_record else None,
        plans=plans_of_supporter(supporter_id),
        each_time=each_time,
        record_plan_url=url_for("staff.record_plan", supporter=supporter_id) if may_record else None,
        state_key=state_key,
        letter_word=kind_word,
        wish_word=wish_word,
        may_close=may_record,
    )
