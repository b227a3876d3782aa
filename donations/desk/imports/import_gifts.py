"""Record the gifts of a file, some at a time; what is here already is passed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from donations.core.database import lock_words, session
from donations.core.errors import DonationsError, Refused
from donations.core.ids import new_id
from donations.core.money import Money
from donations.desk.imports.already_here import amounts_here, taken_references
from donations.desk.imports.read_gift import ToldGift
from donations.desk.imports.tally import Outcome, Tally
from donations.giving.desk_models import ImportedGift
from donations.giving.record_donation import record_donations
from donations.recurring.hold import hold_standing_orders
from donations.recurring.recognise_gifts import recognise_gifts
from donations.staff.permissions import Permission, may
from donations.staff.queries import staff_by_email
from donations.staff.record_audit import Act, record_audit

LONGEST_SOURCE = 60
Judged = Outcome | DonationsError  # refused: why


@dataclass(frozen=True, slots=True)
class Import:
    """One run over one file. `by`: who vouches for its gifts."""

    file: str
    source: str
    by: UUID
    id: UUID = field(default_factory=new_id)


def begin_import(file: str, source: str, author: str) -> Import:
    """In the caller's transaction. `author`: the address of somebody who may record gifts; else `Refused`."""
    member = staff_by_email(author)
    if not (member.active and may(member.role, Permission.EDIT)):
        raise Refused("%(email)s may not record gifts.", email=author)
    run = Import(file, source, member.id)
    record_audit(Act("gifts.import_begun", "import", run.id, after={"file": file, "source": source, "by": author}))
    return run


def import_some(run: Import, told: Sequence[ToldGift]) -> list[Judged]:
    """In the caller's transaction: what became of each, in their order. Two runs at once wait for each other."""
    lock_words("import of gifts", run.source)
    references = [each.reference for each in told]
    here, taken = amounts_here(run.source, references), taken_references(references)
    judged: list[Judged] = []
    new: list[ToldGift] = []
    for each in told:
        judged.append(judge(each, here))
        if judged[-1] is Outcome.RECORDED:
            new.append(each)
        here.setdefault(each.reference, each.gift.amount)
    _record(run, new, taken)
    return judged


def judge(told: ToldGift, here: Mapping[str, Money]) -> Judged:
    """What becomes of it, when `here` are the amounts of those that are here by then."""
    amount = here.get(told.reference)
    if amount is None:
        return Outcome.RECORDED
    if amount == told.gift.amount:
        return Outcome.ALREADY_HERE
    return Refused(
        "%(reference)s is here already, with another amount: %(amount)s %(currency)s.",
        reference=told.reference,
        amount=amount.plain(),
        currency=amount.currency,
    )


def finish_import(run: Import, tally: Tally) -> None:
    """In the caller's transaction: what came of it, for the trail."""
    lines = {str(outcome): count for outcome, count in tally.lines.items()}
    sums = {money.currency: f"{count}: {money.plain()}" for count, money in tally.sums()}
    after = {"file": run.file, "source": run.source, **lines, **sums}
    record_audit(Act("gifts.import_finished", "import", run.id, after=after))


def _record(run: Import, told: Sequence[ToldGift], taken: set[str]) -> None:
    """A reference like ours is kept, unless a gift that came from elsewhere has it by now."""
    gifts = [replace(each.gift, reference=None) if each.gift.reference in taken else each.gift for each in told]
    hold_standing_orders(gift.giver for gift in gifts)
    donations = record_donations(gifts, by=run.by)
    session.add_all(
        ImportedGift(donation_id=donation.id, source=run.source, reference=each.reference, import_id=run.id)
        for donation, each in zip(donations, told, strict=True)
    )
    session.flush()
    recognise_gifts(donations, by=run.by)
