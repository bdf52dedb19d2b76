"""The line under strain: a model that fails, a server that dies, words that come too soon or are too many."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import App
from tests.browser.walk import box, hang_up, join, meet, said, say, to_debrief
from tests.openai_server import OpenAIServer, Paused, Status, Words

pytestmark = pytest.mark.browser


def slowly() -> Paused:
    """A reply that leaves time for what is to happen in the middle of it."""
    return Paused("It begins at four. And on", " it goes.")


def in_mid_reply(page: Page, start_app: Callable[..., App], model: OpenAIServer, reply: Paused, *later: Words) -> App:
    """The learner has asked, and hears the first sentence of a reply that goes on. The server of their page."""
    model.plays(Words("Dana Okafor."), reply, *later)
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=model.base_url)
    meet(page, app.url)
    join(page)
    box(page).fill("What does a day look like?")
    box(page).press("Enter")
    first, stop, _ = reply.text.partition(".")
    expect(page.locator(".sim-now")).to_contain_text(first + stop)
    return app


def test_after_a_kill_and_a_restart_the_call_is_where_it_was(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    meet(page, app.url)
    join(page)
    answer = say(page, "What does a day look like?")
    app.kill()
    app.start()
    page.reload()
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "professional").last).to_contain_text(answer[:40])
    say(page, "And what was the hardest day?")
    expect(said(page, "learner")).to_have_count(2)


def test_a_page_whose_server_dies_in_mid_reply_goes_on_by_itself_with_the_next_one(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    app = in_mid_reply(page, start_app, openai_server, slowly(), Words("It begins at four."), Words("Trucks, mostly."))
    app.kill()
    expect(page.locator("#sim-lost")).to_be_visible()
    app.start()
    expect(page.locator("#sim-lost")).to_be_hidden()
    expect(page.locator(".sim-now")).to_have_count(0)
    expect(said(page, "professional")).to_have_count(2)
    assert say(page, "And where?") == "Trucks, mostly."
    expect(said(page, "learner")).to_have_count(2)


def test_words_that_were_taken_before_the_line_broke_are_not_said_to_be_refused_when_it_is_busy(
    page: Page, app: App
) -> None:
    tries: list[str] = []

    def breaks_then_is_busy(route: Route) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.fetch()
            route.abort()
        elif len(tries) == 2:
            route.fulfill(status=429, body="Too much at once; nothing was taken.")
        else:
            route.continue_()

    meet(page, app.url)
    join(page)
    page.route("**/line/*/say", breaks_then_is_busy)
    say(page, "What does a day look like?")
    assert len(tries) == 3
    expect(page.locator("#sim-refused")).to_be_hidden()
    expect(box(page)).to_have_value("")
    expect(said(page, "learner")).to_have_count(1)


def test_words_said_while_the_server_is_down_stay_in_the_box_and_are_heard_once_it_is_back(
    page: Page, start_app: Callable[..., App]
) -> None:
    app = start_app()
    meet(page, app.url)
    join(page)
    expect(page.locator("#sim-lost")).to_be_hidden()
    app.kill()
    box(page).fill("What does a day look like?")
    box(page).press("Enter")
    expect(page.locator("#sim-lost")).to_be_visible()
    expect(box(page)).to_have_value("What does a day look like?")
    app.start()
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "learner")).to_have_count(1)
    expect(box(page)).to_have_value("")


def test_a_kill_in_mid_reply_loses_no_word_and_the_reply_comes_after_the_restart(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    app = in_mid_reply(page, start_app, openai_server, slowly(), Words("It begins at four."))
    app.kill()
    app.start()
    page.reload()
    expect(said(page, "learner")).to_have_text(re.compile("What does a day look like"))
    expect(said(page, "professional").last).to_contain_text("It begins at four.")
    expect(page.locator(".sim-now")).to_have_count(0)
    expect(said(page, "professional")).to_have_count(2)


def test_when_the_model_fails_the_page_says_who_took_the_line(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Words("Dana Okafor."), Status(500), Words("It begins at four."))
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    meet(page, app.url)
    join(page)
    expect(page.locator("#sim-head")).to_contain_text("Played by openai:m")
    assert say(page, "What does a day look like?")
    expect(page.locator("#sim-call-notice")).to_contain_text("The built-in professional took this turn")
    assert say(page, "Where does it begin?") == "It begins at four."
    expect(page.locator("#sim-call-notice")).to_be_hidden()
    hang_up(page)
    to_debrief(page)
    expect(page.locator("main")).to_contain_text("openai:m (2 turns)")
    expect(page.locator("main")).to_contain_text("the built-in professional (1 turn)")


def test_what_is_sent_while_a_reply_streams_stays_in_the_box(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    reply = Paused("First of all, trucks. Then", " people. Then snow.")
    in_mid_reply(page, start_app, openai_server, reply)
    box(page).fill("And another thing!")
    box(page).press("Enter")
    expect(page.get_by_text("Dana is still speaking")).to_be_visible()
    reply.go_on.set()
    expect(said(page, "professional").last).to_contain_text("Then snow.")
    expect(box(page)).to_have_value("And another thing!")
    expect(said(page, "learner")).to_have_count(1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param("   ", "nothing to send yet", id="blank"),
        pytest.param("word " * 20_000, "99,999 characters", id="a hundred thousand characters"),
    ],
)
def test_what_can_not_be_sent_is_said_and_stays_in_the_box(page: Page, app: App, words: str, message: str) -> None:
    meet(page, app.url)
    join(page)
    box(page).fill(words)
    page.locator("#sim-send").click()
    expect(page.get_by_text(message)).to_be_visible()
    expect(box(page)).to_have_value(words)
    expect(said(page, "learner")).to_have_count(0)


def test_html_emoji_and_right_to_left_are_shown_as_they_were_written(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    words = "<b>bold</b> <img src=x onerror='window.hit = 1'> \U0001f680 שלום *star* {{ 1 }} ${value} what is your day like?"
    say(page, words)
    expect(said(page, "learner").locator("p")).to_have_text(words)
    assert page.evaluate("window.hit") is None
    assert page.locator("#sim-chat :is(b, img)").count() == 0


def test_nothing_jumps_while_a_reply_streams(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Words("Dana Okafor."), Words("One thing. " * 12, seconds_between=0.03))
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url)
    meet(page, app.url)
    join(page)
    page.evaluate("""() => {
      window.seen = new Set();
      window.shifted = [];
      const told = (one) => one.sources.map((source) => source.node).filter((node) => node && !node.parentElement?.closest('.sim-log'));
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.shifted.push(...told(one).map((node) => node.id || node.nodeName));
      }).observe({ type: 'layout-shift' });
      const look = () => {
        const box = document.querySelector('#sim-box').getBoundingClientRect();
        const log = document.querySelector('.sim-log');
        window.seen.add([Math.round(box.top), Math.round(log.getBoundingClientRect().height)].join());
        if (log.scrollHeight - log.scrollTop - log.clientHeight > 5) window.lost = true;
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }""")
    say(page, "What does a day look like?")
    assert len(page.evaluate("[...window.seen]")) == 1
    # the newest words push the older ones up, inside the log; nothing else on the page moves
    assert page.evaluate("window.shifted") == []
    assert page.evaluate("window.lost") is None
