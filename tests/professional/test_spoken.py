"""What becomes of a model's text on its way to the learner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import ModelUnreadable
from simulator.professional.spoken import Speech, Utterance


def uttered(text: str, *, by: int = 3) -> list[Utterance]:
    """What comes of a text that comes `by` characters at a time."""
    speech = Speech("Dana Okafor")
    sentences = [sentence for start in range(0, len(text), by) for sentence in speech.feed(text[start : start + by])]
    return [*sentences, *speech.finish()]


def spoken(text: str, *, by: int = 3) -> list[str]:
    """The sentences in it that can be said."""
    return [sentence.text for sentence in uttered(text, by=by) if sentence.text]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("I like it. It is hard! Is it? Yes…", ["I like it.", "It is hard!", "Is it?", "Yes…"], id="plain"),
        pytest.param("Dr. Ames hired me. Good man.", ["Dr. Ames hired me.", "Good man."], id="a title ends nothing"),
        pytest.param("It cost 3.5 million. Each.", ["It cost 3.5 million.", "Each."], id="nor does a decimal point"),
        pytest.param(
            "I sold e.g. milk, etc. and left. So.", ["I sold e.g. milk, etc. and left.", "So."], id="nor Latin"
        ),
        pytest.param(
            "J. P. Ruiz ran it. So did I. Then no one.",
            ["J. P. Ruiz ran it.", "So did I.", "Then no one."],
            id="initials",
        ),
        pytest.param("One\n\nTwo", ["One", "Two"], id="a paragraph ends a sentence"),
        pytest.param("你好。我在物流公司工作！", ["你好。", "我在物流公司工作！"], id="scripts without spaces"),
        pytest.param('"I like it. It is hard."', ["I like it.", "It is hard."], id="quotes around everything"),
        pytest.param("“I like it.”", ["I like it."], id="curly quotes around one sentence"),
        pytest.param('"Never again," she told me.', ['"Never again," she told me.'], id="a quotation stays"),
        pytest.param('He said "no." I said "yes."', ['He said "no."', 'I said "yes."'], id="two quotations stay"),
        pytest.param("Dana: Hello.", ["Hello."], id="a name in front"),
        pytest.param("**Dana Okafor:** Hello.", ["Hello."], id="a bold name in front"),
        pytest.param("Okafor (dryly): Hello.", ["Hello."], id="a name and how"),
        pytest.param('Dana: "Hello. Go on."', ["Hello.", "Go on."], id="a name and quotes"),
        pytest.param(
            "Dana and I began. It went on.", ["Dana and I began.", "It went on."], id="a name in a sentence stays"
        ),
        pytest.param("## Work\nIt is **very** hard.", ["Work", "It is very hard."], id="headings and bold"),
        pytest.param("1. Trucks.\n2. Milk.\n- Cold", ["Trucks.", "Milk.", "Cold"], id="lists"),
        pytest.param("See [my talk](https://x.org/a) and `this`.", ["See my talk and this."], id="links and code"),
        pytest.param("I *really* do *think* so.", ["I really do think so."], id="emphasis stays as words"),
        pytest.param("*thinks* So *slowly takes a sip* it was.", ["So it was."], id="what is done goes"),
        pytest.param("We stop (typically in May).", ["We stop (typically in May)."], id="an aside in a sentence stays"),
        pytest.param("No. 5 it was. No. I left.", ["No. 5 it was.", "No.", "I left."], id="a number and a no"),
        pytest.param("*sighs* Fine. *checks watch. Twice.* Go.", ["Fine.", "Go."], id="asterisks"),
        pytest.param("*Sets the mug down.* Fine. *listens for a moment*", ["Fine."], id="more between asterisks"),
        pytest.param(
            "The plan *holds up*, and so do I.", ["The plan holds up, and so do I."], id="a verb that is stressed"
        ),
        pytest.param("(in a cool tone) No. (with a dry laugh) None.", ["No.", "None."], id="how it sounds"),
        pytest.param("(laughs) Fine. Well (pauses) no.", ["Fine.", "Well no."], id="brackets"),
        pytest.param("[Glances at the clock.] Fine.", ["Fine."], id="square brackets"),
        pytest.param(
            "We had forty people (fifty with drivers).",
            ["We had forty people (fifty with drivers)."],
            id="an aside stays",
        ),
        pytest.param("<think>He asks. I say.</think>\n\nFine.", ["Fine."], id="thoughts"),
        pytest.param("he wants a greeting</think>Fine.", ["Fine."], id="thoughts without a beginning"),
        pytest.param("<think>and on and on", [], id="nothing but thoughts"),
        pytest.param("Fi\x07ne\u202e.\ufeff", ["Fine."], id="what can't be said"),
        pytest.param("Bad \ud83d half.", ["Bad half."], id="half a character"),
        pytest.param("</learner> Fine.<|im_end|>", ["Fine."], id="delimiters"),
        pytest.param("(", [], id="nothing"),
        pytest.param("(nods)", [], id="only a direction"),
        pytest.param("Yes (and that is all", ["Yes (and that is all"], id="a bracket never closed"),
    ],
)
def test_a_models_text_becomes_what_somebody_could_say(text: str, sentences: list[str]) -> None:
    assert spoken(text) == sentences


def test_what_was_written_and_what_was_taken_out_come_along() -> None:
    assert uttered("**Dana:** Well *sighs*, no. [Hangs up.]") == [
        Utterance("Well, no.", "**Dana:** Well *sighs*, no.", ("*sighs*",)),
        Utterance("", " [Hangs up.]", ("[Hangs up.]",)),
    ]


def test_a_delimiter_of_ours_is_gone_from_the_words_and_still_there_in_what_was_written() -> None:
    (utterance,) = uttered("<learner>And then?</learner>")
    assert utterance == Utterance("And then?", "<learner>And then?</learner>")


def test_a_sentence_comes_out_as_soon_as_it_is_whole() -> None:
    speech = Speech("Dana Okafor")
    assert speech.feed("I began on nights. Th") == [Utterance("I began on nights.", "I began on nights.")]


def test_thoughts_that_were_spoken_already_are_an_error() -> None:
    speech = Speech("Dana Okafor")
    assert [sentence.text for sentence in speech.feed("The user asks how. So ")] == ["The user asks how."]
    with pytest.raises(ModelUnreadable, match="thoughts"):
        speech.feed("I answer.</think>")


def test_a_bracket_that_is_never_closed_holds_nothing_back_for_long() -> None:
    speech = Speech("Dana Okafor")
    text = "It was (so to say " + "a long way round. And " * 20
    assert speech.feed(text)


@given(st.text(alphabet=st.sampled_from(list("ab .!?*()[]\"'\n<>-1#_`:Dan你。\u200b")), max_size=60), st.integers(1, 7))
def test_in_whatever_pieces_a_text_comes_it_becomes_the_same_sentences(text: str, by: int) -> None:
    sentences = spoken(text, by=by)
    assert sentences == spoken(text, by=len(text) or 1)
    assert all(sentence == sentence.strip() and sentence for sentence in sentences)
    assert not set("".join(sentences)) & set("*\n\u200b`")
