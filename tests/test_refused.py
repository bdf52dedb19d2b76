"""What the screens say of what was pressed and not done: beside the button, as their events are answered over HTTP."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from simulator import arranging
from simulator.appointment import Appointment
from simulator.errors import StoreError
from simulator.persona import catalogue
from simulator.web.pieces import Said, piece
from tests.serving import serving

AGREED = arranging.plan(catalogue()["dana-okafor"], datetime(2030, 1, 7).date(), 1)


class Browser:
    """Presses the buttons of a screen as its scripts do."""

    def __init__(self, client: TestClient) -> None:
        self._client, self._config = client, client.get("/config").json()

    def press(self, part: str, event: str, **data: Any) -> Any:
        """What an event of a part answers to its first output."""
        (id_,) = [one["id"] for one in self._config["components"] if one["props"].get("elem_id") == part]
        (fn,) = [one["id"] for one in self._config["dependencies"] if [id_, event] in one["targets"]]
        body = {"fn_index": fn, "data": [], "session_hash": "browser0", "event_data": data}
        answer = self._client.post("/gradio_api/run/predict?with=dana-okafor", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"][0]

    def at_the_desk(self, event: str, draft: dict[str, Any], **data: Any) -> dict[str, Any]:
        """What the desk is told."""
        told: dict[str, Any] = json.loads(self.press("sim-desk", event, draft=draft, **data))
        return told


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(tmp_path_factory.mktemp("data"), shared=True, rate_person=0, rate_address=0) as client:
        client.get("/")
        yield client


@pytest.fixture(scope="module")
def browser(client: TestClient) -> Browser:
    return Browser(client)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        pytest.param("", "There is nothing to send yet", id="nothing"),
        pytest.param("Dear Dana, " * 5_000, "a request holds 8,000 at most", id="too much"),
    ],
)
def test_a_request_that_can_not_be_sent_is_refused_beside_the_button(
    browser: Browser, request_: str, said: str
) -> None:
    told = browser.at_the_desk("ask", {"request": request_})
    assert said in told["slots"]["unsent"]
    assert told["slots"]["request"] == ""
    assert (told["asked"], told["open"]) == (False, True)
    assert "arrangement" not in told


@pytest.mark.parametrize(
    "at",
    [
        pytest.param((AGREED.call_at + timedelta(hours=1)).isoformat(), id="after the call"),
        pytest.param(f"{AGREED.call_at.isoformat()}Z", id="in a time zone"),
        pytest.param("soon", id="no moment"),
    ],
)
def test_a_call_that_can_not_be_confirmed_then_stays_as_it_was_and_that_is_said(browser: Browser, at: str) -> None:
    told = browser.at_the_desk("confirm", draft_of(AGREED), at=at)
    assert '<p lang="en">' in told["slots"]["unmoved"]
    assert "arrangement" not in told


def draft_of(appointment: Appointment) -> dict[str, Any]:
    return {"arrangement": {"appointment": appointment.model_dump(mode="json")}}


def test_a_call_that_can_not_be_opened_is_refused_in_one_voice_and_in_the_language_that_it_is(browser: Browser) -> None:
    # the slot is what speaks up: a second live region inside it would be read twice
    refused = browser.at_the_desk("join", {"notes": "n" * 100_001})["slots"]["refused"]
    assert 'lang="en">Notes: 100,001 characters are too many' in refused
    assert "role=" not in refused


def test_a_look_is_answered_with_which_look_it_is(browser: Browser) -> None:
    assert browser.at_the_desk("look", {}, look=2)["look"] == 2
    assert "look" not in browser.at_the_desk("look", {}, look={"of": "no number"})


def test_what_is_told_says_which_of_its_lines_are_english_on_every_page() -> None:
    told = piece("told", said=[Said("The disk is full."), Said("3 campos", own=False)], bad=True)
    assert told == '<div class="sim-problem"><p lang="en">The disk is full.</p><p>3 campos</p></div>'


def test_one_who_is_gone_already_is_not_deleted_again_and_that_is_said(browser: Browser) -> None:
    assert 'role="alert"' in browser.press("sim-own", "remove", id="nobody")


def test_one_whom_the_disk_keeps_is_not_said_to_be_gone(
    browser: Browser, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("simulator.own.Own.delete", fails)
    assert "The disk is full." in browser.press("sim-own", "remove", id="nobody")
