"""Every screen of the way, looked at by axe-core: no violation of any impact, in the light and in the dark."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS, App
from tests.browser.walk import at_the_desk, join, said, say

pytestmark = pytest.mark.browser


MOVES = (
    """document.getAnimations().map((one) => one.effect.getComputedTiming()).filter((one) => one.endTime > 1).length"""
)
"""How much on a page moves for longer than a millisecond."""


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Page:
    with browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=request.param, reduced_motion="reduce"
    ) as context:
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()


def test_no_screen_before_or_on_the_call_has_a_violation(page: Page, app: App) -> None:
    found: dict[str, list[str]] = {}
    page.goto(app.url)
    expect(page.locator(".sim-count")).to_have_text("12 people")
    found["choose"] = violations(page)
    page.locator("#sim-meet-dana-okafor").hover()
    assert page.evaluate(MOVES) == 0
    page.locator("#sim-search").fill("nobody at all")
    found["nobody found"] = violations(page)

    page.goto(f"{app.url}prepare?with=dana-okafor")
    at_the_desk(page)
    page.locator("#sim-questions").fill("Where did you study?\nWhat would you unlearn?")
    page.locator("#sim-request").fill("Are you hiring? I need a job.")
    expect(page.locator(".sim-checks li")).to_have_count(2)
    page.locator("#sim-ask").click()
    expect(page.locator(".sim-letter")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    found["prepare"] = violations(page)
    page.locator(".sim-moment").first.click()
    expect(page.locator("[data-slot=confirmed]")).to_contain_text("days before")
    found["confirmed"] = violations(page)

    page.locator("[name=coach]").check(force=True)
    join(page)
    say(page, "Hi Dana, I study logistics. Are you hiring?")
    page.locator(".sim-more summary").last.click()
    found["call"] = violations(page)
    page.locator(".sim-rewind").first.click()
    expect(said(page, "learner")).to_have_count(0)
    say(page, "Hi Dana, I study logistics. What was the hardest week?")
    page.get_by_role("button", name="Compare attempts").click()
    expect(page.locator("#sim-comparison")).to_be_visible()
    found["comparison"] = violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#sim-sure")).to_be_visible()
    found["hang up?"] = violations(page)

    page.goto(f"{app.url}call?call=nobody-nobody-nobody")
    expect(page.locator(".sim-nowhere")).to_be_visible()
    found["nowhere"] = violations(page)
    page.goto(f"{app.url}bring")
    expect(page.locator("#sim-field-name")).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    page.locator("#sim-field-name").fill("Bo Li")
    page.locator("#sim-bring-save").click()
    expect(page.locator("#sim-bring-problems")).to_contain_text("Not saved yet")
    found["bring"] = violations(page)
    assert {screen: lines for screen, lines in found.items() if lines} == {}


def test_every_page_has_a_language_a_title_one_first_heading_and_its_landmarks(page: Page, app: App) -> None:
    for address in ("", "prepare?with=dana-okafor", "bring", "progress"):
        page.goto(app.url + address)
        expect(page.locator("main h1")).to_have_count(1)
        assert page.evaluate("document.documentElement.lang") == "en"
        assert "Informational interview practice" in page.title()
        for landmark in ("banner", "main", "navigation"):
            expect(page.get_by_role(landmark).first).to_be_visible()
