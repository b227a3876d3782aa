"""Staff add, rename, order, close and remove funds; each act is one row of the trail."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from donations.core.database import lock_words
from donations.funds import edit_funds
from donations.funds.models import Fund
from donations.funds.queries import fund_by_id
from donations.staff.audit_trail import Act, record_audit

_KIND = "fund"


def add_fund(slug: str, name: Mapping[str, str], *, by: UUID | None) -> Fund:
    """A new open fund, last in the form."""
    fund = edit_funds.add_fund(slug, name)
    record_audit(Act("fund.added", _KIND, fund.id, by, after={"slug": fund.slug, "name": fund.name}))
    return fund


def rename_fund(fund_id: UUID, name: Mapping[str, str], *, by: UUID | None) -> None:
    """Nothing is written when the name stays."""
    before = fund_by_id(fund_id).name
    after = edit_funds.rename_fund(fund_id, name).name
    if before != after:
        record_audit(Act("fund.renamed", _KIND, fund_id, by, before={"name": before}, after={"name": after}))


def move_fund(fund_id: UUID, *, up: bool, by: UUID | None) -> None:
    """One place up or down in the form."""
    lock_words("funds")
    before = fund_by_id(fund_id).position
    after = edit_funds.move_fund(fund_id, up=up).position
    if before != after:
        record_audit(Act("fund.moved", _KIND, fund_id, by, before={"position": before}, after={"position": after}))


def close_fund(fund_id: UUID, *, by: UUID | None) -> None:
    """Out of the form; nothing is written when it was closed already."""
    fund = fund_by_id(fund_id)
    before = _state(fund)
    _record_state("fund.closed", before, edit_funds.close_fund(fund.slug), by)


def reopen_fund(fund_id: UUID, *, by: UUID | None) -> None:
    """Back in the form."""
    before = _state(fund_by_id(fund_id))
    _record_state("fund.reopened", before, edit_funds.reopen_fund(fund_id), by)


def delete_fund(fund_id: UUID, *, by: UUID | None) -> None:
    """Only one that nothing was ever given to."""
    fund = fund_by_id(fund_id)
    before = {"slug": fund.slug, "name": fund.name}
    edit_funds.delete_fund(fund_id)
    record_audit(Act("fund.deleted", _KIND, fund_id, by, before=before))


def _state(fund: Fund) -> dict[str, Any]:
    return {"slug": fund.slug, "is_open": fund.closed_at is None}


def _record_state(action: str, before: dict[str, Any], fund: Fund, by: UUID | None) -> None:
    if before != _state(fund):
        record_audit(Act(action, _KIND, fund.id, by, before=before, after=_state(fund)))
