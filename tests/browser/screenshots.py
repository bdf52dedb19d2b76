"""Every screen of the way in both sizes and both themes, as pictures, and a few of them in Spanish: `make screenshots`.

    python -m tests.browser.screenshots [--into build/screenshots] [--only phone-dark]

The app is served for the occasion, with a folder of its own; the names of the pictures say what they show:
`call-phone-dark.png`, `debrief-whole-desktop-light-es.png`. They are no part of the package.
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


NOTE = (
    "Dear Dana, thank you for today, and above all for the story of the storm, the nineteen trucks and the CB radio. I have started a "
    "list of whom I would call on my own van route, and I will write to you in the summer to tell you what I chose. Sam"
)
PASTED = """Ines Marchetti
Head of Collections, Tidewater Maritime Museum
Halifax

About
I look after forty-one thousand objects at the Tidewater Maritime Museum.

Experience
Head of Collections
Tidewater Maritime Museum
2018 - Present
"""


class Walk:
    """One walk through the screens, in one size, one theme and one language."""

    def __init__(self, page: Page, url: str, into: Path, name: str) -> None:
        self._page, self._url, self._into, self._name = page, url, into, name

    def picture(self, screen: str, *, whole: bool = False) -> None:
        """Keep what stands there now: what a window shows, or the whole page."""
        self._page.wait_for_timeout(300)
        self._page.screenshot(path=self._into / f"{screen}-{self._name}.png", full_page=whole)

    def choose(self) -> None:
        """The gallery, and what it shows when it finds nobody."""
        page = self._page
        page.goto(self._url)
        expect(page.locator(".sim-count")).not_to_be_empty()
        self.picture("choose")
        page.locator("#sim-search").fill("nobody at all")
        page.locator(".sim-none-found").scroll_into_view_if_needed()
        self.picture("choose-nobody")

    def bring(self) -> None:
        """The form for somebody of one's own, empty, filled, and refused."""
        page = self._page
        page.goto(f"{self._url}bring")
        expect(page.locator("#sim-field-name")).to_be_visible()
        self.picture("bring")
        page.locator("#sim-pasted").fill(PASTED)
        page.locator("#sim-read").click()
        expect(page.locator("#sim-field-name")).to_have_value("Ines Marchetti")
        expect(page.locator("#sim-preview .sim-tile")).to_be_visible()
        self.picture("bring-read")
        page.locator("#sim-bring-save").click()
        expect(page.locator("#sim-bring-problems .sim-problem")).to_be_visible()
        self.picture("bring-refused")

    def prepare(self) -> None:
        """The dossier and the desk: questions looked at, a request answered, the call confirmed."""
        page = self._page
        page.goto(f"{self._url}prepare?with=dana-okafor")
        at_the_desk(page)
        self.picture("prepare")
        page.locator("#sim-questions").fill(QUESTIONS)
        page.locator("#sim-request").fill(REQUEST)
        expect(page.locator(".sim-checks li")).to_have_count(3)
        page.locator("#sim-questions").scroll_into_view_if_needed()
        self.picture("prepare-questions")
        page.locator("#sim-ask").click()
        expect(page.locator("article.sim-letter")).to_be_visible()
        page.locator("#sim-calendar-part summary").click()
        page.locator("[data-slot=answer]").scroll_into_view_if_needed()
        self.picture("prepare-answer")
        page.locator(".sim-moment").first.click()
        expect(page.locator("[data-slot=calendar] .sim-letter")).to_be_visible()
        self.picture("prepare-confirmed")
        page.locator("#sim-how summary").click()
        page.locator("#sim-how").scroll_into_view_if_needed()
        self.picture("prepare-how")

    def call(self) -> None:
        """The call: as it runs, coached, tried another way, compared, about to end."""
        page = self._page
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

    def after(self) -> None:
        """The note and its answer, the debrief with numbers and without, every call, and a call that is not there."""
        page = self._page
        thank = page.url
        expect(page.locator("#sim-thank h1")).to_be_visible()
        self.picture("thank")
        page.locator("#sim-note-text").fill(NOTE)
        page.locator("#sim-send-note").click()
        expect(page.locator(".sim-answer")).to_be_visible()
        self.picture("thank-answered", whole=True)
        page.goto(thank.replace("/thank?", "/debrief?"))
        expect(page.locator("#sim-scorecard h1")).to_be_visible()
        self.picture("debrief")
        self.picture("debrief-whole", whole=True)
        page.locator("[data-numbers]").uncheck(force=True)
        self.picture("debrief-without-numbers")
        page.locator("[data-numbers]").check(force=True)
        page.goto(f"{self._url}progress")
        expect(page.locator("#sim-progress h1")).to_be_visible()
        self.picture("progress")
        self.picture("progress-whole", whole=True)
        page.locator("#sim-delete-all").click()
        self.picture("progress-sure")
        page.goto(f"{self._url}call?call=nobody-nobody-nobody")
        expect(page.locator(".sim-nowhere")).to_be_visible()
        self.picture("nowhere")

    def take(self) -> None:
        """Every screen, in the order of a call."""
        self.choose()
        self.bring()
        self.prepare()
        self.call()
        self.after()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--into", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--only", default="", help="walks whose name holds this: phone, dark, es")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    walks = [(size, theme, "en") for size in SIZES for theme in ("light", "dark")]
    walks += [("desktop", "light", "es"), ("phone", "dark", "es")]
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        app = App(Path(data) / "app")
        try:
            browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
            for size, theme, language in walks:
                name = f"{size}-{theme}" + ("" if language == "en" else f"-{language}")
                if given.only not in name:
                    continue
                width, height = SIZES[size]
                with browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme, locale="fr-FR"
                ) as context:
                    context.set_default_timeout(60_000)
                    root = app.url if language == "en" else f"{app.url}{language}/"
                    Walk(context.new_page(), root, given.into, name).take()
            browser.close()
        finally:
            app.kill()
    print(f"{len(list(given.into.glob('*.png')))} pictures in {given.into}")


if __name__ == "__main__":
    main()
