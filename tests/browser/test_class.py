"""A class in the browser: joining, showing a call, the adviser's comment, taking it back, and out; and what each screen says."""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from simulator.account import Account, Cohort
from simulator.accounts import throttle
from simulator.accounts.door import Door
from simulator.texts import texts
from tests.accounts.class_ import Class
from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE_MS, App
from tests.browser.walk import at_the_desk, box, hang_up, join, overflow, said, say, to_debrief

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
FORMULA = '=HYPERLINK("https://evil.example","Sam")'
"""What a learner may call themselves, and a spreadsheet would run."""
KIM = "Kim " + "O" * 76
"""A name as long as names may be."""
COMMENT = "=1+1\nLook at <b>your first words</b>: say who you are before you ask."
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
Enters = Callable[[], Page]


class School(Class):
    """A class whose server runs: two who learn in it, one who advises it, and calls that were held."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.autumn = self.cohort("Autumn")
        self.ada, self.kim = self.enter("Ada Moss", "adviser"), self.enter(KIM)
        lee = self.account("Lee Park", "learner", self.autumn)
        for points in (31, 38, 44, 61, 66, 72):
            self.clock.on(days=2)
            self.show(lee, self.call(lee, points=points, asks=points < 40), self.autumn)
        self.shown, self.hidden = self.call(self.kim, asks=True), self.call(self.kim)
        self.show(self.kim, self.shown, self.autumn)
        self.advising.comment(self.ada, self.shown, self.autumn.id, COMMENT)

    def enter(self, name: str, role: str = "learner") -> Account:
        """Somebody with a password."""
        account = self.door.add(name, PASSWORD, "adviser" if role == "adviser" else "learner")
        self.register.enter(account.id, self.autumn.id)
        return account

    def link(self, cohort: Cohort, days: float = 1) -> str:
        """A link by this machine's clock, as the server reads it."""
        return Door(self.register, hours=1).links(cohort, 1, days=days)[0]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    return School(tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def app(school: School) -> Iterator[App]:
    app = App(school.store.path.parent, SIMULATOR_SIGN_IN="accounts")
    yield app
    app.kill()


@pytest.fixture
def enters(browser: Browser) -> Iterator[Enters]:
    """A computer for each person, on which no script fails."""
    contexts, errors = [], []

    def computer() -> Page:
        contexts.append(browser.new_context(viewport=DESKTOP, accept_downloads=True, reduced_motion="reduce"))
        contexts[-1].set_default_timeout(PATIENCE_MS)
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield computer
    for context in contexts:
        context.close()
    assert errors == []


def sign_in(page: Page, url: str, name: str, password: str = PASSWORD) -> None:
    """From any address behind the door."""
    page.goto(url)
    page.locator("#sim-name").fill(name)
    page.locator("#sim-password").fill(password)
    page.locator("#sim-enter").click()


def joins(page: Page, link: str, name: str) -> None:
    """Make an account by a link."""
    page.goto(link)
    page.locator("#sim-name").fill(name)
    page.locator("#sim-password").fill(PASSWORD)
    page.locator("#sim-again").fill(PASSWORD)
    page.locator("#sim-join-now").click()
    expect(page.locator(".sim-who-name")).to_have_text(name)


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until what is wanted has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no number of tabs leads to {wanted}")


def test_a_call_is_held_shown_to_the_class_commented_on_and_taken_back(
    enters: Enters, app: App, school: School
) -> None:
    adviser, sam, lee = enters(), enters(), enters()
    sign_in(adviser, f"{app.url}cohort", "ada  MOSS")
    adviser.locator("#sim-class-name").fill("Spring")
    adviser.locator("#sim-new-class").click()
    expect(adviser.locator("h1")).to_have_text("Spring")
    expect(adviser.locator("#sim-cohort")).to_contain_text("Nobody has joined yet.")
    adviser.locator("#sim-count").fill("2")
    adviser.locator("#sim-make-links").click()
    links = adviser.locator(".sim-links-made code").all_inner_texts()
    for page, link, name in zip((sam, lee), links, (FORMULA, "Lee Otherwise"), strict=True):
        joins(page, link, name)

    # out, and in again with keys alone
    sam.locator("#sim-sign-out").click()
    expect(sam.locator("p[role=status]")).to_have_text("You are signed out.")
    sam.goto(f"{app.url}prepare?with=dana-okafor")
    expect(sam.locator("#sim-name")).to_be_focused()
    sam.keyboard.type(FORMULA)
    sam.keyboard.press("Tab")
    sam.keyboard.type(PASSWORD)
    sam.keyboard.press("Enter")
    at_the_desk(sam)
    join(sam)
    say(sam, "Hi Dana, I study logistics in Gary and want to learn how you plan. What did the night desk teach you?")
    say(sam, "Are you hiring right now?")
    hang_up(sam)
    to_debrief(sam)
    debrief = sam.url
    call = re.findall(r"call=([\w-]+)", debrief)[0]

    # to another learner of the class, shown or not, it is not there
    tab_to(sam, ".sim-share button")
    expect(sam.locator(".sim-share")).to_have_attribute("data-shared", "no")
    sam.route("**/share", lambda route: route.abort())
    sam.keyboard.press("Enter")
    expect(sam.locator(".sim-share").get_by_role("alert")).to_have_text(texts("en")("shell.unsent"))
    sam.unroute_all()
    sam.keyboard.press("Enter")
    expect(sam.locator(".sim-share")).to_have_attribute("data-shared", "yes")
    spring = sam.locator(".sim-share [name=class]").input_value()
    for address in (f"debrief?call={call}", f"shared?call={call}&class={spring}", f"cohort?class={spring}"):
        lee.goto(f"{app.url}{address}")
        expect(lee.get_by_role("alert").get_by_role("heading")).to_be_visible()
        assert "night desk" not in lee.locator("body").inner_text()
        assert FORMULA not in lee.content()

    adviser.goto(f"{app.url}cohort?class={spring}")
    row = adviser.locator("tr[data-learner]").filter(has_text=FORMULA)
    expect(row).to_contain_text("asks for a job")
    expect(row).to_contain_text(re.compile(r"(poor|weak|fair|good|excellent) \d+"))
    expect(adviser.locator(".sim-lapses")).to_contain_text("in one call, of one learner")
    with adviser.expect_download() as waiting:
        adviser.locator("#sim-csv").click()
    heading, cells = csv.reader(Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines())
    assert dict(zip(heading, cells, strict=True))["learner"] == f"'{FORMULA}"
    adviser.get_by_role("link", name="Look at the call of =HYPERLINK").click()
    expect(adviser.locator("#sim-shared")).to_contain_text("Are you hiring right now?")
    adviser.locator("#sim-comment").fill(COMMENT)
    adviser.locator("#sim-comment-now").click()
    expect(adviser.locator(".sim-comments .sim-pre")).to_have_text(COMMENT)
    with adviser.expect_download() as waiting:
        adviser.evaluate("id => { location.href = `cohort.csv?class=${id}`; }", spring)
    assert "1+1" not in Path(waiting.value.path()).read_text(encoding="utf-8-sig")

    sam.goto(f"{app.url}progress")
    sam.locator(".sim-said-of a", has_text="One comment on your call with Dana Okafor").click()
    expect(sam.locator(".sim-comments .sim-pre")).to_have_text(COMMENT)
    sam.get_by_role("button", name="Take it back from the advisers of Spring").click()
    expect(sam.locator(".sim-share")).to_have_attribute("data-shared", "no")
    adviser.reload()
    expect(adviser.get_by_role("heading", name="That is not here")).to_be_visible()
    adviser.goto(f"{app.url}cohort?class={spring}")
    expect(row).to_contain_text("Nothing shown yet")


def test_an_adviser_sees_at_a_glance_how_a_class_does(enters: Enters, app: App, school: School) -> None:
    page = enters()
    sign_in(page, f"{app.url}cohort?class={school.autumn.id}", "Ada Moss")
    expect(page.locator("[data-learner='Lee Park']")).to_have_text(re.compile(r"6\s*fair 56\s*better"))
    expect(page.locator(f"[data-learner='{KIM}'] td").first).to_have_text("1")
    expect(page.locator(".sim-lapses li").first).to_contain_text("asks for a job in 3 calls, of 2 learners")
    assert school.hidden not in page.content()


@pytest.mark.parametrize(("language", "root"), [("en", ""), ("es", "es/")], ids=["in English", "in Spanish"])
def test_a_wrong_password_too_many_of_them_and_a_link_that_expired_are_said_clearly(
    enters: Enters, app: App, school: School, language: str, root: str
) -> None:
    page, name, t = enters(), f"Pat {language}", texts(language)
    for _ in range(throttle.MOST_BY_NAME - 1):
        throttle.failed(school.register, name.lower(), "another address", datetime.now(UTC))
    sign_in(page, f"{app.url}{root}account", name, "not this one")
    expect(page.get_by_role("alert")).to_have_text(t("account.refused.unknown"))
    expect(page.locator("#sim-name")).to_have_value(name)
    expect(page.locator("#sim-password")).to_be_focused()
    page.keyboard.type("nor this one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(t("account.refused.too_many", minutes=15))
    page.goto(f"{app.url}{root}join?link={school.link(school.autumn, days=-1)}")
    expect(page.get_by_role("alert")).to_have_text(t("account.refused.link"))
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_words_that_come_too_often_stay_in_the_box_and_the_page_says_when_to_go_on(
    enters: Enters, app: App, school: School
) -> None:
    page, line = enters(), texts("es").n("limits.wait", 7)
    sign_in(page, f"{app.url}es/prepare?with=dana-okafor", KIM)
    at_the_desk(page)
    join(page)
    page.route("**/line/*/say", lambda route: route.fulfill(status=429, headers={"Retry-After": "7"}, body=line))
    box(page).fill("What does a day look like?")
    box(page).press("Enter")
    expect(page.locator("#sim-refused")).to_have_text(line)
    expect(box(page)).to_have_value("What does a day look like?")
    expect(page.locator("#sim-lost")).to_be_hidden()
    page.unroute_all()
    box(page).press("Enter")
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "learner")).to_have_count(1)
    expect(page.locator("#sim-refused")).to_be_hidden()


