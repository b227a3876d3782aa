import pytest
from babel.numbers import format_compact_decimal

from donations.core.money import Money, locale_of
from donations.web.staff.home.chart import BOTTOM, TOP, line_chart


def short(number, language):
    """As the language shortens it; `2K` or `2k` is for its locale data to say."""
    return format_compact_decimal(number, locale=locale_of(language), fraction_digits=1)


def drawn(now, before, language="en"):
    return line_chart([Money(minor, "PLN") for minor in now], [Money(minor, "PLN") for minor in before], language)


def test_the_line_stands_between_its_lowest_and_highest_gridline():
    chart = drawn([0, 200_000, 100_000], [50_000, 0, 0])
    assert [point.y for point in chart.now] == [BOTTOM, TOP, (TOP + BOTTOM) / 2]
    lowest, highest = chart.gridlines[0], chart.gridlines[-1]
    assert [(lowest.y, lowest.text), (highest.y, highest.text)] == [(BOTTOM, "0"), (TOP, short(2_000, "en"))]


def test_months_stand_in_the_middle_of_their_equal_shares():
    assert [point.x for point in drawn([1, 2, 3, 4], [0, 0, 0, 0]).now] == [12.5, 37.5, 62.5, 87.5]


@pytest.mark.parametrize("highest", [0, 1, 7, 99, 1_000, 123_456, 5_000_001, 99_999_999_999])
def test_two_to_five_gridlines_reach_the_highest_figure(highest):
    chart = drawn([highest], [0])
    assert 2 <= len(chart.gridlines) <= 5
    assert TOP <= chart.now[0].y <= BOTTOM


def test_gridlines_speak_the_language_of_the_page():
    assert drawn([3_000_000], [0], "pl").gridlines[-1].text == short(30_000, "pl")
    assert short(30_000, "pl") != short(30_000, "en")


def test_the_highest_month_is_named():
    assert drawn([1, 9, 3], [20, 0, 0]).peak == 1


@pytest.mark.parametrize(("now", "before"), [(100, 100), (100, 101), (101, 100), (0, 0), (100, 0)])
def test_the_names_at_the_ends_never_lie_on_one_another(now, before):
    chart = drawn([now], [before])
    assert abs(chart.name_at - chart.name_before_at) >= 18
