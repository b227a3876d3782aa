"""A page of the desk that is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One page: to which kind it belongs, what it is called in the table, where it is."""

    kind: str
    name: str
    url: str