def unfair(page: Page) -> list[str]:
    """What axe finds, large in the light and small in the dark, and whether a phone would have to be scrolled sideways."""
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; animation: none !important; }")
    found = []
    for size, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        # a page of Gradio's turns dark a moment later
        page.wait_for_function(
            "dark => !document.querySelector('gradio-app') || document.body.classList.contains('dark') === dark",
            arg=scheme == "dark",
        )
        found += [f"{page.url} {scheme}: {line}" for line in violations(page)]
        found += [f"{page.url} is {overflow(page)} px too wide"] if overflow(page) > 0 else []
    return found


def test_no_screen_of_a_class_has_a_violation_in_either_size(enters: Enters, app: App, school: School) -> None:
    page, found = enters(), []
    sign_in(page, f"{app.url}cohort", KIM, "not this one")
    expect(page.get_by_role("alert")).to_be_visible()
    found += unfair(page)
    for link, shows in ((school.link(school.autumn), "#sim-join-now"), ("none", "[role=alert]")):
        page.goto(f"{app.url}join?link={link}")
        expect(page.locator(shows)).to_be_visible()
        found += unfair(page)

    sign_in(page, f"{app.url}account", KIM)
    expect(page.locator("#sim-erase")).to_be_visible()
    found += unfair(page)
    for screen in (f"debrief?call={school.shown}", "progress"):
        page.goto(f"{app.url}{screen}")
        expect(page.locator(".sim-sharing h3")).to_be_visible()
        found += unfair(page)
    page.locator("#sim-sign-out").click()
    # who goes elsewhere before that has happened is still signed in
    expect(page).to_have_url(re.compile(r"/sign-in\?"))

    sign_in(page, f"{app.url}cohort?class={school.autumn.id}", "Ada Moss")
    expect(page.locator("#sim-csv")).to_be_visible()
    found += unfair(page)
    page.locator("#sim-make-links").click()
    expect(page.locator(".sim-links-made li")).to_have_count(1)
    found += unfair(page)
    for call, shows in ((school.shown, "#sim-comment-now"), (school.hidden, "[role=alert]")):
        page.goto(f"{app.url}shared?call={call}&class={school.autumn.id}")
        expect(page.locator(shows)).to_be_visible()
        found += unfair(page)
    assert found == []
