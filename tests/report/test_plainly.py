"""A report without numbers: what is said of a call in figures is said in words, and no figure is left over."""

import re

import pytest

from simulator.clock import timeline
from simulator.report import Beyond, to_html, to_markdown
from simulator.report.plainly import spelled, when_of, without_figures
from simulator.texts import languages, texts
from simulator.transcript import Turn
from tests.report.test_report import DANA, NOTE, call, view

EN = texts("en")


@pytest.mark.parametrize(
    ("said", "plainly"),
    [
        pytest.param("You asked (“Are you hiring?”, turn 5).", "You asked (“Are you hiring?”, late).", id="a citation"),
        pytest.param("In turn 3 Dana said “24 years”.", "Late Dana said “24 years”.", id="a quote stays as it is"),
        pytest.param("“Why?” (turn 3) is closed; so can turns 5 and 7.", "“Why?” (late) is closed; so can others.", id="turns"),
        pytest.param("You took it up in turns 3, 5 and 9.", "You took it up more than once.", id="more than once"),
        pytest.param("Turn 5 alone took 2 min 40 s.", "The turn late alone took three minutes.", id="a duration"),
        pytest.param("7 min of the agreed 15 min were left.", "Seven minutes of the agreed fifteen minutes were left.", id="minutes"),
        pytest.param("In the 12 s up to it, and the 30 s after.", "In the few seconds up to it, and the half minute after.", id="the seconds"),
        pytest.param("63% of the talking was yours.", "Most of the talking was yours.", id="a share"),
        pytest.param("It was confirmed only 187 hours before.", "It was confirmed only eight days before.", id="days"),
        pytest.param("It came 20 hours after.", "It came twenty hours after.", id="hours"),
        pytest.param("It has 23 words, where 40 to 200 are read.", "It has twenty-three words, where forty to two hundred are read.", id="counts"),
        pytest.param("Unused: “Mile” (Cold Chain Review, 2024).", "Unused: “Mile” (Cold Chain Review).", id="when it came out"),
        pytest.param("2006-2009 Night Dispatcher, Lakeland Freight", "Night Dispatcher, Lakeland Freight", id="the years of a post"),
        pytest.param("BA in History, 2006", "BA in History", id="the year of a degree"),
        pytest.param("It has 2,300 people since 1998.", "It has 2,300 people since 1998.", id="what is not a count"),
    ],
)  # fmt: skip
def test_a_sentence_of_the_engine_is_said_without_figures(said: str, plainly: str) -> None:
    assert without_figures(said, lambda _: "late") == plainly


@pytest.mark.parametrize(
    ("number", "words"), [(0, "no"), (7, "seven"), (30, "thirty"), (45, "forty-five"), (112, "one hundred and twelve")]
)
def test_a_number_is_spelled(number: int, words: str) -> None:
    assert spelled(number) == words


def test_when_something_was_said_goes_from_the_start_to_the_end() -> None:
    spoken = timeline([Turn(speaker="learner", text="A word or two. " * 5)] * 20, 150, 15)
    said = [when_of(spoken, turn, EN) for turn in range(20)]
    assert list(dict.fromkeys(said)) == [
        EN(f"report.when.{part}") for part in ("start", "early", "middle", "late", "end")
    ]


@pytest.mark.parametrize("language", languages())
def test_a_markdown_file_without_numbers_has_none(language: str) -> None:
    transcript, card = call(NOTE, rewinds=[1, 3])
    text = to_markdown(transcript, DANA, card, Beyond(second=card), language=language, numbers=False)
    # what somebody said or wrote is theirs, figures and all
    others = re.compile(r"“[^”]*”|alert\\?\(1\\?\)")
    lines = [line for line in text.splitlines() if re.search(r"\d", others.sub("", line))]
    assert lines == []
    assert re.search(r"\d", to_markdown(transcript, DANA, card, Beyond(second=card), language=language))


def test_a_page_without_numbers_says_so_at_its_root() -> None:
    transcript, card = call()
    assert '<html lang="en" class="sim-no-numbers">' in to_html(transcript, DANA, card, numbers=False)
    assert 'sim-no-numbers">' not in to_html(transcript, DANA, card)


def test_each_picture_has_a_table_without_figures() -> None:
    for picture in view().pictures:
        assert len(picture.rows_plainly) == len(picture.rows)
        assert {len(row) for row in picture.rows_plainly} == {len(picture.heads_plainly)}
        assert not re.search(r"\d", f"{picture.said_plainly} {picture.rows_plainly}")


def test_no_figure_in_a_picture_is_shown_to_whom_numbers_scare() -> None:
    for picture in view().pictures:
        drawn = re.sub(r'<g class="sim-num">.*?</g>', "", str(picture.svg), flags=re.DOTALL)
        assert re.findall(r"<text[^>]*>([^<]*\d[^<]*)</text>", drawn) == []
