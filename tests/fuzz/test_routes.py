"""Whatever a program sends to whatever route: a page, a file or a refusal, and never a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzz.profile import BOUNDED
from tests.serving import serving


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data"), shared=True, rate_person=0, rate_address=0) as client:
        yield client


json_value = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 99), st.floats(allow_nan=False), st.text(max_size=12)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
event = st.fixed_dictionaries(
    {},
    optional={
        "data": json_value,
        "fn_index": st.one_of(st.integers(-5, 80), json_value),
        "session_hash": st.one_of(st.just("abcdef"), json_value),
        "event_data": json_value,
        "event_id": json_value,
        "trigger_id": json_value,
        "request": json_value,
        "simple_format": json_value,
        "batched": json_value,
    },
)
CALL = "nobody-nobody-nobody"
POSTS = [
    "/gradio_api/run/predict", "/gradio_api/queue/join", "/gradio_api/reset", "/gradio_api/cancel", "/es/gradio_api/run/predict",
    f"/line/{CALL}/say", f"/line/{CALL}/rewind", f"/es/line/{CALL}/choose", f"/line/{CALL}/hang_up", "/", "/call", f"/calls/{CALL}/scorecard.json",
]  # fmt: skip


def in_order(client: TestClient, method: str, path: str, **more: Any) -> None:
    """See that the server keeps its countenance."""
    response = client.request(method, path, follow_redirects=False, **more)
    assert "Traceback" not in response.text
    assert "site-packages" not in response.text
    assert "content-security-policy" in response.headers
    # what Gradio can't take of an event it answers with 500 and no more words than these; what is ours never does
    gradios = "/gradio_api/" in path
    assert response.status_code < 500 or (gradios and len(response.text) < 200), response.text


@given(path=st.sampled_from(POSTS), body=st.one_of(event, json_value))
@BOUNDED
def test_no_body_makes_a_route_fail(client: TestClient, path: str, body: Any) -> None:
    in_order(client, "POST", path, json=body)


@given(
    path=st.sampled_from(POSTS),
    body=st.binary(max_size=60),
    kind=st.sampled_from(["application/json", "text/plain", "multipart/form-data", "x"]),
)
@BOUNDED
def test_no_bytes_make_a_route_fail(client: TestClient, path: str, body: bytes, kind: str) -> None:
    in_order(client, "POST", path, content=body, headers={"content-type": kind})


pieces = st.sampled_from(
    [
        "es",
        "call",
        "calls",
        CALL,
        "..",
        "%2e%2e",
        "%00",
        "static",
        "assets",
        "gradio_api",
        "config",
        "prepare",
        "a" * 90,
        "ü",
        "",
        ";",
        "%ff",
    ]
)


@given(
    parts=st.lists(pieces, min_size=1, max_size=5),
    query=st.dictionaries(st.sampled_from(["call", "with", "lang", "edit", "x"]), st.text(max_size=12), max_size=3),
)
@BOUNDED
def test_no_address_makes_a_route_fail(client: TestClient, parts: list[str], query: dict[str, str]) -> None:
    in_order(
        client,
        "GET",
        "/" + "/".join(parts),
        params={key: value.encode("utf-8", "replace").decode() for key, value in query.items()},
    )


@given(
    cookie=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    language=st.text(alphabet="aesz-,;=q.0 9*", max_size=20),
)
@BOUNDED
def test_no_cookie_and_no_language_make_a_route_fail(client: TestClient, cookie: str, language: str) -> None:
    in_order(client, "GET", "/calls.zip", headers={"cookie": f"sim-owner={cookie}", "accept-language": language})
    in_order(client, "POST", "/gradio_api/reset", json={}, headers={"cookie": cookie})
