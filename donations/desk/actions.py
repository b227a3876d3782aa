"""The acts offered for many donations at once. Their names are stored in rows: never rename one."""

from uuid import UUID

from donations.core.database import session
from donations.desk.bulk_actions import Asked, BulkAction
from donations.funds.models import Fund
from donations.giving.models import Donation
from donations.giving.move_to_fund import move_to_fund
from donations.staff.permissions import Permission

ADD_TO_FUND = "add to fund"
FUND_ID = "fund_id"  # the parameter it takes


def _add_to_fund(donation: Donation, asked: Asked) -> None:
    fund = session.get_one(Fund, UUID(asked.parameters[FUND_ID]))
    move_to_fund(donation, fund, asked.by, asked.reason)


ACTIONS = {action.name: action for action in (BulkAction(ADD_TO_FUND, Permission.EDIT, _add_to_fund),)}
