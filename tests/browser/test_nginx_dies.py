"""nginx itself is killed and started again: what is behind it goes on, and so does the page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

from simulator.events import Replied, Said
from simulator.store import Database, Store
from tests.browser.conftest import App
from tests.browser.walk import box, hang_up, join, level, meet, said, say, to_debrief
from tests.openai_server import OpenAIServer, Paused, Words
from tests.servers.balancer import Balancer
from tests.servers.conftest import nginx

__all__ = ["nginx"]
pytestmark = pytest.mark.browser

LONG = Paused("It begins at four. The radio is on by then. At five", " the first trucks leave. So I am up before them.")
TURNS = ["What does a day look like?", "And where are you then?", "What do you miss?"]


@pytest.fixture
def app(start_app: Callable[..., App], openai_server: OpenAIServer) -> App:
    """The server behind it, with a professional who stops in the middle of a reply."""
    openai_server.plays(Words("Dana Okafor."), LONG, Words("At the dock, mostly."), Words("Sleep. And the noise."))
    return start_app(SIMULATOR_MODEL="openai:m", SIMULATOR_API_KEY="sk-test", SIMULATOR_BASE_URL=openai_server.base_url)


@pytest.fixture
def balancer(nginx: Path, app: App, tmp_path: Path) -> Iterator[Balancer]:
    folder = tmp_path / "nginx"
    folder.mkdir()
    # which of two servers is asked is not the matter here: both are one
    balancer = Balancer(nginx, folder, [urlparse(app.url).netloc] * 2)
    yield balancer
    balancer.stop()


def test_a_call_outlives_its_nginx_and_no_turn_is_lost_or_doubled(page: Page, app: App, balancer: Balancer) -> None:
    meet(page, balancer.url)
    join(page)

    # during a reply: what is said meanwhile is heard once it is back, and nobody touches the page
    box(page).fill(TURNS[0])
    box(page).press("Enter")
    expect(page.locator(".sim-now")).to_contain_text("The radio is on by then.")
    balancer.kill()
    expect(page.locator("#sim-lost")).to_be_visible()
    LONG.go_on.set()
    balancer.start()
    expect(page.locator("#sim-lost")).to_be_hidden()
    expect(said(page, "professional").last).to_contain_text("So I am up before them.")
    expect(page.locator(".sim-now")).to_have_count(0)
    expect(said(page, "professional")).to_have_count(2)

    # before one: the words wait in the box
    balancer.kill()
    box(page).fill(TURNS[1])
    box(page).press("Enter")
    expect(page.locator("#sim-lost")).to_be_visible()
    expect(box(page)).to_have_value(TURNS[1])
    balancer.start()
    expect(said(page, "professional").last).to_contain_text("At the dock, mostly.")
    expect(box(page)).to_have_value("")

    # after one, and before the next: nobody notices
    balancer.kill()
    balancer.start()
    assert say(page, TURNS[2]) == "Sleep. And the noise."
    expect(said(page, "learner")).to_have_count(3)
    expect(said(page, "professional")).to_have_count(4)

    store = Store(Database(app.data))
    (call,) = store.ids()
    log = store.read(call)
    store.close()
    assert [event.text for event in log if isinstance(event, Said)] == TURNS
    assert [event.text for event in log if isinstance(event, Replied)] == [
        "Dana Okafor.", LONG.text, "At the dock, mostly.", "Sleep. And the noise."
    ]  # fmt: skip

    # while it is graded: the grades are there for who asks again
    hang_up(page)
    balancer.kill()
    balancer.start()
    to_debrief(page)
    assert level(page, "job_ask") is not None
