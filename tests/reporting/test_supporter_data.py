"""A table that speaks of a supporter is in what they may take along, or it is said here why not."""

from donations.core.database import Base
from donations.reporting.supporter_data import BY_THEMSELVES, OF_DONATION, OF_PLAN, OF_RECEIPT, OF_SUPPORTER

PEOPLE = {"supporter", "donation", "receipt", "letter", "payment", "recurring_plan", "instalment", "plan_change"}
LEFT_OUT = {
    "listed_donation": "made from the donation, and made anew at any time",
    "receipt_claim": "which receipt stands, as its absence from receipt_void says too",
    "receipt_document": "the documents themselves are handed out with each receipt",
    "plan_word": "the words a regular gift is found by, made from it",
    "bulk_item": "an act of staff on many gifts, told by the trail",
}


def test_every_table_about_a_supporter_is_handed_out_or_left_out_for_a_reason() -> None:
    about = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in PEOPLE
    }
    handed_out = {*BY_THEMSELVES, *OF_SUPPORTER, *OF_DONATION, *OF_RECEIPT, *OF_PLAN}
    assert about - handed_out - set(LEFT_OUT) == set()
    assert handed_out <= set(Base.metadata.tables)


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    assert set(LEFT_OUT) <= set(Base.metadata.tables)
