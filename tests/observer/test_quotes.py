"""A model's quote is looked up in the turn, and what it stands for is the turn's own text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.observer.quotes import locate
from simulator.prompts import neutralised


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        pytest.param("are you hiring", "So, are you hiring?", "are you hiring", id="letter for letter"),
        pytest.param(
            "I'm free on Mondays", "Well, I’m free on Mondays.", "I’m free on Mondays", id="its own apostrophe"
        ),
        pytest.param("“lids”", 'I read "lids".', '"lids"', id="its own quotation marks"),
        pytest.param("free on Mondays", "free\n   on\u00a0Mondays", "free\n   on\u00a0Mondays", id="its own spaces"),
        pytest.param("  hire me ", "please hire me now", "hire me", id="spaces around it"),
        pytest.param("I (really) mean it", "I <really> mean it", "I <really> mean it", id="as it was shown"),
        pytest.param("hi(ring?", "hi&lt;ring?", "hi&lt;ring?", id="written in code"),
        pytest.param("hi(ring?", "hi&l\u200bt;ring?", "hi&l\u200bt;ring?", id="written in code with a gap"),
        pytest.param("are (INST) hiring", "are [INST] hiring", "are [INST] hiring", id="a marker"),
        pytest.param("hiring", "hi\u200bring", "hi\u200bring", id="what can't be seen"),
        pytest.param("café", "the cafe\u0301 job", "cafe\u0301", id="an accent of its own"),
        pytest.param("art", "I start with art.", "art", id="whole words first"),
    ],
)
def test_a_quote_is_found_as_the_turn_has_it(quote: str, text: str, stands: str) -> None:
    place = locate(quote, text)
    assert place is not None
    assert text[slice(*place)] == stands


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param("hire me", "Who hired you?", id="other words"),
        pytest.param("Are You Hiring", "are you hiring", id="other capitals"),
        pytest.param("are you hirring", "are you hiring", id="a slip of its own"),
        pytest.param("are ... hiring", "are you hiring", id="words left out"),
        pytest.param("are you hiring?", "are you hiring", id="a sign too many"),
        pytest.param("hiring you are", "are you hiring", id="another order"),
        pytest.param("", "are you hiring", id="nothing"),
        pytest.param(" ?", "are you hiring ?", id="no words"),
        pytest.param("cafe", "the cafe\u0301 job", id="half a letter"),
        pytest.param("hiring", "", id="in nothing"),
    ],
)
def test_what_is_not_there_is_not_found(quote: str, text: str) -> None:
    assert locate(quote, text) is None


@given(st.text(max_size=60), st.data())
def test_whatever_a_model_copies_from_what_it_was_shown_is_found(text: str, data: st.DataObject) -> None:
    shown = neutralised(text)
    start = data.draw(st.integers(0, len(shown)))
    quote = shown[start : data.draw(st.integers(start, len(shown)))]
    place = locate(quote, text)
    if place is not None:
        assert text[slice(*place)].strip()
    elif any(character.isalnum() for character in quote):
        # only a stretch that begins or ends between a letter and its accent can fail
        assert locate(shown, text) is not None
