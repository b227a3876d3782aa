"""What the columns of a file are called, and which of them say what a gift is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from donations.core.errors import Refused

REASON = "reason"  # the column a file of refused lines has besides: it says nothing about the donation
NEEDED = ("reference", "amount", "currency", "name", "fund", "method")
DAYS = ("day", "received_at")  # one of them is needed, too
TAKEN = (*NEEDED, *DAYS, "email", "address", "campaign", "message", "anonymous", "language", "status", "refunded")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How our own export calls things in one language: its headings by column, and the words in its cells by key."""

    language: str
    headings: Mapping[str, str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a line each column stands, and the headings nothing is taken from."""

    places: Mapping[str, int]
    left_aside: Sequence[str]


def columns_of(headings: Sequence[str], vocabularies: Iterable[Vocabulary]) -> Columns:
    """In the language most headings are in. Raises `Refused` unless all that is needed is there, once."""
    places = max((_places(headings, _columns_by_word(each)) for each in vocabularies), key=len)
    wanting = [name for name in NEEDED if name not in places]
    if not set(DAYS) & places.keys():
        wanting.append("day")
    if wanting:
        raise Refused("The file has no column for: %(names)s.", names=", ".join(wanting))
    taken = {place for name, place in places.items() if name in (*TAKEN, REASON)}
    return Columns(places, [text for place, text in enumerate(headings) if text.strip() and place not in taken])


def count_known(headings: Sequence[str], vocabularies: Iterable[Vocabulary]) -> int:
    """How many of these headings our export knows, in the language that knows most."""
    return max(sum(tidy(text) in _columns_by_word(each) for text in headings) for each in vocabularies)


def is_heading_of_sums(cells: Sequence[str], vocabularies: Iterable[Vocabulary]) -> bool:
    """Whether this line begins the totals beneath our export."""
    begin = [tidy(cell) for cell in cells[:2]]
    return any(begin == [tidy(each.headings[name]) for name in ("currency", "gifts")] for each in vocabularies)


def keys_by_word(vocabularies: Iterable[Vocabulary], keys: Iterable[str]) -> dict[str, str]:
    """What any language, and the key itself, says for each of `keys`."""
    wanted = list(keys)
    spoken = ((each.words.get(key, key), key) for each in vocabularies for key in wanted)
    return {tidy(word): key for word, key in (*spoken, *zip(wanted, wanted, strict=True))}


def _places(headings: Sequence[str], columns: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(headings):
        name = columns.get(tidy(text))
        if name in places:
            raise Refused("Two columns are called %(name)s.", name=text.strip())
        if name:
            places[name] = place
    return places


def _columns_by_word(vocabulary: Vocabulary) -> dict[str, str]:
    return {tidy(word): name for name, word in vocabulary.headings.items()} | {REASON: REASON}


def tidy(text: str) -> str:
    """Words as they are compared: capitals and kinds of spaces do not matter."""
    return " ".join(text.split()).casefold()
