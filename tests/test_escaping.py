"""What somebody said is shown as they said it, wherever it is taken to."""

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from simulator.call import Call, Calls
from simulator.export import Item, bundle
from simulator.persona import Persona, catalogue
from simulator.report import to_markdown
from simulator.scoring import score
from simulator.store import MemoryLog
from tests.serving import settings

HOSTILE = [
    "[press here](https://evil.example)",
    "![picture](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "| a | b |",
    "# a heading",
    "- a list",
    "1. a list",
    "> a quote",
    "```\ncode\n```",
    "    code",
    "https://evil.example",
    "<https://evil.example>",
    "[ref]: https://evil.example",
    "line\n\n---\n\nline",
    "*bold* _it_ ~~gone~~ `code`",
    "&lt;b&gt; &copy;",
    "a  \nb\\\nc",
]


def somebody() -> Persona:
    """Whose public side is as hostile as the learner's words."""
    dana = catalogue()["dana-okafor"]
    return Persona.model_validate(
        {
            **dana.model_dump(mode="json"),
            "id": "x",
            "name": "Dana <b>[x](https://evil.example)",
            "title": "| VP |",
            "organisation": "![o](o)",
        }
    )


async def played(data: Path) -> Call:
    """A call of hostile words."""
    call = Calls(MemoryLog(), settings(data)).open(somebody())
    await call.resume()
    [moment async for moment in call.follow()]
    for words in HOSTILE[:6]:
        if call.state.over:
            break
        await call.say(f"{words} {' '.join(HOSTILE)} Are you hiring? {words}")
        [moment async for moment in call.follow()]
    await call.hang_up()
    call.note(" ".join(HOSTILE), hours_after=1)
    return call


def tokens(text: str) -> list[Token]:
    """All of a Markdown text, with tables and bare links as GitHub reads them."""
    whole = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [inner for token in whole for inner in (token, *(token.children or ()))]


async def test_nothing_said_becomes_markup_in_markdown(tmp_path: Path) -> None:
    call = await played(tmp_path)
    persona = call.state.persona
    transcript = call.state.transcript(call.id)
    read = tokens(to_markdown(transcript, persona, score(transcript, persona=persona, name="x")))
    assert [token.attrs.get("href") for token in read if token.type == "link_open" and "evil" in str(token.attrs)] == []
    assert [
        token.type for token in read if token.type in {"image", "html_inline", "html_block", "code_block", "fence"}
    ] == []
    said = " ".join(token.content for token in read if token.type == "text")
    assert "<script>alert(1)</script>" in said  # it is there, as text


@pytest.mark.parametrize("id_", ["../../etc/passwd", "/etc/passwd", "a/b", "C:\\x", "a\x00b", "...", "a" * 300])
async def test_no_name_in_a_zip_leads_anywhere(id_: str, tmp_path: Path) -> None:
    call = Calls(MemoryLog(), settings(tmp_path)).open(catalogue()["dana-okafor"])
    item = Item(id_, call.state, call.log.read(call.id))
    with zipfile.ZipFile(io.BytesIO(bundle([item, replace(item, id="other")]))) as archive:
        for name in archive.namelist():
            assert re.fullmatch(r"[\w-]+/[a-z]+\.(json|md|html)", name, re.ASCII), name
