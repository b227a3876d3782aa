import importlib
import pkgutil
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import CompositeProperty

import donations


@cache
def base():
    for module in pkgutil.walk_packages(donations.__path__, "donations."):
        importlib.import_module(module.name)
    return importlib.import_module("donations.core.database").Base


def columns():
    return [column for table in base().metadata.sorted_tables for column in table.columns]


def test_no_column_holds_a_float_or_a_decimal():
    inexact = (sa.Float, sa.Numeric)
    assert [str(column) for column in columns() if isinstance(column.type, inexact)] == []


def test_money_is_stored_in_big_integers_of_minor_units():
    money = [column for column in columns() if column.name.endswith("_minor")]
    assert [str(column) for column in money if not isinstance(column.type, sa.BigInteger)] == []


def test_money_stands_beside_its_currency():
    tables = {column.table for column in columns() if column.name.endswith("_minor")}
    lacking = [table.name for table in tables if not any("currency" in column.name for column in table.columns)]
    assert lacking == []


def test_money_made_of_two_columns_is_never_half_known():
    composites = [
        prop for mapper in base().registry.mappers for prop in mapper.attrs if isinstance(prop, CompositeProperty)
    ]
    assert [str(part) for whole in composites for part in whole.columns if part.nullable] == []
