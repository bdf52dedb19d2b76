"""What a page is told when the database fails: the words stay in its box, and said again they are taken once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from simulator.errors import InputError, ModelTimeout, SimulatorError, StoreError
from simulator.events import Said
from simulator.persona import catalogue
from simulator.settings import Settings
from simulator.texts import texts
from simulator.web.desk import Desk
from simulator.web.line import routes
from tests.serving import serving
from tests.store.postgresql import PostgreSQL
from tests.store.test_faults import held
from tests.test_line import Page

QUESTION = "How did you start on the night desk?"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A server's desk, whose database waits for nobody."""
    monkeypatch.setattr("simulator.store.database.BUSY_SECONDS", 1)
    url = request.getfixturevalue("url") if request.param == "postgresql" else None
    desk = Desk(Settings(_env_file=None, data_dir=tmp_path, database_url=url))
    yield desk
    desk.store.close()


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """A page on a call that has been answered."""
    call = desk.calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
    with TestClient(Starlette(routes=routes(desk, texts("en"), "", whose=lambda _: ""))) as client:
        page = Page(client, call.id)
        page.ask("stream")
        yield page


def said(desk: Desk, page: Page) -> list[str]:
    return [event.text for event in desk.store.read(page.call) if isinstance(event, Said)]


def test_words_that_a_locked_database_does_not_take_stay_in_the_box(desk: Desk, page: Page) -> None:
    with held(desk.store.database):
        (told,) = page.say(QUESTION)
    assert told["took"] is False
    assert "was held by another program for 1 second" in told["refused"]
    assert said(desk, page) == []
    assert page.say(QUESTION)[0]["took"] is True
    assert said(desk, page) == [QUESTION]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(StoreError("the disk is full"), 503, id="the log"),
        pytest.param(ModelTimeout("the grader does not answer"), 503, id="a model"),
        pytest.param(InputError("there is nothing to grade"), 404, id="what is no fault"),
    ],
)
@pytest.mark.parametrize("file", ["/calls/{call}/scorecard.md", "/calls.zip"])
def test_a_file_that_can_not_be_had_now_says_why_and_that_it_may_be_had_later(
    file: str, error: SimulatorError, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    with serving(tmp_path) as client:
        call = client.app.state.desk.calls.open(catalogue()["dana-okafor"], minutes=15, seed=1)
        asyncio.run(call.hang_up())
        monkeypatch.setattr(client.app.state.desk, "graded", fails)
        answer = client.get(file.format(call=call.id))
    assert (answer.status_code, answer.text) == (status, str(error))


@pytest.mark.parametrize("desk", ["postgresql"], indirect=True)
def test_a_page_whose_database_is_gone_is_told_to_ask_again(desk: Desk, page: Page, postgresql: PostgreSQL) -> None:
    body = {"words": QUESTION, "seen": page.place}
    postgresql.kill()
    try:
        answer = page.client.post(f"/line/{page.call}/say", json=body)
        assert answer.status_code == 503
        assert answer.text == "the database does not answer; nothing is lost, try again in a moment"
    finally:
        postgresql.start()
    assert page.say(QUESTION)[0]["took"] is True
    assert said(desk, page) == [QUESTION]
