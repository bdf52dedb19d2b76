"""What a screen reader is told of a reply: whole sentences, and all of them once."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App
from tests.browser.walk import join, meet, say

pytestmark = pytest.mark.browser

LISTEN = """() => {
  window.told = [];
  const live = document.querySelector('[data-spoken]');
  const note = () => { if (live.textContent) window.told.push(live.textContent); };
  new MutationObserver(note).observe(live, { childList: true });
}"""


def replied(page: Page, app: App) -> tuple[str, list[str]]:
    """A reply as it stands in the log, and all that the live region held meanwhile, without the name before it."""
    meet(page, app.url)
    join(page)
    page.evaluate(LISTEN)
    reply = say(page, "What does a day look like?")
    # the clock and the hint come last: by then all was told
    expect(page.locator("[data-spoken]")).not_to_be_empty()
    return reply, [words.removeprefix("Dana: ") for words in page.evaluate("window.told")]


def test_no_half_sentence_is_told(page: Page, app: App) -> None:
    reply, told = replied(page, app)
    assert told
    for words in told:
        assert words in reply
        assert words[-1] in ".?!"
    assert reply.endswith(told[-1])


def test_the_whole_reply_is_told_once(page: Page, app: App) -> None:
    reply, told = replied(page, app)
    assert " ".join(told) == reply
