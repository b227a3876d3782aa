"""The addresses of the staff side, as the application knows them."""

from uuid import uuid4

from flask import Flask
from werkzeug.routing import Rule


def staff_rules(app: Flask) -> list[Rule]:
    """All of them, those of signing in included."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("staff.", "security."))]


def address_of(app: Flask, rule: Rule) -> str:
    """The route's address with something that does not exist in each of its blanks."""
    kinds = {name: type(rule._converters[name]).__name__ for name in rule.arguments}
    blanks = {
        name: uuid4() if "UUID" in kind else 1 if "Integer" in kind else "nothing" for name, kind in kinds.items()
    }
    with app.test_request_context():
        return str(app.url_map.bind("").build(rule.endpoint, blanks))
