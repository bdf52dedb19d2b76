"""What a learner types is kept as it was meant, or refused in one line."""

import pytest

from simulator.errors import InputError
from simulator.written import learner_words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "nothing to send", id="empty"),
        pytest.param(" \n\t ", "nothing to send", id="blank"),
        pytest.param("\u200b\u200d", "nothing to send", id="invisible"),
        pytest.param("\x00\x07", "nothing to send", id="control characters alone"),
        pytest.param("word " * 4000, "19,999 characters", id="twenty thousand characters"),
        pytest.param(None, "is text, not NoneType", id="nothing at all"),
        pytest.param(b"hi", "is text, not bytes", id="bytes"),
        pytest.param(["hi"], "is text, not list", id="a list"),
    ],
)
def test_what_can_not_be_said_is_refused_in_one_line(text: object, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        learner_words(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("Hi \U0001f468‍\U0001f469‍\U0001f467!", "Hi \U0001f468‍\U0001f469‍\U0001f467!", id="emoji stay whole"),
        pytest.param("שלום Dana", "שלום Dana", id="right-to-left letters stay"),
        pytest.param("abc\u202egnp.exe", "abcgnp.exe", id="direction overrides go"),
        pytest.param("a\x00b\x1b[31mc", "ab[31mc", id="control characters go"),
        pytest.param("<b>x</b> & <script>", "<b>x</b> & <script>", id="HTML stays text"),
        pytest.param("one\r\ntwo\rthree", "one\ntwo\nthree", id="line breaks become one kind"),
        pytest.param("lone \ud800 surrogate", "lone  surrogate", id="half a character goes"),
    ],
)
def test_what_is_said_is_kept_as_it_was_meant(text: str, kept: str) -> None:
    assert learner_words(text) == kept
