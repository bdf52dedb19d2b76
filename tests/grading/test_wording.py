import pytest

from simulator.grading import wording


def test_a_long_quote_is_cut_at_a_word() -> None:
    said = wording.quoted("word " * 60)
    assert said.endswith("word …”")
    assert len(said) <= wording.LONGEST_QUOTE + 4


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (46.4, "46 s"), (59.6, "1 min"), (60, "1 min"), (125, "2 min 5 s"), (3600, "60 min")],
)
def test_seconds_are_said_in_minutes(seconds: float, said: str) -> None:
    assert wording.duration(seconds) == said


def test_turns_are_said_once_and_in_order() -> None:
    assert wording.in_turns([9, 3, 3]) == "turns 3 and 9"
    assert wording.in_turns([5]) == "turn 5"


def test_sentences_end_where_they_end() -> None:
    assert wording.sentences('He said, "No." Then he left! 3.5 tons?\nYes') == [
        'He said, "No."',
        "Then he left!",
        "3.5 tons?",
        "Yes",
    ]


def test_the_sentence_around_a_span_is_whole() -> None:
    text = "One two. Three four five? Six."
    assert wording.sentence_at(text, text.index("four"), text.index("four") + 4) == "Three four five?"
    assert wording.sentence_at(text, 4, text.index("four")) == "One two. Three four five?"


def test_words_of_one_root_are_kin_and_stop_words_carry_nothing() -> None:
    assert wording.content_words("the rent ledgers") == wording.content_words("a ledger, rents")
    assert wording.content_words("and what do you think of that") == frozenset()


def test_names_can_be_left_out() -> None:
    assert wording.content_words("ask Farida about ledgers", names=False) == wording.content_words("ledgers")


def test_the_telling_sentence_is_one_that_can_be_repeated() -> None:
    text = (
        "Quiet. The treasurer resigned before the biscuits went round. "
        + "And on and on it went " * 10
        + ". Was it worth it at all, then?"
    )
    assert wording.telling_sentence(text) == "The treasurer resigned before the biscuits went round."
