"""The first look of a screen comes with its document."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.web.first import FirstLooks

DOCUMENT = '<script>window.gradio_config = {"components":[{"id":7,"props":{"value":""}}]};</script><p>after</p>'


class Part(SimpleNamespace):
    """A component, as far as it matters here: it can be a key."""

    __hash__ = object.__hash__


PART, GO = Part(_id=7), Part(_id=8)


def looks(changes: dict[Any, Any]) -> FirstLooks:
    first = FirstLooks()

    async def opened(_: Any) -> dict[Any, Any]:
        return changes

    first.add("en", "debrief", opened, GO, "Debrief · Practice")  # type: ignore[arg-type]
    return first


@pytest.mark.parametrize(
    "words",
    [
        "<h1>Ines</h1>",
        "</script><script>alert(1)",
        "<!--<script>--> <\\/",
        "a 'quote' & \u2028 {{ x }}",
        "שלום \U0001f680",
    ],
)
async def test_a_value_is_in_the_document_and_can_not_end_its_script(words: str) -> None:
    look = await looks({PART: words}).of(DOCUMENT, "en", "debrief", None)
    assert look.to is None
    script, end, after = look.document.partition(";</script>")
    assert (end, after) == (";</script>", "<p>after</p>")
    config = json.loads(script.removeprefix("<script>window.gradio_config = "))
    assert config["components"][0]["props"]["value"] == words


async def test_the_window_is_called_by_its_screen_from_the_start() -> None:
    look = await looks({PART: "x"}).of(DOCUMENT, "en", "debrief", None)
    assert '"title":"Debrief · Practice"' in look.document


async def test_from_the_wrong_screen_one_is_sent_on_before_anything_is_shown() -> None:
    look = await looks({GO: json.dumps({"to": "call?call=x"})}).of(DOCUMENT, "en", "debrief", None)
    assert look.to == "call?call=x"


async def test_a_screen_that_begins_with_nothing_stays_as_it_is() -> None:
    look = await looks({PART: "x"}).of(DOCUMENT, "es", "debrief", None)
    assert look.document == DOCUMENT
