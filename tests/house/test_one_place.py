"""What must be changed in one place stands in one place."""

import ast

from tests.checkout import files, read

FACTORY = "donations/giving/new_donation.py"


def places_that_call(name):
    """Files of the service in which a class of that name is made."""
    return {
        str(path)
        for path in files("donations/**/*.py")
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_a_donation_is_made_by_its_factory_alone():
    assert places_that_call("Donation") == {FACTORY}


def test_the_desk_turns_refusals_into_words_in_one_place():
    catching = {
        str(path)
        for path in files("donations/web/staff/**/*.py")
        for node in ast.walk(ast.parse(read(path)))
        if isinstance(node, ast.ExceptHandler) and node.type is not None and "DonationsError" in ast.unparse(node.type)
    }
    assert catching == {"donations/web/staff/shared/act_page.py"}
