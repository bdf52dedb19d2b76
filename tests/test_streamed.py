"""Tokens are put together up to the end of a sentence, and nothing that was streamed is lost, held back or reordered."""

from typing import Any

import pytest

from simulator.streamed import Sentences


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def token(words: str, **choice: Any) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": words}, **choice}]}


def streamed(*events: Any) -> list[Any]:
    sentences = Sentences(Clock())
    pieces = [piece for event in events for piece in sentences.add(event)]
    return [*pieces, *sentences.rest()]


@pytest.mark.parametrize(
    ("tokens", "pieces"),
    [
        pytest.param(["It", " begins", " at", " four."], ["It begins at four."], id="the end goes whole"),
        pytest.param(
            ["At", " four.", " Then", " it", " goes", " on"],
            ["At four. Then", " it goes on"],
            id="a sentence, and the word that shows its end",
        ),
        pytest.param(["One.", "\n", "Two", " more"], ["One.\nTwo", " more"], id="past what is blank"),
        pytest.param(["So", ' he says "No."', " Then"], ['So he says "No." Then'], id="past a quotation mark"),
        pytest.param(["on", "e. An", "d then"], ["one. An", "d then"], id="an end within a token"),
        pytest.param(["It takes 3", ".", "5 of them"], ["It takes 3.5 of them"], id="a point in a number is no end"),
        pytest.param(["a" * 150, "b" * 10, "c", "d"], ["a" * 150 + "b" * 10 + "c", "d"], id="no end, 160 letters"),
        pytest.param(["四点", "开始", "。", "然后"], ["四点开始。然后"], id="a full stop of another script"),
    ],
)
def test_tokens_are_put_together(tokens: list[str], pieces: list[str]) -> None:
    assert streamed(*map(token, tokens)) == [token(piece) for piece in pieces]


def test_words_that_come_slowly_are_not_held_for_long() -> None:
    clock = Clock()
    sentences = Sentences(clock)
    assert list(sentences.add(token("It"))) == []
    assert sentences.waiting
    clock.now = 1.1
    assert list(sentences.add(token(" begins"))) == [token("It begins")]
    assert not sentences.waiting


def test_who_speaks_is_no_more_than_words_however_often_it_is_said() -> None:
    said = [{"choices": [{"delta": {"role": "assistant", "content": word}}]} for word in ("It", " goes", " on")]
    assert streamed(*said) == [{"choices": [{"delta": {"role": "assistant", "content": "It goes on"}}]}]


@pytest.mark.parametrize(
    "event",
    [
        pytest.param(token(" on", finish_reason="stop"), id="the end"),
        pytest.param({"choices": [], "usage": {"prompt_tokens": 100}}, id="what it cost"),
        pytest.param({"choices": [{"delta": {"content": " on", "refusal": "No."}}]}, id="a refusal"),
        pytest.param({"choices": [{"delta": {"content": None}}]}, id="no words"),
        pytest.param(["nothing", "of", "ours"], id="no event at all"),
    ],
)
def test_what_brings_more_than_words_goes_as_it_came_after_the_words_before_it(event: Any) -> None:
    assert streamed(token("It"), token(" goes"), event, token(" on")) == [token("It goes"), event, token(" on")]


def test_a_choice_that_brings_nothing_says_so() -> None:
    assert streamed({"choices": [{"index": 0}]}) == [{"choices": [{"index": 0, "delta": None}]}]
