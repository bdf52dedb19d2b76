"""How a learner gets about in the pages."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

PERSONA = "dana-okafor"
PATIENCE_SECONDS = 45
"""For what is to come; a busy machine may need it, and nothing takes longer for it."""


def meet(page: Page, url: str, persona: str = PERSONA) -> None:
    """From the gallery to the dossier."""
    page.goto(url)
    page.locator(f"#sim-meet-{persona}").click()
    at_the_desk(page)


def at_the_desk(page: Page) -> None:
    """Wait until what was kept lies on the desk, and the server has looked at it."""
    expect(page.locator("#sim-dossier h1")).to_be_visible()
    expect(page.locator("[data-slot=ready]")).not_to_be_empty()


def join(page: Page) -> None:
    """Pick up the phone, and wait until they have answered."""
    page.locator("#sim-join").click()
    heard(page)


def heard(page: Page) -> None:
    """Wait until they have said what they say."""
    expect(said(page, "professional").first).to_be_visible()
    expect(page.locator(".sim-now")).to_have_count(0)


def said(page: Page, speaker: str) -> Locator:
    """The turns of one of the two."""
    return page.locator(f"#sim-chat .sim-said.sim-{speaker}")


def box(page: Page) -> Locator:
    """Where the learner writes."""
    return page.locator("#sim-box")


def say(page: Page, words: str) -> str:
    """Say something and hear the answer out."""
    before = page.locator("#sim-chat [data-slot=log] .sim-said.sim-professional").count()
    box(page).fill(words)
    box(page).press("Enter")
    expect(said(page, "professional")).to_have_count(before + 1)
    expect(page.locator(".sim-now")).to_have_count(0)
    return str(said(page, "professional").last.locator("p").inner_text())


def hang_up(page: Page) -> None:
    """End the call, and be sure of it."""
    page.locator("#sim-hang-up").click()
    page.locator("#sim-hang-up-now").click()
    # where there is nothing to give thanks for, the note is passed over
    page.wait_for_url(re.compile(r"/(thank|debrief)\?"))


def to_debrief(page: Page) -> None:
    """From the note to the scorecard, whether one was asked for or not."""
    page.goto(page.url.replace("/thank?", "/debrief?"))
    expect(page.locator("#sim-scorecard h1")).to_be_visible()


def level(page: Page, grade: str) -> str | None:
    """What a grade came to on the scorecard that is shown."""
    return page.locator(f'#sim-scorecard [data-grade="{grade}"]').get_attribute("data-level")


def hold_the_first(page: Page, to: str, carrying: str = "") -> Callable[[], Route]:
    """Let the first request to an address, with some words in it, wait. Gives that request, once it is made."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held or carrying not in (route.request.post_data or ""):
            route.continue_()
        else:
            held.append(route)

    def first() -> Route:
        until = time.monotonic() + PATIENCE_SECONDS
        while not held:
            assert time.monotonic() < until, f"nothing was sent to {to} with {carrying!r}"
            page.wait_for_timeout(20)
        return held[0]

    page.route(to, hold)
    return first


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
