"""Where somebody whose regular gift is over begins another like it."""

from donations.funds.queries import offered_campaign
from donations.organisation.links import Links
from donations.recurring.models import RecurringPlan


def form_for_the_same(plan: RecurringPlan, links: Links, language: str) -> str:
    """The form with the same gift, as far as an address may say it: nothing about the person."""
    campaign = offered_campaign(plan.campaign, plan.fund_id)
    gift = plan.amount - plan.covered_costs
    filled = {"frequency": plan.interval, "amount": gift.plain(), "currency": plan.currency, "fund": plan.fund.slug}
    if plan.placement:
        filled["placement"] = plan.placement
    return links.give(language, campaign, **filled)
