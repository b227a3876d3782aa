"""One line as the donation it tells of, or the reason why it cannot be recorded."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from donations.core.errors import DonationsError, Refused
from donations.core.ids import tidy_reference
from donations.core.money import Money
from donations.desk.imports.cells import address_parts, day_of, email_of, line_of, money_of, text_in
from donations.desk.imports.tables import Cell, Line, Table, Vocabulary, keys_by_word, text_of, tidy
from donations.funds.models import Campaign, Fund
from donations.funds.queries import all_campaigns, all_funds
from donations.giving.by_hand.record_donation import DonationByHand, Giver, refuse_impossible
from donations.giving.desk_models import ManualMethod, MethodElsewhere
from donations.giving.states import DonationStatus
from donations.organisation.queries import the_organisation

T = TypeVar("T")
_AT_ONCE = 25  # lines, and so donations in a transaction: others may write in between
LONGEST_REFERENCE = 120
_LONGEST_NAME, _LONGEST_ADDRESS, _LONGEST_MESSAGE = 120, 240, 1000
_SHOWN = 40  # signs of what was not understood
_STATES = (*DonationStatus, "cancelled", "rejected")
_METHODS: dict[str, ManualMethod | MethodElsewhere] = {
    str(method): method for method in (*ManualMethod, *MethodElsewhere)
}


@dataclass(frozen=True, slots=True)
class ReadDonation:
    """A donation, and the number it has in the file."""

    reference: str
    donation: DonationByHand


@dataclass(frozen=True, slots=True)
class FileRow:
    """The cells of one line by their column; a column that is not there is empty."""

    cells: Mapping[str, Cell]

    def cell(self, name: str) -> Cell:
        return self.cells.get(name, "")

    def word(self, name: str) -> str:
        """As words are compared."""
        return tidy(text_of(self.cell(name)))

    def shown(self, name: str) -> str:
        """As a refusal quotes it."""
        return text_of(self.cell(name)).strip()[:_SHOWN]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line and what it says: a donation, nothing to record, or why it is refused."""

    line: Line
    said: ReadDonation | DonationsError | None


