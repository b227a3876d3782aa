"""Made-up supporters. Each is told by a number alone, so a million need no memory."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from donations.core.text_normalisation import fold

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
