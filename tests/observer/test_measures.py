"""What a number measures: of what, which share of it, how long; and when two are as good as the same."""

import pytest

from simulator.observer.clauses import sentences
from simulator.observer.figures import figures
from simulator.observer.measures import measures
from simulator.observer.words import numbers

SAID = {
    "a_hundred_and": ("a hundred and sixty masons", 160),
    "a_hundred_alone": ("about a hundred", 100),
    "half_a_million": ("half a million bricks", 500_000),
    "a_dozen": ("a dozen of them", 12),
    "half_a_dozen": ("half a dozen", 6),
    "point": ("two point four million", 2_400_000),
    "hundreds_of_thousands": ("three hundred thousand", 300_000),
}
SHARES = {
    "thirds": ("two thirds of the roofs", 66.7),
    "a_third": ("a good third of it", 33.3),
    "in_five": ("two in five of the owners", 40),
    "out_of_ten": ("nine out of every ten", 90),
    "per_cent": ("21 per cent", 21),
    "range": ("from 38 to 21 percent", 38),
}
SAME = {
    "weeks_and_days": ("two weeks", "14 days"),
    "in_five_and_per_cent": ("two in five", "40 percent"),
    "roughly": ("a good two thirds", "70 percent"),
    "some": ("sixty-some tiles", "64 tiles"),
    "odd": ("eleven thousand odd", "11,400"),
    "rounded": ("six million", "6.2 million"),
    "months_and_years": ("eighteen months", "1.5 years"),
}
OTHER = {
    "digits_turned_round": ("46 slates", "64 slates"),
    "a_nought_too_many": ("82,000", "8,200"),
    "weeks_and_months": ("eight weeks", "eight months"),
    "roughly_another": ("four hundred or so", "900"),
    "small": ("three", "four"),
    "share": ("a third", "half of it, 50 percent"),
}


@pytest.mark.parametrize(("text", "value"), SAID.values(), ids=SAID.keys())
def test_a_number_said_with_an_article_is_a_number(text: str, value: float) -> None:
    assert [number.value for number in numbers(text)] == [pytest.approx(value)]


@pytest.mark.parametrize("text", ["a roof", "half the roof", "m and k", "a point"])
def test_an_article_alone_is_no_number(text: str) -> None:
    assert not numbers(text)


@pytest.mark.parametrize(("text", "share"), SHARES.values(), ids=SHARES.keys())
def test_a_share_is_per_cent_however_it_is_said(text: str, share: float) -> None:
    first = measures(text)[0]
    assert first.sort == "share"
    assert first.value == pytest.approx(share, abs=0.1)


def test_out_of_an_odd_number_is_two_counts() -> None:
    assert [one.sort for one in measures("three withdrawn out of 64 tiles")] == ["count", "count"]


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME.keys())
def test_what_is_said_in_another_way_is_the_same(one: str, other: str) -> None:
    assert measures(one)[0].same(measures(other)[0])


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER.keys())
def test_what_is_further_off_than_it_is_said_is_not_the_same(one: str, other: str) -> None:
    assert not measures(one)[0].same(measures(other)[0])


@pytest.mark.parametrize("text", ["at half past 3:30", "episode 27", "page forty"])
def test_the_clock_and_what_goes_by_a_number_measure_nothing(text: str) -> None:
    assert not measures(text)


def test_a_comma_ends_a_number() -> None:
    assert [number.value for number in numbers("in 2020, seven weeks late")] == [2020, 7]


def test_years_ago_are_a_year_and_may_be_one_off() -> None:
    (figure,) = figures(sentences("It opened three years ago.")[0])
    assert (figure.year, figure.value, figure.leeway) == (True, 2023, 1)


@pytest.mark.parametrize("text", ["got it down to twenty-one.", "six trainees in ten.", "up from fourteen."])
def test_a_small_number_after_a_small_word_is_no_year(text: str) -> None:
    assert not any(figure.year for figure in figures(sentences(text)[0]))


def test_a_part_of_a_thing_is_not_a_count_of_it() -> None:
    assert measures("three of its sites")[0].noun == ""
