"""Two servers behind nginx: the one that speaks is killed, and the learner goes on with the other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from simulator.events import Event, Replied, Said
from tests.browser.walk import box, join, meet, said, say
from tests.openai_server import Paused, Words
from tests.servers.conftest import Servers, database_name, nginx, postgresql, start_servers, url

__all__ = ["database_name", "nginx", "postgresql", "start_servers", "url"]
# two servers start, and one of them twice: a busy machine takes its time
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

STOPPED = Paused(
    "I began on nights, at a desk by the loading bay. The radio never stopped. One storm taught me",
    " more than a year of school. The trucks stood still and the fruit did not wait. So I learned to call before I was called.",
)
LONG = STOPPED.text

SHORT = "Sleep, mostly. And the noise of it."


def spoken(log: list[Event]) -> list[tuple[str, str]]:
    """Every turn of a log, with who spoke it."""
    return [(event.kind, event.text) for event in log if isinstance(event, Said | Replied)]


def other(name: str) -> str:
    return "b" if name == "a" else "a"


def test_a_call_outlives_each_server_that_speaks_in_it_and_no_turn_is_lost_or_doubled(
    page: Page, start_servers: Callable[[], Servers]
) -> None:
    servers = start_servers()
    servers.model.plays(Words("Dana Okafor."), STOPPED, Words(LONG), Words(SHORT))
    turns = [
        "Hi Dana, I study logistics. What did the night desk teach you?",
        "What do you miss?",
    ]
    meet(page, servers.url)
    join(page)

    # during a reply: nobody touches the page, and the whole reply comes from the other server
    box(page).fill(turns[0])
    box(page).press("Enter")
    expect(page.locator(".sim-now")).to_contain_text("The radio never stopped.")
    first = servers.speaking()
    servers.apps[first].kill()
    expect(said(page, "professional")).to_have_count(2)
    expect(page.locator(".sim-now")).to_have_count(0)
    expect(said(page, "professional").last).to_contain_text("So I learned to call before I was called.")
    expect(said(page, "learner")).to_have_count(1)
    expect(box(page)).to_have_value("")
    assert servers.speaking() == other(first)
    assert spoken(servers.log()) == [("replied", "Dana Okafor."), ("said", turns[0]), ("replied", LONG)]

    # after it, before the next turn: the other one dies as well, the first has come back
    servers.apps[first].start()
    servers.apps[other(first)].kill()
    assert say(page, turns[1]) == SHORT
    assert servers.speaking() == first

    log = servers.log()
    assert [text for kind, text in spoken(log) if kind == "said"] == turns
    assert [text for kind, text in spoken(log) if kind == "replied"] == ["Dana Okafor.", LONG, SHORT]
    assert sum(event.kind == "heard" for event in log) == len(turns)
    page.reload()
    expect(said(page, "learner")).to_have_text([re.compile(re.escape(turn)) for turn in turns])
    expect(said(page, "professional")).to_have_count(3)
