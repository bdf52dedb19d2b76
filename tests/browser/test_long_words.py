"""Names and words of sixty letters, on a phone: they break, and nothing is pushed out of sight by them."""

from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Page, expect

from simulator.persona import catalogue
from tests.browser.conftest import App
from tests.browser.held import LINES
from tests.browser.walk import hang_up, join, meet, say, to_debrief

pytestmark = pytest.mark.browser

LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
NAME = f"Dr. Maximiliana-Wilhelmine von Hohenlohe-Schillingsfürst-{LONG}"

OUT_OF_SIGHT = """() => {
  const wide = document.documentElement.clientWidth + 1;
  const out = [];
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const { parentElement: on, data } = words.currentNode;
    // what scrolls by itself, and what is for ears only
    if (!data.trim() || on.closest('style, textarea, .sim-contents, .sim-hidden') || !on.getClientRects().length) continue;
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    if ([...range.getClientRects()].some(({ right }) => right > wide)) out.push(data);
  }
  return out;
}"""


def test_long_words_stay_in_sight_on_a_phone(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    dana = catalogue()["dana-okafor"].model_dump(mode="json", exclude_defaults=True)
    long = {**dana, "id": "long", "name": NAME, "title": LONG.lower(), "organisation": LONG, "field": LONG.lower()}
    folder = app.data / "personas"
    folder.mkdir()
    (folder / "long.yaml").write_text(yaml.safe_dump(long, allow_unicode=True), encoding="utf-8")
    page.set_viewport_size({"width": 390, "height": 844})

    page.goto(app.url)
    expect(page.locator("#sim-meet-long")).to_be_visible()
    assert page.evaluate(OUT_OF_SIGHT) == []

    meet(page, app.url, "long")
    page.get_by_label("Your questions, one a line").fill(f"What is {LONG} like?")
    expect(page.locator(".sim-missing li")).not_to_have_count(0)
    assert page.evaluate(OUT_OF_SIGHT) == []

    join(page)
    for words in (f"I'm Sam, I study at {LONG}.", f"{LONG}, are you hiring at {LONG}?", *LINES[-1:]):
        say(page, words)
    assert page.evaluate(OUT_OF_SIGHT) == []

    hang_up(page)
    to_debrief(page)
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    assert page.evaluate(OUT_OF_SIGHT) == []

    page.goto(page.url.replace("/debrief?", "/thank?"))
    expect(page.locator("#sim-thank h1")).to_be_visible()
    assert page.evaluate(OUT_OF_SIGHT) == []

    page.goto(f"{app.url}progress")
    expect(page.locator(".sim-call-row")).to_be_visible()
    page.add_style_tag(content="* { content-visibility: visible !important; }")
    assert page.evaluate(OUT_OF_SIGHT) == []
