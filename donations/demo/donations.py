"""Made-up supporters. Each is told by a number alone, so a million need no memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from donations.core.money import Money
from donations.core.text_normalisation import fold
from donations.demo.plans import Part
from donations.giving.start.cover_costs import costs_to_cover
from donations.giving.states import DonationStatus, Frequency
from donations.payments.updates import DisputeStatus
from donations.recurring.states import PlanKind

_FIRST = (
    "Anna Maria Katarzyna Małgorzata Agnieszka Barbara Ewa Krystyna Elżbieta Zofia Julia Zuzanna Hanna Róża Łucja "
    "Żaneta Święcisława Grażyna Bożena Jadwiga Piotr Krzysztof Andrzej Tomasz Paweł Jan Michał Marcin Jakub Łukasz "
    "Wojciech Mateusz Stanisław Zbigniew Józef Kazimierz Błażej Sławomir Grzegorz Żegota Kim Sofía Zoë Jürgen Åsa"
).split()
_LAST = (
    "Nowak Kowalski Wiśniewska Wójcik Kowalczyk Kamińska Lewandowski Zielińska Szymańska Woźniak Dąbrowski "
    "Kozłowska Jankowski Mazur Kwiatkowska Krawczyk Piotrowska Grabowski Nowakowska Pawłowski Michalska Król "
    "Wieczorek Jabłońska Wróbel Majewska Olszewski Stępień Malinowska Jaworski Adamczyk Dudek Nowicka Pająk "
    "Górska Sikora Witkowska Walczak Rutkowska Baran Michalak Szewczyk Ostrowska Tomaszewski Pietrzak Zalewska "
    "Wróblewski Marciniak Jasińska Zawadzka Bąk Jakubowska Sadowski Duda Włodarczyk Chmielewska Borkowski "
    "Sokołowska Szczepański Sawicka Kucharska Lis Maciejewska Kubiak Kalinowska Mazurek Wysocki Kołodziej "
    "Kaźmierczak Czarnecka Konieczny Sobczak Głowacka Urban Zakrzewska Łukasik Gęślak Żółtowska Źrebiec Ćwikła "
    "Ślązak Łoś Świątek Żuraw Ciężki O'Connor Müller Dvořák Søndergaard García Lefèvre "
).split()
_DOMAINS = ("gmail.com",) * 9 + ("wp.pl",) * 4 + ("onet.pl",) * 3 + ("interia.pl",) * 2 + ("o2.pl", "example.org")
_MORE_DOMAINS = ("pracownia-{n}.example", "rodzina{n}.example")
_OWN_DOMAIN_EVERY = 23
_MESSAGES = (
    "Dziękuję za Państwa pracę!",
    "Róbcie dalej swoje. Trzymam kciuki.",
    "Za tekst o Odrze – najlepszy, jaki czytałam w tym roku.",
    "W imieniu całej rodziny. Powodzenia!",
    "Thank you for the piece on the Vistula.",
    "Żółć, gęś i jaźń: dla Mamy.",
    "Zamiast kwiatów na urodziny Łukasza.",
    "Keep going – we read every word.",
    "Proszę o więcej map i wykresów :)",
    "Na reportaże o miastach, nie na reklamy.",
)
# Larger than any number of supporters and prime to it: neighbours in number are not neighbours in name.
_SCATTER = 2_654_435_761


class Person(NamedTuple):
    """One supporter."""

    name: str
    email: str
    language: str


SUPPORTER = Person("Anna Kowalska", "anna@example.org", "pl")  # the one with a past, for showing hers


def person(number: int) -> Person:
    """The supporter of that number; no two share an address."""
    place = number * _SCATTER
    first, last = _FIRST[place % len(_FIRST)], _LAST[place // len(_FIRST) % len(_LAST)]
    domain = _DOMAINS[place // 7 % len(_DOMAINS)]
    if number % _OWN_DOMAIN_EVERY == 0:
        domain = _MORE_DOMAINS[number % 2].format(n=number)
    mailbox = f"{_plain(first)}.{_plain(last)}{number}"
    return Person(f"{first} {last}", f"{mailbox}@{domain}", "pl" if number % 8 else "en")


def message(number: int) -> str | None:
    """What one in five writes."""
    return _MESSAGES[number // 5 % len(_MESSAGES)] if number % 5 == 0 else None


def _plain(name: str) -> str:
    return "".join(sign for sign in fold(name) if sign.isalnum())


_MONTHS = (0.9, 0.8, 1.0, 1.0, 0.9, 0.8, 0.6, 0.6, 0.9, 1.0, 1.3, 2.4)
_WEEKDAYS = (1.1, 1.1, 1.1, 1.1, 1.0, 0.8, 0.8)
_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 9, 9, 9, 8, 8, 8, 9, 10, 11, 12, 12, 10, 7, 4)  # of the day, in UTC
_GROWTH = 1.15
_BUSY = 5.0  # a day on which everybody read the same article
_YEAR = 365


def moments(count: int, until: datetime, years: int, random: Random) -> Iterator[datetime]:
    """`count` moments in the years before `until`, in order."""
    days = [until - timedelta(days=back) for back in range(years * _YEAR - 1, 0, -1)]
    weights = [_weight(day, place, random) for place, day in enumerate(days)]
    share, due, made = count / sum(weights), 0.0, 0
    for day, weight in zip(days, weights, strict=True):
        due += weight * share
        today = round(due) - made
        made += today
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        yield from sorted(_of_day(midnight, random) for _ in range(today))


def _weight(day: datetime, place: int, random: Random) -> float:
    usual = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * _GROWTH ** (place / _YEAR)
    return float(usual * (_BUSY if random.random() < 1 / 90 else random.uniform(0.8, 1.2)))


def _of_day(midnight: datetime, random: Random) -> datetime:
    (hour,) = random.choices(range(24), _HOURS)
    return midnight + timedelta(hours=hour, microseconds=random.randrange(3_600_000) * 1000)


_CURRENCIES = {"PLN": 82, "EUR": 11, "USD": 4, "GBP": 3}
_METHODS = {
    "PLN": {"blik": 45, "card": 40, "p24": 15},
    "EUR": {"card": 60, "sepa_debit": 35, "paypal": 5},
    "USD": {"card": 90, "paypal": 10},
    "GBP": {"card": 90, "bacs_debit": 10},
}
_BRANDS = ("visa", "visa", "mastercard", "amex")
_ENDS = {DonationStatus.SETTLED: 86, DonationStatus.EXPIRED: 11, DonationStatus.FAILED: 3}
_SLOW = {"sepa_debit": timedelta(days=4), "bacs_debit": timedelta(days=3), "p24": timedelta(minutes=3)}
_AT_ONCE = timedelta(seconds=75)
_PLACES = tuple(
    f"{section}/{topic}"
    for section in ("rzeki", "lasy", "miasta", "polityka", "en/rivers")
    for topic in ("odra", "wisla", "bug", "smog", "tramwaje", "mieszkania", "wybory", "susza")
)
_HELD = 0.1  # of the donations still under way
_DISPUTED = 0.002  # of the donations by card
_DISPUTE_LASTS = timedelta(days=45)
_EVIDENCE_DUE = timedelta(days=10)
_ENDED = (DisputeStatus.LOST, DisputeStatus.LOST, DisputeStatus.WON)
_UNDER_WAY = (DisputeStatus.OPEN, DisputeStatus.OPEN, DisputeStatus.INQUIRY)
_REASONS = ("fraudulent", "fraudulent", "unrecognized", "duplicate")
_REPEATING = 0.55  # the share of donations by somebody who gave before


@dataclass(frozen=True, slots=True)
class MadeUpDonation:
    """Everything about it; rows are made of this."""

    number: int
    giver: int
    person: Person
    started_at: datetime
    ended_at: datetime  # settled, expired or failed
    status: DonationStatus
    amount: Money
    covered_costs: int
    fund: int
    campaign: int | None
    placement: str | None
    method: str
    brand: str | None
    last4: str | None
    message: str | None
    is_anonymous: bool
    refunded: int
    refunded_at: datetime
    dispute: "MadeUpDispute | None"
    is_held: bool  # more came than was asked for
    part: Part | None = None  # of a recurring plan

    @property
    def frequency(self) -> Frequency:
        return Frequency(self.part.plan.interval) if self.part else Frequency.ONCE

    @property
    def is_by_hand(self) -> bool:
        """It came to the foundation's own account."""
        return self.part is not None and self.part.plan.kind == PlanKind.STANDING_ORDER

    @property
    def gone(self) -> int:
        """What did not stay, in minor units: given back, or taken back by the bank."""
        is_lost = self.dispute is not None and self.dispute.status == DisputeStatus.LOST
        return self.amount.minor if is_lost else self.refunded

    @property
    def gone_at(self) -> datetime:
        """When it left; means nothing if all stayed."""
        return self.dispute.reported_at if self.dispute else self.refunded_at


