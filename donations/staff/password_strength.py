"""Passwords that are tried first are refused, without asking anybody: zxcvbn's lists of leaked passwords, names and
keyboard walks are part of its package. It knows English; the favourites of Poland and our own words are added here.
"""

from collections.abc import Sequence

GOOD_ENOUGH = 3  # of 4: some 10^8 guesses, which argon2 makes expensive
_READ = 72  # signs: what comes after can only make it better, and zxcvbn takes quadratic time
_ALSO_KNOWN = (
    "haslo hasło mojehaslo tajnehaslo polska polska1 kochanie misiek myszka bartek karolina monika kasia marcin "
    "agnieszka mateusz lukasz piotrek natalia dominika komputer samsung zaq12wsx qwerty123 qazwsx zxcvbnm lol123 "
    "legia wisla lech fundacja darowizna darowizny wplata skarbonka foundation donation donations admin administrator "
    "warszawa krakow lodz wroclaw poznan gdansk szczecin bydgoszcz lublin katowice"
).split()


def is_common(password: str, words: Sequence[str] = ()) -> bool:
    """Whether somebody who knows what people choose, and these words about the person, soon has it."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take a quarter of a second to load, and few choose a password

    return int(zxcvbn(password[:_READ], user_inputs=[*_ALSO_KNOWN, *words])["score"]) < GOOD_ENOUGH
