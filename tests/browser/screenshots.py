"""Every screen of the way in both sizes and both themes, as pictures, and a few of them in Spanish: `make screenshots`.

    python -m tests.browser.screenshots [--into build/screenshots] [--only phone-dark] [--of class]

The app is served for the occasion, with a folder of its own; the names of the pictures say what they show:
`call-phone-dark.png`, `debrief-whole-desktop-light-es.png`. They are no part of the package.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from simulator.account import Account
from simulator.accounts.door import Door
from simulator.director import opening
from simulator.events import Ended, Event, Heard, Opened, Replied, Said
from simulator.persona import catalogue
from tests.accounts.class_ import Class
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


ANSWER = "A lake-effect storm shut I-94 and I had nineteen trucks out. I called a driver's wife: she had a CB radio in her kitchen."
PASSWORD = "correct horse battery"
COMMENT = (
    "You asked for a job before you had asked a question.\nTry it again with a question about the night desk first."
)


class Pictures:
    """What a page shows, kept under the screen's name and the walk's."""

    def __init__(self, page: Page, url: str, into: Path, name: str) -> None:
        self._page, self._url, self._into, self._name = page, url, into, name

    def picture(self, screen: str, *, whole: bool = False) -> None:
        """Keep what stands there now: what a window shows, or the whole page."""
        if whole:
            # what is not in view is not laid out, and would be left blank
            self._page.add_style_tag(content="* { content-visibility: visible !important; }")
        self._page.wait_for_timeout(300)
        self._page.screenshot(path=self._into / f"{screen}-{self._name}.png", full_page=whole)


class Walk(Pictures):
    """One walk through the screens of a practice call, in one size, one theme and one language."""

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


class School:
    """A class that has been at it for some weeks: whom its screens show, and what there is to show of them."""

    def __init__(self, data: Path) -> None:
        school = Class(data)
        autumn = school.cohort("Autumn 2026")
        ada, sam = school.door.add("Ada Moss", PASSWORD, "adviser"), school.door.add("Sam Reyes", PASSWORD)
        noor, _ = school.account("Noor Haddad", "learner", autumn), school.account("Lee Park", "learner", autumn)
        for one in (ada, sam):
            school.register.enter(one.id, autumn.id)
        for points in (38, 41, 52, 61, 72, 74):
            school.clock.on(days=3)
            school.show(noor, school.call(noor, points=points), autumn)
            school.show(sam, school.call(sam, points=points - 20, asks=points < 60), autumn)
        self.call = _held(school, sam)
        school.show(sam, self.call, autumn)
        school.advising.comment(ada, self.call, autumn.id, COMMENT)
        # by this machine's clock, so that it is good when the pictures are taken
        self.link, self.autumn = Door(school.register, hours=1).links(autumn, 1)[0], autumn.id


def _held(school: Class, owner: Account) -> str:
    """A call with enough in it to be graded, when it is first looked at; its id."""
    call, dana, at = "a-call-to-take-pictures-of", catalogue()["dana-okafor"], school.clock.now
    mood, stage = opening(dana, agreed_seconds=900)
    log: list[Event] = [
        Opened(persona=dana, model="offline", seed=0, minutes=15, mood=mood, stage=stage, owner=owner.learner, at=at)
    ]
    for words in (None, *TURNS, "Are you hiring at the moment?"):
        if words:
            log += [Said(text=words, at=at), Heard(observations=(), mood=mood, stage=stage, at=at)]
        log.append(Replied(text=ANSWER if words else "Dana Okafor.", by="offline", at=at))
    for seq, event in enumerate([*log, Ended(by="learner", at=at)]):
        school.store.append(call, seq, event)
    return call


class ClassWalk(Pictures):
    """One walk through the screens of a class, in one size, one theme and one language."""

    def __init__(self, page: Page, url: str, into: Path, name: str, school: School) -> None:
        super().__init__(page, url, into, name)
        self._school = school

    def _sign_in(self, name: str, password: str = PASSWORD) -> None:
        self._page.goto(f"{self._url}sign-in")
        self._page.locator("#sim-name").fill(name)
        self._page.locator("#sim-password").fill(password)
        self._page.locator("#sim-enter").click()

    def door(self) -> None:
        """The door, a wrong password, a link to join by, and one that is good no more."""
        page = self._page
        page.goto(f"{self._url}sign-in")
        self.picture("sign-in")
        self._sign_in("Sam Reyes", "not this one")
        expect(page.get_by_role("alert")).to_be_visible()
        self.picture("sign-in-wrong")
        page.goto(f"{self._url}join?link={self._school.link}")
        self.picture("join")
        page.goto(f"{self._url}join?link=none")
        self.picture("join-expired")

    def learner(self) -> None:
        """A learner's account, what they show of a call and of all calls, and the way out."""
        page = self._page
        self._sign_in("Sam Reyes")
        page.goto(f"{self._url}account")
        self.picture("account", whole=True)
        page.goto(f"{self._url}debrief?call={self._school.call}")
        page.locator(".sim-sharing").scroll_into_view_if_needed()
        self.picture("sharing-one")
        page.goto(f"{self._url}progress")
        page.locator(".sim-sharing").scroll_into_view_if_needed()
        self.picture("sharing-all")
        page.locator("#sim-sign-out").click()
        expect(page.get_by_role("status").last).not_to_be_empty()
        self.picture("signed-out")

    def adviser(self) -> None:
        """The class at a glance, links for it, a call that is shown, and one that is not."""
        page = self._page
        self._sign_in("Ada Moss")
        page.goto(f"{self._url}cohort")
        self.picture("cohort")
        self.picture("cohort-whole", whole=True)
        page.locator("#sim-count").fill("3")
        page.locator("#sim-make-links").click()
        expect(page.locator(".sim-links-made li")).to_have_count(3)
        self.picture("cohort-links")
        shown = f"{self._url}shared?class={self._school.autumn}&call="
        page.goto(f"{shown}{self._school.call}")
        self.picture("shared")
        self.picture("shared-whole", whole=True)
        page.goto(f"{shown}nobody-nobody-nobody")
        expect(page.get_by_role("alert")).to_be_visible()
        self.picture("shared-gone")

    def take(self) -> None:
        """Every screen of a class."""
        self.door()
        self.learner()
        self.adviser()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--into", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--only", default="", help="walks whose name holds this: phone, dark, es")
    parser.add_argument("--of", choices=("call", "class", "all"), default="all", help="which screens")
    given = parser.parse_args()
    given.into.mkdir(parents=True, exist_ok=True)
    walks = [(size, theme, "en") for size in SIZES for theme in ("light", "dark")]
    walks += [("desktop", "light", "es"), ("phone", "dark", "es")]
    walks = [walk for walk in walks if given.only in _name(*walk)]
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        if given.of in ("call", "all"):
            app = App(Path(data) / "app")
            for page, root, name in _pages(browser, app, walks):
                Walk(page, root, given.into, name).take()
        if given.of in ("class", "all"):
            school = School(Path(data) / "class")
            app = App(Path(data) / "class", SIMULATOR_SIGN_IN="accounts", SIMULATOR_LOG_LEVEL="error")
            for page, root, name in _pages(browser, app, walks):
                ClassWalk(page, root, given.into, name, school).take()
        browser.close()
    print(f"{len(list(given.into.glob('*.png')))} pictures in {given.into}")


def _pages(browser: Browser, app: App, walks: list[tuple[str, str, str]]) -> Iterator[tuple[Page, str, str]]:
    """For each walk a browser of its own, where it begins, and its name; the server ends with the last."""
    try:
        for size, theme, language in walks:
            width, height = SIZES[size]
            with browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme, locale="fr-FR"
            ) as context:
                context.set_default_timeout(60_000)
                root = app.url if language == "en" else f"{app.url}{language}/"
                yield context.new_page(), root, _name(size, theme, language)
    finally:
        app.kill()


def _name(size: str, theme: str, language: str) -> str:
    return f"{size}-{theme}" + ("" if language == "en" else f"-{language}")


if __name__ == "__main__":
    main()
