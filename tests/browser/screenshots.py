"""Every screen of the way in both sizes and both themes, as pictures: `make screenshots`.

    python -m tests.browser.screenshots [--into build/screenshots] [--language es]

The app is served for the occasion, with a folder of its own; the names of the pictures say what they show:
`call-phone-dark.png`.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.conftest import App
from tests.browser.walk import at_the_desk, box, hang_up, join, said, say

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
REQUEST = (
    "Dear Dana, I am a second-year logistics student in Gary and drive a parcel van on weekends. I read The Last Cold Mile, and "
    "your door sensor made me wonder about our own unloading order. May I ask you for fifteen minutes of advice? I am not "
    "asking for a job. Sam"
)
QUESTIONS = "Where did you study?\nWhat did the night desk teach you that planning did not?\nWhat would you unlearn?"
TURNS = (
    "Hi Dana, thanks for making the time. I'm a second-year logistics student and I'm deciding between food and pharma. You "
    "started on the night desk at Lakeland; what did it teach you that planning did not?",
    "So nobody had written that down. How did you keep it from being lost when you moved on?",
)


class Walk:
    """One walk through the screens, in one size and one theme."""

    def __init__(self, page: Page, url: str, into: Path, name: str) -> None:
        self._page, self._url, self._into, self._name = page, url, into, name

    def picture(self, screen: str) -> None:
        """Keep what stands there now."""
        self._page.wait_for_timeout(400)
        self._page.screenshot(path=self._into / f"{screen}-{self._name}.png")

    def take(self) -> None:
        """Every screen, in the order of a call."""
        page = self._page
        page.goto(self._url)
        expect(page.locator(".sim-count")).not_to_be_empty()
        self.picture("choose")
        page.locator("#sim-search").fill("nobody at all")
        self.picture("choose-nobody")
        page.goto(f"{self._url}bring")
        expect(page.locator("#sim-field-name")).to_be_visible()
        self.picture("bring")
        page.goto(f"{self._url}prepare?with=dana-okafor")
        at_the_desk(page)
        self.picture("prepare")
        page.locator("#sim-questions").fill(QUESTIONS)
        page.locator("#sim-request").fill(REQUEST)
        expect(page.locator(".sim-checks li")).to_have_count(3)
        page.locator("#sim-questions").scroll_into_view_if_needed()
        self.picture("prepare-questions")
        page.locator("#sim-ask").click()
        expect(page.locator(".sim-letter")).to_be_visible()
        page.locator("#sim-calendar-part summary").click()
        page.locator("[data-slot=answer]").scroll_into_view_if_needed()
        self.picture("prepare-answer")
        page.locator(".sim-moment").last.click()
        expect(page.locator("[data-slot=calendar] .sim-letter")).to_be_visible()
        self.picture("prepare-confirmed")
        join(page)
        for words in TURNS:
            say(page, words)
        self.picture("call")
        say(page, "Are you hiring at the moment?")
        page.locator("#sim-coach").click()
        expect(page.locator(".sim-numbers")).to_be_visible()
        self.picture("call-coached")
        said(page, "learner").last.hover()
        said(page, "learner").last.locator(".sim-rewind").click()
        expect(box(page)).not_to_have_value("")
        say(page, "What would you look at first, in my place?")
        page.locator("[data-act=compare]").first.click()
        expect(page.locator("#sim-comparison")).to_be_visible()
        self.picture("call-compared")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        expect(page.locator("#sim-sure")).to_be_visible()
        self.picture("call-hang-up")
        page.keyboard.press("Escape")
        hang_up(page)
        thank = page.url
        expect(page.locator("#sim-thank h1")).to_be_visible()
        self.picture("thank")
        page.goto(thank.replace("/thank?", "/debrief?"))
        expect(page.locator("#sim-scorecard h1")).to_be_visible()
        self.picture("debrief")
        page.goto(f"{self._url}progress")
        expect(page.locator("#sim-progress h1")).to_be_visible()
        self.picture("progress")
        page.goto(f"{self._url}call?call=nobody-nobody-nobody")
        expect(page.locator(".sim-nowhere")).to_be_visible()
        self.picture("nowhere")


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--into", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--language", default="en")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        app = App(Path(data), SIMULATOR_LANGUAGE=given.language)
        try:
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            for size, (width, height) in SIZES.items():
                for theme in ("light", "dark"):
                    with browser.new_context(
                        viewport={"width": width, "height": height}, color_scheme=theme, locale="fr-FR"
                    ) as context:
                        context.set_default_timeout(60_000)
                        root = app.url if given.language == "en" else f"{app.url}{given.language}/"
                        Walk(context.new_page(), root, given.into, f"{size}-{theme}").take()
            browser.close()
        finally:
            app.kill()
    print(f"{len(list(given.into.glob('*.png')))} pictures in {given.into}")


if __name__ == "__main__":
    main()
