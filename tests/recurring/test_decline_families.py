"""A code of a bank decides what is done; what is not known is asked again."""

import pytest

from donations.recurring.decline_families import FAMILIES, MEANINGS, Family, family_of
from donations.sandbox.payments.methods import Behaviour


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("insufficient_funds", Family.RETRY),
        ("do_not_honor", Family.RETRY),
        ("expired_card", Family.NEW_CARD),
        ("lost_card", Family.NEW_CARD),
        ("stolen_card", Family.NEW_CARD),
        ("do_not_try_again", Family.NEW_CARD),
        ("authentication_required", Family.CONFIRM),
        ("invoice_payment_intent_requires_action", Family.CONFIRM),
        ("revocation_of_authorization", Family.STOP),
        ("stop_payment_order", Family.STOP),
        ("fraudulent", Family.STOP),
        ("a_code_of_next_year", Family.RETRY),
        (None, Family.RETRY),
    ],
)
def test_each_code_has_its_family(code: str | None, family: Family) -> None:
    assert family_of(code) == family


def test_where_no_code_says_anything_the_banks_wish_for_a_confirmation_does() -> None:
    assert family_of(None, needs_confirmation=True) == Family.CONFIRM
    assert family_of("a_code_of_next_year", needs_confirmation=True) == Family.CONFIRM
    assert family_of("insufficient_funds", needs_confirmation=True) == Family.RETRY


def test_every_refusal_of_the_sandbox_is_in_the_table() -> None:
    assert {str(each) for each in Behaviour if each is not Behaviour.OK} <= FAMILIES.keys()


def test_each_code_stands_in_the_table_once_and_means_something() -> None:
    assert FAMILIES.keys() == MEANINGS.keys()
    assert all(MEANINGS.values())
    assert set(FAMILIES.values()) == set(Family)
