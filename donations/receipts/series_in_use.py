"""How far the numbers of this year's receipts have come."""

from donations.core.database import session
from donations.organisation.models import Organisation
from donations.receipts.issue_receipt import series_of
from donations.receipts.models import ReceiptSeries


def numbers_given(organisation: Organisation, year: int) -> tuple[str, int]:
    """The series in use, as it stands in numbers, and the last number given in it that year."""
    series = series_of(organisation)
    counter = session.get(ReceiptSeries, (series, year))
    return series, counter.last_sequence if counter else 0