@dataclass(frozen=True, slots=True)
class MadeUpDispute:
    """The giver's bank wanted all of a donation back."""

    status: DisputeStatus
    reason: str
    opened_at: datetime
    evidence_due_at: datetime
    reported_at: datetime


class Givers:
    """Invents one donation after the other."""

    def __init__(self, random: Random, now: datetime, campaign_funds: Sequence[int], funds: int) -> None:
        self.random, self.now = random, now
        self.campaign_funds, self.funds = campaign_funds, funds
        self.supporters = 0

    def donation(self, number: int, started_at: datetime) -> MadeUpDonation:
        """The donation of that number, begun at that moment."""
        random = self.random
        currency, giver = _pick(random, _CURRENCIES), self._giver()
        method = _pick(random, _METHODS[currency])
        campaign = random.randrange(len(self.campaign_funds)) if random.random() < 0.3 else None  # noqa: PLR2004 - a share
        amount, costs = _amount(random, currency, started_at)
        status, ended_at = self._end(started_at, method)
        came, is_card = status == DonationStatus.SETTLED, method == "card"
        refunded = _refunded(random, amount) if came else 0
        return MadeUpDonation(
            number=number,
            giver=giver,
            person=person(giver),
            started_at=started_at,
            ended_at=ended_at,
            status=status,
            amount=amount,
            covered_costs=costs,
            fund=self.campaign_funds[campaign] if campaign is not None else min(random.randrange(4), self.funds - 1),
            campaign=campaign,
            placement=random.choice(_PLACES) if random.random() < 0.6 else None,  # noqa: PLR2004 - a share
            method=method,
            brand=random.choice(_BRANDS) if is_card else None,
            last4=f"{random.randrange(10_000):04}" if is_card else None,
            message=message(random.randrange(1_000)),
            is_anonymous=random.random() < 0.07,  # noqa: PLR2004 - a share
            refunded=refunded,
            refunded_at=min(ended_at + timedelta(days=random.randrange(1, 20)), self.now),
            dispute=self._dispute(ended_at) if came and is_card and not refunded else None,
            is_held=status == DonationStatus.PROCESSING and random.random() < _HELD,
        )

    def _giver(self) -> int:
        """Somebody new, or one who gave before: most often of those who came first."""
        if self.supporters and self.random.random() < _REPEATING:
            return int(self.supporters * self.random.random() ** 1.4)
        self.supporters += 1
        return self.supporters - 1

    def _end(self, started_at: datetime, method: str) -> tuple[DonationStatus, datetime]:
        status = self.random.choices(list(_ENDS), list(_ENDS.values()))[0]
        if status == DonationStatus.EXPIRED:
            return status, min(started_at + timedelta(minutes=60), self.now)
        ended_at = started_at + _SLOW.get(method, _AT_ONCE)
        return (DonationStatus.PROCESSING, started_at) if ended_at > self.now else (status, ended_at)

    def _dispute(self, ended_at: datetime) -> MadeUpDispute | None:
        """Weeks after the donation; most are lost."""
        opened_at = ended_at + timedelta(days=self.random.randrange(5, 60))
        if self.random.random() >= _DISPUTED or opened_at > self.now:
            return None
        reason, due_at, closed_at = self.random.choice(_REASONS), opened_at + _EVIDENCE_DUE, opened_at + _DISPUTE_LASTS
        is_over = closed_at <= self.now
        status = self.random.choice(_ENDED if is_over else _UNDER_WAY)
        return MadeUpDispute(status, reason, opened_at, due_at, closed_at if is_over else opened_at)


def _pick(random: Random, weights: dict[str, int]) -> str:
    return random.choices(list(weights), list(weights.values()))[0]


def _amount(random: Random, currency: str, at: datetime) -> tuple[Money, int]:
    """Mostly one of the usual amounts; and what was added for the costs, which is part of it."""
    usual = (20, 50, 50, 50, 100, 100, 200) if currency == "PLN" else (10, 20, 20, 50, 100)
    units = random.choice(usual) if random.random() < 0.75 else min(int(random.lognormvariate(4, 1)) + 5, 20_000)  # noqa: PLR2004 - a share
    donation = Money(units * 100, currency)
    if random.random() < 0.7 or at.year < 2024:  # noqa: PLR2004 - a share, and the first year with a price
        return donation, 0
    costs = costs_to_cover(donation, at.date())
    return donation + costs, costs.minor


def _refunded(random: Random, amount: Money) -> int:
    """One donation in a hundred goes back, two in five of them only in part."""
    if random.random() >= 0.01:  # noqa: PLR2004 - a share
        return 0
    return amount.minor if random.random() < 0.6 else max(amount.minor // 2, 1)  # noqa: PLR2004 - a share
