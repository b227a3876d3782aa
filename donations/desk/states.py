"""How far one donation of an act on many has got."""

from enum import StrEnum


class ItemState(StrEnum):
    WAITING = "waiting"  # its turn has not come
    DONE = "done"  # it was done
    REFUSED = "refused"  # the rules forbid it for this one; the row says why


MOVES = {
    ItemState.WAITING: {ItemState.DONE, ItemState.REFUSED},
    ItemState.DONE: set(),
    ItemState.REFUSED: set(),
}
