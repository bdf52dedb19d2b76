"""What holds for any text at all."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.observation import Kind
from simulator.observer import Context
from simulator.observer.clauses import sentences
from simulator.observer.offline import OfflineObserver
from simulator.observer.words import fold, numbers, short_years, words
from tests.observer.persona import ILSE, hear, kinds, talk

ANY_TEXT = st.text(max_size=300) | st.lists(
    st.sampled_from([
        "are you hiring", "my résumé", "Lime Remembers", "in 2019", "'23", "?", "...", "“", "”", "\u202e", "\x00", "👀", "<b>",
        "شكرا", "what do you do", "\n", "64 employees", "I'm", "a job", ",", "—", "ß", "İ", "ﬁ", "ㅤ", "2,3.4.5", "٣",
    ]),
    max_size=40,
).map(" ".join)  # fmt: skip
ODD_TEXTS = {
    "empty": "",
    "blank": " \t\n ",
    "control": "\x00\x01\x02\x7f",
    "emoji": "👀🔥👩‍🔧" * 50,
    "right_to_left": "مرحبا، هل لديكم وظيفة؟ " * 20,
    "html": "<script>alert('are you hiring?')</script><b>what do you do?</b>",
    "long": "so could you maybe tell me how you got the job and " * 400,
    "long_without_a_blank": "a" * 20_000,
    "many_digits": "1" * 5_000,
    "many_numbers": "twenty two hundred thousand million " * 500,
    "many_quotes": "\"'" * 5_000,
    "many_question_marks": "?" * 5_000,
}


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_a_quote_always_stands_where_it_says(text: str, heard: str) -> None:
    context = Context(ILSE, talk(f"P: {heard}"))
    for observation in OfflineObserver().observe(1, text, context):
        assert observation.stands_in(text)
        assert observation.quote.strip()


@given(ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_folding_moves_no_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert all(text[one.start : one.end] == one.text for one in sentences(text))
    assert all(0 <= word.start < word.end <= len(text) for word in words(text))
    assert all(0 <= number.start < number.end <= len(text) for number in (*numbers(text), *short_years(text)))


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_no_text_is_too_odd_to_be_heard(text: str) -> None:
    assert all(observation.stands_in(text) for observation in hear(text))
    assert all(observation.stands_in("hello") for observation in hear("hello", f"P: {text}"))


TURNS = (
    "Hi Ilse, it's {name}. I'm a roofer and I wonder how you got from lighthouses to lime.",
    "{name} here. Are you hiring, or does {they} of the glass shop decide that?",
    "Thank you, that helps {them} and me. I'll let you go. {name}, over and out.",
)
PEOPLE = {
    "sam": {"name": "Sam", "they": "he", "them": "him"},
    "nguyen": {"name": "Thi Nguyen", "they": "she", "them": "her"},
    "olumide": {"name": "Olúmídé", "they": "they", "them": "them"},
}


@pytest.mark.parametrize("person", [PEOPLE["nguyen"], PEOPLE["olumide"]], ids=["nguyen", "olumide"])
@pytest.mark.parametrize("turn", TURNS, ids=["opening", "ask", "close"])
def test_names_and_pronouns_change_nothing(turn: str, person: dict[str, str]) -> None:
    assert kinds(turn.format(**person)) == kinds(turn.format(**PEOPLE["sam"]))


CURLY = str.maketrans({"'": "’", '"': "”"})
SAME = {
    "apostrophe": "I'm not here to ask for a job, what's the hardest stone to save?",
    "ask": "I'd love to work on a team like yours.",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME.keys())
def test_capitals_and_curly_quotes_change_nothing(text: str) -> None:
    assert kinds(text.translate(CURLY)) == kinds(text)
    assert kinds(text.upper()) == kinds(text)


def test_observations_come_in_the_order_of_the_text() -> None:
    starts = [one.start for one in hear("Thank you for the story. Are you hiring? I'll let you go.")]
    assert starts == sorted(starts)


def test_one_kind_is_seen_once_a_turn() -> None:
    seen = [one.kind for one in hear("What is lime? How does it dry? Why does it crack?")]
    assert seen.count(Kind.QUESTION) == 1


def test_the_quote_is_cut_from_the_turn_as_it_was_written() -> None:
    quotes = [one.quote for one in hear("Well… Are YOU hiring?")]
    assert any(re.search("Are YOU hiring", quote) for quote in quotes)