class DonationReader:
    """Knows the foundation as it was when the import began."""

    def __init__(self, vocabularies: Sequence[Vocabulary], source: str, *, has_receipts: bool = False) -> None:
        organisation = the_organisation()
        self.source, self.has_receipts = source, has_receipts
        self.zone, self.language = organisation.zone, organisation.default_language
        self.needs_address = has_receipts and organisation.receipt_needs_address
        self.currencies = frozenset(organisation.currencies)
        self.languages = frozenset(each.language for each in vocabularies)
        self.funds, self.campaigns = _by_word(all_funds()), _by_word(all_campaigns())
        self.methods = keys_by_word(vocabularies, _METHODS)
        self.states = keys_by_word(vocabularies, _STATES)
        self.yes = keys_by_word(vocabularies, ["yes"])

    def read_some(self, table: Table) -> Iterator[list[ReadLine]]:
        """All lines in their order, some at a time."""
        while some := [self._read_or_refuse(table, line) for line in islice(table.lines, _AT_ONCE)]:
            yield some

    def _read_or_refuse(self, table: Table, line: Line) -> ReadLine:
        try:
            return ReadLine(line, self.read(table, line))
        except Refused as refusal:
            return ReadLine(line, refusal)

    def read(self, table: Table, line: Line) -> ReadDonation | None:
        """None: no money stayed, so there is nothing to record."""
        cells, headings = len(line.cells), len(table.headings)
        if cells != headings:
            raise Refused("There are %(cells)s cells under %(headings)s headings.", cells=cells, headings=headings)
        row = FileRow({name: line.cells[place] for name, place in table.columns.places.items()})
        amount = self._amount(row)
        if not self._has_stayed(row, amount):
            return None
        reference = line_of(row.cell("reference"), LONGEST_REFERENCE)
        if not reference:
            raise Refused("A gift needs a reference, by which it is known when the file comes again.")
        donation = self._donation(row, amount, reference)
        refuse_impossible(donation, self.zone)
        return ReadDonation(reference, donation)

    def _amount(self, row: FileRow) -> Money:
        currency = text_of(row.cell("currency")).strip().upper()
        if currency not in self.currencies:
            raise Refused(
                "‘%(currency)s’ is not a currency of the foundation: %(known)s.",
                currency=currency[:10],
                known=", ".join(sorted(self.currencies)),
            )
        return money_of(row.cell("amount"), currency)

    def _has_stayed(self, row: FileRow, amount: Money) -> bool:
        """Whether the money came, and did not all go back."""
        state = row.word("status") or DonationStatus.SETTLED
        unknown = Refused("‘%(word)s’ is not a state of a gift that we know.", word=row.shown("status"))
        if _found(state, self.states, unknown) != DonationStatus.SETTLED:
            return False
        if not row.word("refunded"):
            return True
        refunded = money_of(row.cell("refunded"), amount.currency)
        if refunded and refunded < amount:
            raise Refused(
                "Part of it was refunded, on a day the file does not give. Enter what was "
                "left as the amount and nothing as refunded, or record this gift at the desk."
            )
        if refunded > amount:
            raise Refused("More was paid back than was given.")
        return not refunded

    def _donation(self, row: FileRow, amount: Money, reference: str) -> DonationByHand:
        return DonationByHand(
            giver=self._giver(row),
            amount=amount,
            method=self._method(row),
            received_on=day_of(row.cell("day") if row.word("day") else row.cell("received_at")),
            fund_id=self._fund(row),
            campaign_id=self._campaign(row),
            note=f"{self.source} · {reference}",
            message=text_in(row.cell("message"), _LONGEST_MESSAGE) or None,
            reference=reference if tidy_reference(reference) == reference else None,
            has_receipt_elsewhere=not self.has_receipts,
        )

    def _giver(self, row: FileRow) -> Giver:
        address = address_parts(line_of(row.cell("address"), _LONGEST_ADDRESS))
        if self.needs_address and address is None:
            raise Refused("A receipt of ours needs an address: street and town.")
        language = row.word("language") or self.language
        if language not in self.languages:
            raise Refused("‘%(word)s’ is not a language of ours.", word=row.shown("language"))
        return Giver(
            name=line_of(row.cell("name"), _LONGEST_NAME),
            language=language,
            email=email_of(row.cell("email")),
            address=address,
            is_anonymous=self._is_anonymous(row),
        )

    def _method(self, row: FileRow) -> ManualMethod | MethodElsewhere:
        unknown = Refused("‘%(word)s’ is not a way to pay that we know.", word=row.shown("method"))
        return _METHODS[_found(row.word("method"), self.methods, unknown)]

    def _fund(self, row: FileRow) -> UUID:
        unknown = Refused("‘%(word)s’ is not the name of one fund of ours.", word=row.shown("fund"))
        return _found(row.word("fund"), self.funds, unknown)

    def _campaign(self, row: FileRow) -> UUID | None:
        unknown = Refused("‘%(word)s’ is not the name of one campaign of ours.", word=row.shown("campaign"))
        word = row.word("campaign")
        return _found(word, self.campaigns, unknown) if word else None

    def _is_anonymous(self, row: FileRow) -> bool:
        unknown = Refused(
            "‘%(word)s’ is not a yes: for a name that may be shown write nothing.", word=row.shown("anonymous")
        )
        word = row.word("anonymous")
        return bool(word) and bool(_found(word, self.yes, unknown))


def _found(word: str, known: Mapping[str, T], unknown: Refused) -> T:
    if word not in known:
        raise unknown
    return known[word]


def _by_word(rows: Iterable[Fund | Campaign]) -> dict[str, UUID]:
    """By name in each language, and by the word in addresses, where it is one alone; closed ones too."""
    found: dict[str, set[UUID]] = {}
    for row in rows:
        for word in (row.slug, *row.name.values()):
            found.setdefault(tidy(word), set()).add(row.id)
    return {word: ids.pop() for word, ids in found.items() if len(ids) == 1}
