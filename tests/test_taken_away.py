"""What is taken away from a debrief is written as the page is read."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from simulator.call import Calls
from simulator.observation import Kind, Observation
from simulator.persona import catalogue
from tests.serving import serving
from tests.talking import talk

LINES = ("Hi Dana, I'm Sam, a student of logistics.", "What was the hardest week?", "Thanks for the time.")


async def _played(calls: Calls) -> str:
    call = calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
    await talk(call, LINES)
    return call.id


def test_a_scorecard_for_who_wants_no_numbers_has_no_points(tmp_path: Path) -> None:
    with serving(tmp_path) as client:
        call = client.portal.call(_played, client.app.state.desk.calls)
        page, plain_page = (client.get(f"/calls/{call}/scorecard.html{query}").text for query in ("", "?numbers=no"))
        text, plain = (client.get(f"/calls/{call}/scorecard.md{query}").text for query in ("", "?numbers=no"))
    assert "points" in text
    assert "points" not in plain
    assert "hardest week" in plain
    root = re.compile(r"<html[^>]*sim-no-numbers")
    assert root.search(plain_page)
    assert not root.search(page)


async def _lived(calls: Calls) -> str:
    """A call that was tried twice, of which a remark is disputed, and after which the learner wrote again."""
    call = calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
    await talk(call, LINES)
    await call.rewind(max(number for number, turn in enumerate(call.state.turns) if turn.speaker == "learner"))
    await talk(call, ("Are you hiring right now?",))
    number = next(number for number, turn in enumerate(call.state.turns) if turn.text.startswith("Are you hiring"))
    ask = Observation.of(
        number, Kind.DIRECT_JOB_ASK, call.state.turns[number].text, 0, 14, source="rules", confidence=1.0
    )
    call.judge(ask, agrees=False, why="I meant the trade")
    call.note("Dear Dana, thank you for the story of the hardest week.", hours_after=3)
    call.update("Dear Dana, I have begun at a dairy in Gary.", weeks_after=6)
    return call.id


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    """The page of a learner with such a call, and its id."""
    with serving(tmp_path_factory.mktemp("data")) as client:
        yield client, client.portal.call(_lived, client.app.state.desk.calls)


@pytest.mark.parametrize("query", ["", "?numbers=no"], ids=["numbers", "words_alone"])
@pytest.mark.parametrize("root", ["", "/es"], ids=["en", "es"])
def test_all_at_once_is_each_alone(page: tuple[TestClient, str], root: str, query: str) -> None:
    client, call = page
    with zipfile.ZipFile(io.BytesIO(client.get(f"{root}/calls.zip{query}").content)) as archive:
        packed = {name.rsplit("/")[-1]: archive.read(name).decode("utf-8") for name in archive.namelist()}
    for name in ("scorecard.html", "scorecard.md", "scorecard.json", "transcript.json"):
        assert packed[name] == client.get(f"{root}/calls/{call}/{name}{query}").text


def test_what_came_after_the_call_is_in_the_zip(page: tuple[TestClient, str]) -> None:
    client, _ = page
    with zipfile.ZipFile(io.BytesIO(client.get("/calls.zip").content)) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("scorecard.html"))
        packed = archive.read(name).decode("utf-8")
    for words in (
        "I meant the trade",
        "With and without what you dispute",
        "begun at a dairy in Gary",
        "Thanks for the time",
    ):
        assert words in packed


def test_all_is_taken_away_as_the_page_is_read(page: tuple[TestClient, str]) -> None:
    """The page's script asks for words alone where a link says that it is for reading."""
    client, _ = page
    assert re.search(r"calls\.zip[^>]*data-readable", client.get("/progress").text)
