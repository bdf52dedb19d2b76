"""Every route that answers without a call's key is known, and none of Gradio's others is."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import gradio
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from simulator.settings import Settings
from simulator.texts import languages, texts
from simulator.web.serve import KEYED_ROUTES, OPEN_ROUTES, application


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    data = tmp_path_factory.mktemp("data")

    async def build() -> FastAPI:
        # inside a loop: outside of one Gradio makes several that nobody closes
        return application(Settings(_env_file=None, data_dir=data))  # type: ignore[call-arg]

    with TestClient(asyncio.run(build())) as client:
        yield client


def paths_of(app: object, prefix: str = "") -> set[str]:
    """Every path that the application and what is mounted in it would answer."""
    found: set[str] = set()
    for route in getattr(app, "routes", []):
        path = prefix + (getattr(route, "path", None) or "")
        # FastAPI keeps a router that was included whole, with its own paths
        inner = getattr(route, "original_router", None) or getattr(route, "app", None)
        if inner is not None and hasattr(inner, "routes"):
            found |= paths_of(inner, path.rstrip("/"))
        else:
            found.add(path)
    return found


EXAMPLE = {
    "path": "x.js", "session_hash": "abc123", "event_id": "abc", "api_name": "predict", "size": "32", "page": "page", "key": "k", "id": "1",
    "call_id": "nobody-nobody-nobody", "name": "scorecard.json",
}  # fmt: skip


def example(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda hole: EXAMPLE.get(hole[1], "x"), path)


def test_gradio_brings_more_routes_than_the_page_needs(client: TestClient) -> None:
    assert len(paths_of(client.app)) > 40


def test_a_route_answers_only_if_it_is_on_the_list(client: TestClient) -> None:
    listed = re.compile("|".join(f"(?:{route})" for route in {**OPEN_ROUTES, **KEYED_ROUTES}))
    not_there = {texts(language)("guards.route") for language in languages()}
    answered = set()
    for path in sorted(paths_of(client.app)):
        if not path or path == "/es" or "heartbeat" in path or "queue/data" in path:
            continue  # they answer with a stream that does not end; the page's own tests use them
        for method in ("GET", "POST"):
            response = client.request(method, example(path))
            if response.text not in not_there or response.status_code != 404:
                answered.add(example(path))
    assert answered
    assert {path for path in answered if not listed.fullmatch(path.removeprefix("/es"))} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload", "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x/",
        "/gradio_api/run/opened", "/gradio_api/call/predict", "/gradio_api/vibe-edit", "/gradio_api/process_recording", "/monitoring",
        "/monitoring/summary", "/docs", "/openapi.json", "/gradio_api/deep_link", "/login", "/gradio_api/runs",
    ],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.parametrize("call", ["nobody-nobody-nobody", "..%2f..%2fetc%2fpasswd", "a" * 200])
def test_a_download_needs_the_calls_key(client: TestClient, call: str) -> None:
    assert client.get(f"/calls/{call}/scorecard.json").status_code == 404


@pytest.mark.parametrize("screen", ["", "progress", "es/"])
def test_a_screen_brings_no_script_for_other_sites_frames(client: TestClient, screen: str) -> None:
    bare = (Path(gradio.__file__).parent / "templates" / "frontend" / "index.html").read_text(encoding="utf-8")
    assert "iframeResizer.contentWindow" in bare, "this version of Gradio does it in another way"
    document = client.get(f"/{screen}").text
    assert "iframeResizer.contentWindow" not in document
    assert "window.__gradio_mode__" in document


def test_the_layout_of_the_page_tells_nothing_of_this_machine(client: TestClient, tmp_path: Path) -> None:
    text = client.get("/config").text
    assert str(Path.home()) not in text
    assert str(Path(__file__).parent.parent) not in text


def test_every_answer_tells_the_browser_to_ask_nobody_else(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http:" not in policy
    assert "https:" not in policy


def test_no_event_of_the_page_is_offered_as_an_api(client: TestClient) -> None:
    config = client.get("/config").json()
    assert all(event["api_visibility"] == "private" for event in config["dependencies"])


@pytest.mark.parametrize(
    ("address", "headers", "leads_to"),
    [
        pytest.param("/", {"accept-language": "fr-FR,es;q=0.8,en;q=0.5"}, "es/", id="the browser asks for it"),
        pytest.param("/", {"accept-language": "fr-FR,de"}, None, id="nobody speaks what the browser asks for"),
        pytest.param("/", {"accept-language": "es", "cookie": "sim-language=en"}, None, id="an earlier choice counts"),
        pytest.param("/call?call=x&lang=es", {}, "es/call?call=x", id="a link says so"),
        pytest.param("/es/call?call=x&lang=en", {}, "../call?call=x", id="a link says so, back"),
        pytest.param("/es/", {"cookie": "sim-language=en"}, None, id="an address stays what it is"),
        pytest.param("/?lang=tlh", {}, "./", id="a language that is none"),
    ],
)
def test_the_language_is_the_links_the_addresss_the_choice_or_the_browsers(
    client: TestClient, address: str, headers: dict[str, str], leads_to: str | None
) -> None:
    client.cookies.clear()
    response = client.get(address, headers=headers, follow_redirects=False)
    assert response.headers.get("location") == leads_to
    if leads_to is None:
        assert f'data-language="{"es" if address.startswith("/es") else "en"}"' in response.text
    client.cookies.clear()


def test_on_ones_own_machine_no_browser_is_given_a_key(client: TestClient) -> None:
    client.cookies.clear()
    assert "sim-owner" not in client.get("/").cookies


def test_a_page_brings_its_style_and_its_code_along_to_be_kept(client: TestClient) -> None:
    text = client.get("/").text
    for address in re.findall(r"(?:href|src)=\"((?:style\.css|page\.js)\?v=[0-9a-f]{12})\"", text):
        assert "immutable" in client.get(f"/{address}").headers["cache-control"]
    assert text.count("?v=") >= 2
