"""Checks that several tables of gifts have in common, as SQL."""

from enum import StrEnum

CURRENCY = "length(currency) = 3 AND currency = upper(currency)"


def one_of(column: str, *values: type[StrEnum]) -> str:
    """The column holds one of these words."""
    return f"{column} IN ({', '.join(repr(str(value)) for each in values for value in each)})"
