"""A call is shown, commented on and taken back: as three browsers see it."""

import re

import pytest

from tests.access.people import SECRET, Here

COMMENT = "Look at <b>your first words</b>."


def test_a_call_is_shown_commented_on_and_taken_back(here: Here) -> None:
    debrief, shared = here.fill("/debrief?call={hidden}"), here.fill("/shared?call={hidden}&class={autumn}")
    form = {"call": here.hidden, "class": here.autumn.id}
    assert r"data-shared=\"no\"" in here.get("sam", debrief).text
    assert here.get("ada", shared).status_code == 404

    assert here.post("sam", "/share", {**form, "shared": "yes"}).headers["location"] == debrief.strip("/")
    assert r"data-shared=\"yes\"" in here.get("sam", debrief).text
    page = here.get("ada", shared)
    assert (page.status_code, SECRET in page.text) == (200, True)
    assert here.hidden in here.get("ada", here.fill("/cohort?class={autumn}")).text
    assert here.hidden in here.get("ada", here.fill("/es/cohort?class={autumn}")).text

    comment = here.fill("/comment?call={hidden}&class={autumn}")
    assert here.post("ada", comment, {"text": "  "}).status_code == 403
    assert here.post("ada", comment, {"text": COMMENT}).status_code == 303
    assert "Look at &lt;b&gt;your first words" in here.get("ada", shared).text
    # the words are in the document as JSON, with every < and & written so that it can't be markup
    (read,) = re.findall(r"Look at .{0,40}?your first words", here.get("sam", debrief).text)
    assert "<b>" not in read
    assert "One comment" in here.get("sam", "/progress").text

    here.post("sam", "/share", {**form, "shared": "no"})
    assert here.get("ada", shared).status_code == 404
    assert here.hidden not in here.get("ada", here.fill("/cohort?class={autumn}")).text
    assert here.post("ada", comment, {"text": "One word more"}).status_code == 404
    # what was said stays with the learner
    assert "your first words" in here.get("sam", debrief).text


@pytest.mark.parametrize(
    ("root", "heading"), [("", "A call with Dana Okafor"), ("/es", "Una llamada con Dana Okafor")], ids=["en", "es"]
)
def test_an_adviser_is_not_told_that_a_learners_call_is_their_own(here: Here, root: str, heading: str) -> None:
    page = here.get("ada", root + here.fill("/shared?call={shown}&class={autumn}"))
    assert f'<h1 id="sim-card-title">{heading}</h1>' in page.text


def test_progress_says_where_comments_are_without_reading_those_calls_again(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.post("ada", here.fill("/comment?call={shown}&class={autumn}"), {"text": COMMENT})

    def read_again(*_: object) -> None:
        raise AssertionError("the logs of all calls are read once, and this one again")

    monkeypatch.setattr("simulator.call.Calls.get", read_again)
    assert here.fill("debrief?call={shown}") in here.get("sam", "/progress").text
