"""The line's own routes: what a page is told, whose call it is, and what is done once however often it is asked for."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from simulator.call import Calls
from simulator.drills import drill_of
from simulator.events import Said
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.store import Store
from simulator.texts import texts
from simulator.web.desk import Desk
from simulator.web.line import Asked, Line
from simulator.web.serve import application


class Page:
    """A browser with a call open."""

    def __init__(self, client: TestClient, call: str, root: str = "") -> None:
        self.client, self.call, self.root = client, call, root
        self.place = ""

    def ask(self, act: str, **body: Any) -> list[dict[str, Any]]:
        """Every event of an answer, the last of which says so."""
        path = f"{self.root}/line/{self.call}/{act}"
        answer = self.client.get(path) if act == "stream" else self.client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        events = [part for part in answer.text.split("\n\n") if part]
        told = [json.loads(event.partition("data: ")[2]) for event in events]
        assert [one.get("last", False) for one in told] == [False] * (len(told) - 1) + [True]
        assert f"id: {told[-1]['place']}\n" in events[-1]
        self.place = told[-1]["place"]
        return told

    def say(self, words: str, seen: str | None = None) -> list[dict[str, Any]]:
        return self.ask("say", words=words, seen=self.place if seen is None else seen)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def client(data: Path) -> Iterator[TestClient]:
    async def build() -> FastAPI:
        # inside a loop: outside of one Gradio makes several that nobody closes
        return application(Settings(_env_file=None, data_dir=data))

    with TestClient(asyncio.run(build())) as client:
        yield client


@pytest.fixture
def page(client: TestClient, data: Path) -> Page:
    """A page on a call that has been answered."""
    page = Page(client, _opened(data))
    page.ask("stream")
    return page


def _opened(data: Path, **how: Any) -> str:
    calls = Calls(Store(data), Settings(_env_file=None, data_dir=data))
    return calls.open(catalogue()["dana-okafor"], minutes=15, seed=1, **how).id


def _said(data: Path, call: str) -> list[str]:
    return [event.text for event in Store(data).read(call) if isinstance(event, Said)]


def test_who_begins_to_listen_hears_the_phone_being_answered(client: TestClient, data: Path) -> None:
    told = Page(client, _opened(data)).ask("stream")
    assert told[0]["speaking"] is True
    assert told[0]["turns"] == {"from": 0, "html": ""}
    assert told[-1]["speaking"] is False
    assert any("sim-professional" in one["turns"]["html"] for one in told if "turns" in one)
    assert set(told[-1]["slots"]) == {"notes", "hint"}


@pytest.mark.parametrize("act", ["stream", "say"])
async def test_a_reply_that_ends_while_its_page_is_slow_to_listen_is_told_of_all_the_same(data: Path, act: str) -> None:
    desk = Desk(Settings(_env_file=None, data_dir=data))
    line, call = Line(desk, texts("en"), lambda _: ""), desk.calls.get(_opened(data))
    if act == "say":
        await call.resume()
        assert [moment.speaking async for moment in call.follow()][-1] is False
    asked = Asked(call, {"words": "What does a day look like?", "seen": call.state.place} if act == "say" else {})
    listening = getattr(line, act)(asked)
    first = await anext(listening)
    assert first["speaking"] is True
    assert [moment.speaking async for moment in call.follow()][-1] is False
    told = [one async for one in listening]
    assert "sim-professional" in "".join(one["turns"]["html"] for one in told if "turns" in one)
    assert not any("sim-saying" in one["slots"].get("now", "") for one in told)
    assert told[-1]["speaking"] is False


def test_a_turn_is_told_of_alone_and_not_with_all_that_was_said_before(page: Page) -> None:
    first = page.say("What does a day look like?")
    assert first[0]["took"] is True
    assert first[0]["turns"]["from"] == 1
    assert "What does a day look like?" in first[0]["turns"]["html"]
    assert any(told.get("spoken") for told in first)
    second = page.say("And what was the hardest week?")
    assert second[0]["turns"]["from"] == 3
    assert "What does a day look like?" not in json.dumps(second)
    assert [told["turns"]["from"] for told in second if "turns" in told] == [3, 4]


def test_words_that_are_repeated_because_their_answer_was_not_heard_are_taken_once(page: Page, data: Path) -> None:
    before = page.place
    page.say("What does a day look like?", seen=before)
    again = page.say("What does a day look like?", seen=before)
    assert again[0]["took"] is True
    assert again[0]["turns"]["html"].count("sim-learner") == 1
    assert again[0]["turns"]["html"].count("sim-professional") == 2
    assert _said(data, page.call) == ["What does a day look like?"]


def test_a_turn_from_a_page_that_is_behind_is_refused_and_the_page_is_told_how_things_stand(
    page: Page, data: Path
) -> None:
    before = page.place
    page.say("What does a day look like?")
    refused = page.say("What is it that you do?", seen=before)
    assert len(refused) == 1
    assert refused[0]["took"] is False
    assert "another window" in refused[0]["refused"]
    assert refused[0]["turns"]["from"] == 0
    assert _said(data, page.call) == ["What does a day look like?"]


@pytest.mark.parametrize(
    "words", [pytest.param("   ", id="blank"), pytest.param(3, id="no text"), pytest.param(None, id="nothing")]
)
def test_what_is_no_turn_is_refused_in_a_sentence(page: Page, data: Path, words: Any) -> None:
    (told,) = page.ask("say", words=words, seen=page.place)
    assert told["took"] is False
    assert told["refused"]
    assert _said(data, page.call) == []


def test_html_goes_to_the_page_as_text(page: Page) -> None:
    told = page.say("<img src=x onerror=alert(1)> How did you start?")
    assert "<img" not in json.dumps(told)
    assert "&lt;img src=x" in told[0]["turns"]["html"]


def test_a_turn_is_taken_back_with_its_words_and_told_whole(page: Page) -> None:
    page.say("What does a day look like?")
    (told,) = page.ask("rewind", turn=1, seen=page.place)
    assert told["words"] == "What does a day look like?"
    assert told["turns"]["html"].count("sim-said") == 1
    assert "turn 1" in told["slots"]["notice"]
    page.say("How does a day begin?")
    (compared,) = page.ask("compare", sides=[])
    assert compared["compared"] is True
    assert "How does a day begin?" in compared["slots"]["comparison"]
    assert "What does a day look like?" in page.ask("choose", branch=0)[0]["turns"]["html"]


def test_a_turn_is_not_taken_back_by_a_page_that_is_behind(page: Page) -> None:
    before = page.place
    page.say("What does a day look like?")
    (told,) = page.ask("rewind", turn=1, seen=before)
    assert "another window" in told["refused"]
    assert told["place"] == "0.3.on"


def test_what_a_page_is_refused_is_in_its_language_or_called_english(client: TestClient, data: Path) -> None:
    page = Page(client, _opened(data), root="/es")
    page.ask("stream")
    before = page.place
    page.say("What does a day look like?")
    behind, empty = page.say("And what is hard?", seen=before)[0], page.say("   ")[0]
    assert (behind["refused"], behind["english"]) == (texts("es")("call.busy.elsewhere"), False)
    assert (empty["refused"].partition(":")[0], empty["english"]) == ("There is nothing to send yet", True)
    answer = client.post(f"/es/line/{page.call}/say", content=b"{", headers={"content-type": "application/json"})
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize("turn", [0, 2, 99, -1, "1", True, None])
def test_only_ones_own_turns_can_be_taken_back(page: Page, turn: Any) -> None:
    page.say("What does a day look like?")
    (told,) = page.ask("rewind", turn=turn, seen=page.place)
    assert told["refused"]
    assert told["place"] == "0.3.on"


def test_the_coach_comes_and_goes(page: Page) -> None:
    assert page.ask("coach", on=True)[0]["coached"] is True
    assert page.ask("coach", on=False)[0]["coached"] is False


def test_hanging_up_leads_to_the_note_and_twice_changes_nothing(page: Page) -> None:
    assert page.ask("hang_up")[0]["to"] == f"thank?call={page.call}"
    assert page.ask("hang_up")[0]["to"] == f"thank?call={page.call}"
    (told,) = page.say("One more thing!", seen=page.place)
    assert told["took"] is False
    assert "over" in told["refused"]


def test_what_a_drill_asks_for_lies_beside_the_call(client: TestClient, data: Path) -> None:
    told = Page(client, _opened(data, drill="leaving")).ask("stream")
    drill, notes = drill_of("leaving"), told[-1]["slots"]["notes"]
    assert all(words in notes for words in (drill.title, drill.goal, *drill.how))
    assert "You brought none" not in notes


def test_after_a_drill_comes_the_debrief(client: TestClient, data: Path) -> None:
    page = Page(client, _opened(data, drill="leaving"))
    page.ask("stream")
    assert page.ask("hang_up")[0]["to"] == f"debrief?call={page.call}"


def test_the_line_speaks_the_language_of_its_address(client: TestClient, data: Path) -> None:
    page = Page(client, _opened(data), root="/es")
    page.ask("stream")
    assert "minutos" in page.ask("stream")[0]["slots"]["clock"]


@pytest.mark.parametrize("act", ["stream", "say", "resume", "rewind", "choose", "compare", "coach", "hang_up"])
@pytest.mark.parametrize("root", ["", "/es"])
def test_a_call_that_is_not_there_and_one_of_another_learner_are_both_unknown(
    client: TestClient, data: Path, act: str, root: str
) -> None:
    for call in ("nobody-nobody-nobody", _opened(data, owner="somebody else")):
        path = f"{root}/line/{call}/{act}"
        answer = client.get(path) if act == "stream" else client.post(path, json={})
        assert answer.status_code == 404
        assert "Dana" not in answer.text


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        pytest.param(b"words=hi", "application/x-www-form-urlencoded", 415, id="a form, as another site could send it"),
        pytest.param(b'{"words": "hi"}', "text/plain", 415, id="JSON that is called text"),
        pytest.param(b"{", "application/json", 400, id="half of JSON"),
        pytest.param(b"[1]", "application/json; charset=utf-8", 400, id="no object"),
        pytest.param(b'"\xff"', "application/json", 400, id="no Unicode"),
        pytest.param(b"[" * 50_000, "application/json", 400, id="brackets without end"),
    ],
)
def test_what_no_page_sends_is_refused(page: Page, data: Path, content: bytes, kind: str, status: int) -> None:
    answer = page.client.post(f"/line/{page.call}/say", content=content, headers={"content-type": kind})
    assert answer.status_code == status
    assert _said(data, page.call) == []


def test_another_sites_page_can_not_speak(page: Page, data: Path) -> None:
    answer = page.client.post(
        f"/line/{page.call}/say", json={"words": "hi", "seen": page.place}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert _said(data, page.call) == []


def test_a_call_goes_on_with_another_server_where_the_first_one_left_it(page: Page, data: Path, tmp_path: Path) -> None:
    """Two servers on one database: what one was told, the other knows."""

    async def build() -> FastAPI:
        return application(Settings(_env_file=None, data_dir=data))

    with TestClient(asyncio.run(build())) as other:
        page.say("What does a day look like?")
        there = Page(other, page.call)
        assert "What does a day look like?" in there.ask("stream")[0]["turns"]["html"]
        there.say("And what was the hardest week?")
        assert "hardest week" in page.ask("stream")[0]["turns"]["html"]
        page.say("What would you do again?")
        assert len(_said(data, page.call)) == 3
