"""What is refused before the page sees it, and what every answer tells the browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from simulator.texts import Texts, texts
from simulator.web.guards import APART, HEADERS, LOOPBACK_NAMES, MOST_PATH, Guards
from simulator.web.serve import OPEN_ROUTES
from tests.serving import serving

EVENT = "/gradio_api/run/predict"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data")) as client:
        yield client


POSTS = [
    "/gradio_api/run/predict",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/gradio_api/cancel",
    "/",
    "/es/call",
]


def texts_of(path: str) -> Texts:
    """The words of the page that asks."""
    return texts("es" if path.startswith("/es/") else "en")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"sec-fetch-site": "cross-site"}, id="another site"),
        pytest.param({"sec-fetch-site": "same-site", "origin": "http://testserver"}, id="a neighbour of the site"),
        pytest.param({"origin": "https://evil.example"}, id="another origin"),
        pytest.param({"origin": "null"}, id="no origin to speak of"),
        pytest.param({"origin": "http://testserver:81"}, id="another port"),
    ],
)
def test_a_post_from_another_site_is_refused(client: TestClient, path: str, headers: dict[str, str]) -> None:
    response, t = client.post(path, json={}, headers=headers), texts_of(path)
    assert (response.status_code, response.text) == (403, t("guards.site"))
    assert response.headers["content-language"] == t.language


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"sec-fetch-site": "same-origin"}, id="the page itself"),
        pytest.param({"origin": "http://testserver"}, id="the page, in an older browser"),
        pytest.param({"sec-fetch-site": "same-origin", "origin": "https://behind-a-proxy"}, id="a proxy renamed it"),
        pytest.param({}, id="no browser"),
    ],
)
def test_a_post_of_our_own_page_is_let_through(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/gradio_api/reset", json={"event_id": "x"}, headers=headers).status_code not in {403, 404}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FISH"])
def test_no_route_knows_another_method(client: TestClient, method: str) -> None:
    assert client.request(method, "/").status_code == 405


def test_no_answer_lets_another_site_read_it(client: TestClient) -> None:
    response = client.get("/config", headers={"origin": "https://evil.example"})
    assert [name for name in response.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize(
    "path", ["/", "/config", "/no-such-page", "/calls/nobody-nobody-nobody/scorecard.html", "/healthz"]
)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    response = client.get(path)
    for name in {**HEADERS, **APART}:
        assert name in response.headers, name
    assert "strict-transport-security" not in response.headers


@pytest.mark.parametrize(
    ("chosen", "apart"),
    [
        pytest.param({"shared": True}, True, id="a server of several learners"),
        pytest.param({"shared": False, "sign_in": "accounts"}, True, id="a server that asks who one is"),
        pytest.param({"shared": False}, False, id="ones own machine"),
    ],
)
def test_who_opened_a_window_keeps_no_hold_of_it_where_there_is_more_than_one_learner(
    tmp_path: Path, chosen: dict[str, Any], apart: bool
) -> None:
    with serving(tmp_path, **chosen) as client:
        told = client.get("/", follow_redirects=False).headers
    assert (told.get("cross-origin-opener-policy") == "same-origin") is apart
    assert [name for name in HEADERS if name not in told] == []


def test_behind_https_the_browser_is_told_to_stay_there(client: TestClient) -> None:
    response = client.get("https://testserver/healthz")
    assert response.headers["strict-transport-security"] == "max-age=31536000"


def test_the_policy_asks_nobody_else_and_lets_nobody_frame_the_page(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "object-src 'none'" in policy
    assert "http" not in policy
    assert "*" not in policy


def test_a_body_that_says_it_is_too_large_is_not_read(client: TestClient) -> None:
    response = client.post(EVENT, content=b"{}", headers={"content-length": str(2**40)})
    assert response.status_code == 413


@pytest.mark.parametrize("path", [*POSTS, *("/config", "/style.css")])
def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(client: TestClient, path: str) -> None:
    given = []

    def endless() -> Iterator[bytes]:
        for _ in range(200):
            given.append(1)
            yield b"x" * 65536

    response = client.post(path, content=endless())
    assert response.status_code == 413
    assert response.text == texts_of(path)("guards.size", kb=1024)


def guarded(*, hosts: str | None = None, most: int = 65536) -> TestClient:
    """Something that says how much it was brought, behind the guards."""

    async def weighs(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(len(await Request(scope, receive).body())))(scope, receive, send)

    return TestClient(Guards(weighs, lambda path: True, hosts, most, lambda why: None))


def test_a_body_of_the_size_that_is_allowed_arrives_whole() -> None:
    client = guarded(most=65536)
    assert client.post("/", content=b" " * 65536).text == "65536"
    assert client.post("/", content=b" " * 65537).status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "ten", "1" * 30])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str) -> None:
    assert client.post(EVENT, content=b"{}", headers={"content-length": length}).status_code == 400


def test_an_address_without_end_is_refused(client: TestClient) -> None:
    assert client.get("/?with=" + "x" * MOST_PATH).status_code == 414
    assert client.get("/calls/" + "x" * MOST_PATH + "/scorecard.json").status_code == 414


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../etc/passwd", "/static/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fpyproject.toml", "/assets//etc/passwd",
        "/static/....//....//etc/passwd", "/svelte/%00", "/es/static/..%5c..%5cetc", "/es/es/static/x",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_pages_own_files(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in {400, 403, 404}
    assert "root:" not in response.text
    assert "build-system" not in response.text


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param("127.0.0.1:7860", 200, id="the address"),
        pytest.param("localhost:7860", 200, id="the name"),
        pytest.param("[::1]:7860", 200, id="the address, the new kind"),
        pytest.param("evil.example", 421, id="a name that was made to point here"),
        pytest.param("localhost.evil.example:7860", 421, id="one that looks like ours"),
        pytest.param("", 421, id="none"),
    ],
)
def test_on_ones_own_machine_a_name_that_was_made_to_point_here_is_refused(host: str, status: int) -> None:
    assert guarded(hosts=LOOPBACK_NAMES).get("/", headers={"host": host}).status_code == status


def test_a_server_of_ones_own_takes_the_names_of_its_machine_and_a_shared_one_any(tmp_path: Path) -> None:
    from simulator.web.running import settled
    from tests.serving import settings

    assert settled(settings(tmp_path), "127.0.0.1").allowed_hosts == "localhost,127.0.0.1,::1"
    assert settled(settings(tmp_path), "0.0.0.0").allowed_hosts is None
    assert settled(settings(tmp_path, shared=True), "127.0.0.1").allowed_hosts is None
    assert settled(settings(tmp_path, allowed_hosts="a.example"), "127.0.0.1").allowed_hosts == "a.example"


def test_a_web_socket_is_not_opened(client: TestClient) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/join"):
        pass


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(tmp_path: Path) -> None:
    with serving(tmp_path, shared=True) as client:
        given = [
            client.get("https://testserver/").headers["set-cookie"],
            client.get("https://testserver/?lang=es", follow_redirects=False).headers["set-cookie"],
        ]
    for cookie in given:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "secure", "samesite=lax"} <= flags


def test_every_open_route_is_one_that_no_path_can_widen() -> None:
    for route in OPEN_ROUTES:
        assert not route.startswith(".")
        assert route.startswith("/")
