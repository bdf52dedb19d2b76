"""Who asks too much is told when to come back, and loses nothing."""

import time
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from simulator.texts import texts
from simulator.web.limits import ADDRESS, PERSON, Limited
from tests.serving import serving, settings

EVENT = "/gradio_api/reset"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    # a minute that ends between two requests would let one more through
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    return limited(tmp_path, shared=True, rate_person=3, rate_address=20)


def limited(data: Path, **chosen: object) -> TestClient:
    """Something that answers everything, behind the limits."""
    limits = Limited(
        PlainTextResponse("answered"),
        settings(data, **chosen),
        lambda path: texts("es" if path.startswith("/es") else "en"),
        lambda why: None,
    )
    return TestClient(limits)


def asks(client: TestClient, key: str, times: int = 1) -> list[int]:
    headers = {"cookie": f"sim-owner={key}"}
    return [client.post(EVENT, json={"event_id": "x"}, headers=headers).status_code for _ in range(times)]


ALICE, BOB = "alice-alice-alice-alice-", "bob-bob-bob-bob-bob-bob-b"


def test_a_person_who_asks_too_much_is_told_when_to_come_back(client: TestClient) -> None:
    assert 429 not in asks(client, ALICE, 3)
    response = client.post(EVENT, json={"event_id": "x"}, headers={"cookie": f"sim-owner={ALICE}"})
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert "Nothing is lost" in response.text
    assert "\n" not in response.text


def test_another_person_at_the_same_address_is_not_held_up(client: TestClient) -> None:
    assert asks(client, ALICE, 4)[-1] == 429
    assert 429 not in asks(client, BOB, 3)


def test_inventing_a_new_key_each_time_does_not_get_past_the_address(client: TestClient) -> None:
    statuses = [asks(client, f"invented-invented-invented-{number}")[0] for number in range(25)]
    assert statuses.index(429) == 20


def test_without_a_key_the_address_is_the_person(client: TestClient) -> None:
    statuses = [client.post(EVENT, json={"event_id": "x"}).status_code for _ in range(4)]
    assert statuses[-1] == 429


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/es/call?call=x", "es")])
def test_a_page_that_is_asked_for_too_often_is_a_page_that_says_so(
    client: TestClient, path: str, language: str
) -> None:
    for _ in range(21):
        client.get("/robots.txt")
    response = client.get(path, headers={"accept": "text/html"})
    assert response.status_code == 429
    assert f'<html lang="{language}">' in response.text
    assert "retry-after" in response.headers


def test_a_pages_own_files_and_probes_are_not_counted(client: TestClient) -> None:
    for _ in range(30):
        assert client.get("/healthz").status_code == 200
        assert client.get("/static/some-file").status_code == 200
    assert 429 not in asks(client, ALICE, 3)


def test_on_ones_own_machine_nothing_is_limited(tmp_path: Path) -> None:
    assert set(asks(limited(tmp_path), ALICE, 3 * PERSON)) == {200}


def test_a_class_of_three_hundred_behind_one_address_is_not_held_up() -> None:
    a_minute_of_a_fast_learner = 30
    assert 300 * a_minute_of_a_fast_learner <= ADDRESS


def test_the_limits_stand_before_every_route_of_a_shared_server(tmp_path: Path) -> None:
    with serving(tmp_path, shared=True, rate_person=2, rate_address=0) as client:
        assert asks(client, ALICE, 3)[-1] == 429
        response = client.post(EVENT, json={}, headers={"cookie": f"sim-owner={ALICE}"})
        assert "content-security-policy" in response.headers
        assert client.app.state.desk.calls.kept(client.app.state.desk.learner(ALICE)) == ()  # nothing came of it
