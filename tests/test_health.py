"""What a keeper asks a server: is it up, is it ready, what is there to do."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from simulator.errors import StoreError
from simulator.watch.metrics import Metrics
from simulator.web.desk import Desk
from simulator.web.health import KEPT_SECONDS, Health
from tests.serving import serving, settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data")) as client:
        assert client.app.state.desk.warmed.wait(60)
        yield client


@pytest.fixture
def desk_of(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(client.app.state.health, "_log", None)
    return client.app.state.desk


def test_a_server_that_ends_while_it_warms_up_leaves_nothing_at_work(tmp_path: Path) -> None:
    # an engine that is still being loaded when its process ends brings the process down
    async def serve() -> None:
        async with Desk(settings(tmp_path)).warming():
            assert "warm-up" in {thread.name for thread in threading.enumerate()}
        assert "warm-up" not in {thread.name for thread in threading.enumerate()}

    asyncio.run(serve())


def test_a_server_that_ends_while_it_warms_up_goes_on_with_what_else_there_is_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    else_done = threading.Event()
    # ends once the other thing is done: a loop that stood still would wait in vain
    monkeypatch.setattr(Desk, "warm", lambda _: else_done.wait())

    async def serve() -> None:
        async with Desk(settings(tmp_path)).warming():
            asyncio.get_running_loop().call_soon(else_done.set)
        assert "warm-up" not in {thread.name for thread in threading.enumerate()}

    asyncio.run(serve())


def test_a_process_that_answers_is_up(client: TestClient) -> None:
    assert client.get("/healthz").text == "ok"


def test_a_server_whose_log_and_weights_are_there_is_ready(client: TestClient, desk_of: object) -> None:
    response = client.get("/readyz")
    assert response.json() == {"log": "ok", "weights": "ok", "process": "ok"}
    assert response.status_code == 200


def test_a_log_that_fails_makes_it_not_ready_and_says_nothing_of_where(
    client: TestClient, desk_of: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise StoreError("call log /secret/place: the disk is full")

    monkeypatch.setattr(desk_of.store, "check", fails)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["log"] == "can't be read or written"
    assert client.get("/healthz").status_code == 200


def test_a_folder_that_is_gone_and_can_not_be_made_makes_it_not_ready(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as client:
        assert client.app.state.desk.warmed.wait(60)
        assert client.get("/readyz").status_code == 200
        shutil.rmtree(data)
        data.write_text("a file, where the folder was")
        client.app.state.health._log = None
        assert client.get("/readyz").status_code == 503


def test_without_weights_it_is_not_ready(client: TestClient, desk_of: object, monkeypatch: pytest.MonkeyPatch) -> None:
    desk_of.warmed.clear()
    response = client.get("/readyz")
    desk_of.warmed.set()
    assert (response.status_code, response.json()["weights"]) == (503, "not loaded yet")


def test_a_server_that_was_told_to_end_wants_nobody_new(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client.app.state.health, "ending", True)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["process"]) == (503, "ending")


def test_a_log_that_hangs_is_asked_once_and_makes_it_not_ready(
    client: TestClient, desk_of: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over = [], threading.Event()

    def hangs() -> None:
        asked.append(1)
        over.wait(60)

    monkeypatch.setattr(desk_of.store, "check", hangs)
    monkeypatch.setattr("simulator.web.health.ANSWER_SECONDS", 0.01)
    monkeypatch.setattr("simulator.web.health.KEPT_SECONDS", 0)
    told = [client.get("/readyz").json()["log"] for _ in range(5)]
    over.set()
    assert told == ["does not answer"] * 5
    assert asked == [1]


def test_asking_often_does_not_ask_the_disk_often(
    client: TestClient, desk_of: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(desk_of.store, "check", lambda: asked.append(1))
    monkeypatch.setattr("simulator.web.health.KEPT_SECONDS", 1000 * KEPT_SECONDS)
    for _ in range(20):
        client.get("/readyz")
    assert asked == [1]


@pytest.mark.parametrize(
    ("chosen", "address", "headers", "status"),
    [
        pytest.param({}, "127.0.0.1", {}, 200, id="this machine, by default"),
        pytest.param({}, "10.1.1.1", {}, 404, id="another machine"),
        pytest.param({}, "127.0.0.1", {"x-forwarded-for": "10.1.1.1"}, 404, id="another machine, through a proxy here"),
        pytest.param({"shared": True}, "127.0.0.1", {}, 404, id="a shared server, by default"),
        pytest.param({"metrics": "off"}, "127.0.0.1", {}, 404, id="switched off"),
        pytest.param({"metrics": "open"}, "10.1.1.1", {}, 200, id="opened"),
        pytest.param({"metrics": "open", "metrics_token": "t0"}, "10.1.1.1", {}, 401, id="no token"),
        pytest.param(
            {"metrics": "open", "metrics_token": "t0"},
            "10.1.1.1",
            {"authorization": "Bearer t1"},
            401,
            id="a wrong token",
        ),
        pytest.param(
            {"metrics": "open", "metrics_token": "t0"}, "10.1.1.1", {"authorization": "Bearer t0"}, 200, id="the token"
        ),
    ],
)
def test_the_metrics_are_for_whom_the_settings_let_read_them(
    chosen: dict[str, object], address: str, headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    health = Health(Desk(settings(tmp_path, **chosen)), Metrics())
    response = TestClient(Starlette(routes=health.routes()), client=(address, 1)).get("/metrics", headers=headers)
    assert response.status_code == status
    assert ("simulator_turns_total" in response.text) == (status == 200)
    if status == 401:
        assert "t0" not in response.text


def test_the_metrics_count_what_happens(client: TestClient) -> None:
    before = client.get("/metrics").text
    assert "simulator_calls_open 0.0" in before
    client.get("/no-such-page")
    text = client.get("/metrics").text
    assert 'simulator_refused_requests_total{why="route"} 1.0' in text
    assert 'simulator_requests_total{route="none",status="404"} 1.0' in text
    assert "simulator_learners_on_hold 0.0" in text
    assert "process_resident_memory_bytes" in text


def test_two_servers_in_one_process_count_apart() -> None:
    first, second = Metrics(), Metrics()
    first.refused("route")
    assert b'why="route"} 1.0' in first.text()
    assert b'why="route"' not in second.text()
