"""Gradio's own routes, by hand: no event, queue or stream of the page gives anybody what is not theirs."""

import json
from typing import Any

import pytest

from tests.access.people import SECRET, Here

PAGES = ("", "es/")
EVENTS = [
    {"which": "all", "id": "all"},
    {"number": 0, "verdict": "agree", "why": "x", "turn": 1, "what": "note", "text": "A note of somebody else's", "hours": 3},
]  # fmt: skip
"""What the page's own scripts send along: enough for every event to do what it does."""


def events_of(here: Here, root: str) -> list[dict[str, Any]]:
    config = here.get("sam", f"/{root}config").json()
    return [one for one in config["dependencies"] if not one.get("js") or one["backend_fn"]]


def asked(here: Here, event: dict[str, Any], data: dict[str, Any], session: str) -> dict[str, Any]:
    return {
        "fn_index": event["id"], "data": [None] * len(event["inputs"]), "session_hash": session, "trigger_id": None,
        "event_data": {**data, "id": here.hidden} if data.get("which") != "all" else data,
        # what a client might try to pass itself off with: Gradio's own inner form of a request
        "request": {"cookies": {"sim-owner": here.accounts["sam"].key}, "query_params": {"call": here.hidden}},
        "username": "Sam",
    }  # fmt: skip


def done(here: Here, person: str, root: str, body: dict[str, Any]) -> str:
    """An event, as the page would have it done: all that is told of it."""
    query = f"?call={here.hidden}&with=dana-okafor"
    headers = {"content-type": "application/json"}
    at_once = here.post(person, f"/{root}gradio_api/run/predict{query}", json=body, headers=headers)
    told = at_once.text
    if at_once.status_code == 404:
        joined = here.post(person, f"/{root}gradio_api/queue/join{query}", json=body, headers=headers)
        told += joined.text
        if joined.status_code == 200:
            told += here.get(person, f"/{root}gradio_api/queue/data?session_hash={body['session_hash']}").text
    return told


@pytest.mark.parametrize("root", PAGES)
@pytest.mark.parametrize("person", ["lee", "ada"])
def test_no_event_tells_or_changes_anything_of_somebody_elses_call(here: Here, person: str, root: str) -> None:
    before = here.school.store.read(here.hidden)
    events = events_of(here, root)
    assert len(events) >= 5
    for event in events:
        for number, data in enumerate(EVENTS):
            session = f"{person}{root.strip('/')}{event['id']}x{number}"
            told = done(here, person, root, asked(here, event, data, session))
            assert SECRET not in told, event
    assert here.school.store.read(here.hidden) == before
    assert here.hidden in here.school.store.calls(here.accounts["sam"].learner)


def test_who_has_not_signed_in_joins_no_queue(here: Here) -> None:
    body = {"fn_index": 0, "data": [], "session_hash": "nobody0"}
    for path in ("queue/join", "run/predict", "cancel", "reset"):
        assert here.post("nobody", f"/gradio_api/{path}", json=body).status_code == 401
    assert here.get("nobody", "/gradio_api/queue/data?session_hash=nobody0").status_code == 401


def test_a_page_of_somebody_elses_can_not_be_listened_to_stopped_or_closed(here: Here) -> None:
    mine = {"fn_index": events_of(here, "")[0]["id"], "data": [], "session_hash": "sams0page"}
    here.post("sam", f"/gradio_api/run/predict?call={here.shown}", json=mine)
    theirs = {**mine, "event_id": "x"}
    for path in ("queue/join", "run/predict", "cancel"):
        assert here.post("lee", f"/gradio_api/{path}", json=theirs).status_code == 404
        assert here.post("lee", f"/es/gradio_api/{path}", json=theirs).status_code == 404
    for path in ("queue/data?session_hash=sams0page", "heartbeat/sams0page"):
        assert here.get("lee", f"/gradio_api/{path}").text == "not found"
    # twice the word, and hidden in another writing
    assert here.get("lee", "/gradio_api/queue/data?session_hash=a&session_hash=sams0page").text == "not found"
    twice = json.dumps(theirs)[:-1] + ', "session_hash": "sams0page"}'
    for content in (twice, json.dumps(theirs).encode("utf-16"), json.dumps(theirs).replace("sams", "\\u0073ams")):
        answer = here.post("lee", "/gradio_api/cancel", content=content, headers={"content-type": "application/json"})
        assert answer.status_code == 404


def test_the_layout_is_the_same_for_everybody_and_knows_of_no_call(here: Here) -> None:
    texts = {here.get(person, "/config").text for person in ("sam", "lee", "ada")}
    texts = {json.dumps({**json.loads(text), "app_id": 0, "username": ""}) for text in texts}
    assert len(texts) == 1
    for trace in (SECRET, here.hidden, here.accounts["sam"].key, here.accounts["sam"].id):
        assert trace not in next(iter(texts))


def test_a_session_that_is_over_is_over_for_everything(here: Here) -> None:
    desk: Any = here.client.app.state.desk  # type: ignore[attr-defined]
    token = desk.accounts.door.begin(here.accounts["lee"])
    headers = {"cookie": f"sim-session={token}"}
    assert here.client.get("/account", headers=headers).status_code == 200
    desk.accounts.door.sign_out(token)
    for path in ("/calls.zip", "/config", "/gradio_api/queue/data?session_hash=x"):
        assert here.client.get(path, headers=headers, follow_redirects=False).status_code == 401
    assert here.client.get("/", headers=headers, follow_redirects=False).headers["location"] == "/sign-in"
