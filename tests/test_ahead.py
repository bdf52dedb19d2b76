"""What Gradio's page will ask for is said ahead."""

import html
import re
from pathlib import Path

import gradio
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from simulator.web import ahead
from tests.serving import serving

_DOCUMENT = (Path(gradio.__file__).parent / "templates" / "frontend" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", ["Index-", "Blocks-", "core-", "HTML-"])
def test_each_step_of_this_version_of_the_page_is_found(stem: str) -> None:
    assert f'<link rel="modulepreload" crossorigin href="./assets/{stem}' in ahead.links(_DOCUMENT)[0]


def test_all_that_is_said_ahead_is_there_and_is_said_once() -> None:
    entry = ahead._ENTRY.search(_DOCUMENT)
    assert entry
    named = [*ahead.files(entry[1], ".js"), *ahead.files(entry[1], ".css")]
    assert len(set(named)) == len(named) > 10
    assert [name for name in named if not (ahead._ASSETS / name).is_file()] == []


def test_the_theme_is_said_by_the_address_by_which_the_page_looks_for_it() -> None:
    document = _DOCUMENT.replace("</head>", '{"root":"http://127.0.0.1:7860/es", "theme_hash":"0a1b"}</head>')
    assert ' href="http://127.0.0.1:7860/es/theme.css?v=0a1b">' in ahead.links(document)[1]


def test_of_a_document_of_another_make_nothing_is_said() -> None:
    assert ahead.links("<html><head></head></html>") == ("", "")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(None, id="is not there"),
        pytest.param(b"\xff", id="is no text"),
        pytest.param(b'm.f=["./a.js"]; import(`./Index-1.js`),__vite__mapDeps([7])', id="counts beyond its list"),
    ],
)
def test_where_a_file_of_the_page_can_not_be_read_nothing_is_said(
    entry: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if entry is not None:
        (tmp_path / "index-1.js").write_bytes(entry)
    monkeypatch.setattr(ahead, "_ASSETS", tmp_path)
    ahead.files.cache_clear()
    assert ahead.links('<script type="module" src="./assets/index-1.js"></script>') == ("", "")


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        pytest.param("/assets/index-1.js", True, id="an asset"),
        pytest.param("/es/theme.css?v=0a1b", True, id="a theme by its version"),
        pytest.param("/theme.css", False, id="a theme by no version"),
        pytest.param("/prepare", False, id="a screen"),
        pytest.param("/assets/none", False, id="an asset that is not there"),
    ],
)
def test_what_has_its_version_in_its_address_is_kept_for_good(path: str, kept: bool) -> None:
    def answer(request: object) -> PlainTextResponse:
        return PlainTextResponse("", 404 if path.endswith("none") else 200)

    client = TestClient(ahead.Lasting(Starlette(routes=[Route("/{path:path}", answer)])))
    assert (client.get(path).headers.get("cache-control") == ahead.FOR_GOOD["Cache-Control"]) is kept


def test_what_a_page_asks_for_by_its_version_is_kept_for_good_and_by_another_not_at_all(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        page = client.get("/").text
        for address in re.findall(r'"((?:style\.css|page\.js)\?[^"]+)"', page):
            path = f"/{html.unescape(address)}"
            assert client.get(path).headers["cache-control"] == ahead.FOR_GOOD["Cache-Control"]
            # an old server can't tell what is in the version of a new one
            for other in (path.replace("v=", "v=0"), path.partition("v=")[0]):
                answer = client.get(other)
                assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
                assert answer.text == client.get(path).text
        assert len(re.findall(r"style\.css|page\.js", page)) == 2
