"""After the call, in a browser: the note and its answer, the debrief, every call; with keys alone, in both sizes and themes."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import App
from tests.browser.held import LINES, NOTE, Calling
from tests.browser.walk import overflow
from tests.openai_server import OpenAIServer, Status

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app(own_app: App) -> App:
    return own_app


def in_both_themes(page: Page) -> list[str]:
    """What axe finds, with everything unfolded, in the light and in the dark."""
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    # a colour that is still fading from one theme to the other is neither's
    page.add_style_tag(content="*, *::before, *::after { transition: none !important; animation: none !important; }")
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        # the app says its theme by a class, a file that was taken away by the media query alone
        themed = "dark => !window.gradio_config || document.body.classList.contains('dark') === dark"
        page.wait_for_function(themed, arg=scheme == "dark")
        page.wait_for_timeout(200)
        found += [f"{scheme}: {line}" for line in violations(page)]
    return found


def test_the_note_is_graded_and_answered_and_so_are_the_news(page: Page, app: App, held: Calling) -> None:
    call = held(*LINES)
    page.goto(f"{app.url}thank?call={call}")
    text = page.locator("#sim-note-text")
    page.locator("#sim-send-note").click()
    expect(page.locator("[role=alert]")).to_contain_text("nothing to send yet")
    text.fill("word " * 4000)
    page.locator("#sim-send-note").click()
    expect(page.locator("[role=alert]")).to_contain_text("19,999 characters")
    assert len(text.input_value()) == 20_000
    text.fill(NOTE)
    expect(page.locator(".sim-words-so-far")).to_have_text(f"{len(NOTE.split())} words so far.")
    page.reload()
    expect(text).to_have_value(NOTE)
    page.locator('input[name=hours][value="20.0"]').check()
    assert in_both_themes(page) == []
    page.locator("#sim-send-note").click()
    expect(page.locator(".sim-note-grade")).to_have_attribute("data-level", "5")
    expect(page.locator(".sim-answer")).to_be_visible()
    page.locator("#sim-update-text").fill(
        "Dear Dana, I took up your advice and stood at a dock on Friday. Thank you. Sam"
    )
    page.locator("#sim-send-update").click()
    expect(page.locator(".sim-update-checks li")).to_have_count(5)
    assert in_both_themes(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0
    page.locator("#sim-to-debrief").click()
    expect(page.locator("#sim-scorecard h1")).to_have_text("Your call with Dana Okafor")
    expect(page.locator('[data-grade="follow_through"]')).to_have_attribute("data-level", "5")
    expect(page.locator(".sim-note .sim-own").first).to_have_text(NOTE)


def test_the_debrief_can_be_filtered_disputed_and_read_without_numbers_by_keys_alone(
    page: Page, app: App, held: Calling
) -> None:
    call = held(*LINES)
    page.goto(f"{app.url}debrief?call={call}")
    job = page.locator('[data-grade="job_ask"]')
    expect(job.locator("q").first).to_have_text("Are you hiring right now?")
    shown = page.locator(".sim-turn:visible")
    expect(shown).to_have_count(7)
    page.locator("input[name=sim-filter][value=all]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("input[name=sim-filter][value=lapse]")).to_be_checked()
    # the ask, and what it was said to
    expect(shown).to_have_count(2)
    summary = page.locator('.sim-margin [data-is~="direct_job_ask"] summary')
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("a joke <b>only</b>")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    changed = page.locator(".sim-second tr.sim-changed", has_text="Not asking for a job")
    expect(changed).to_contain_text("excellent")
    # one is where one was: the same button, the same filter
    expect(page.get_by_role("button", name="I dispute it", pressed=True)).to_be_focused()
    expect(page.locator("input[name=sim-filter][value=lapse]")).to_be_checked()
    expect(job).to_have_attribute("data-level", "2")
    points = page.locator(".sim-overall-points")
    expect(points).to_be_visible()
    page.locator("[data-numbers]").focus()
    page.keyboard.press("Space")
    expect(points).to_be_hidden()
    page.reload()
    expect(page.locator(".sim-overall-word")).to_be_visible()
    expect(points).to_be_hidden()
    expect(changed).to_contain_text("excellent")
    expect(page.locator('.sim-judge input[name="why"]').first).to_have_attribute("maxlength", "500")
    page.locator("[data-numbers]").check(force=True)
    assert in_both_themes(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0
    page.locator("[data-retry='3']").click()
    page.wait_for_url("**/call?**")
    expect(page.locator("#sim-chat")).to_contain_text("What did the night desk")


def test_a_file_that_was_taken_away_opens_anywhere(page: Page, app: App, held: Calling, tmp_path: Path) -> None:
    page.goto(f"{app.url}es/debrief?call={held(*LINES)}")
    expect(page.locator("#sim-scorecard h1")).to_have_text("Tu llamada con Dana Okafor")
    with page.expect_download() as waiting:
        page.locator("#sim-downloads a").first.click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", name="Tu llamada con Dana Okafor")).to_be_visible()
    page.locator("input[name=sim-filter][value=lapse]").check(force=True)
    expect(page.locator(".sim-turn:visible")).to_have_count(2)
    page.locator("input[name=sim-filter][value=all]").check(force=True)
    assert in_both_themes(page) == []
    assert asked == [path.as_uri()]


def test_every_call_can_be_looked_at_exported_practised_and_deleted(page: Page, app: App, tmp_path: Path) -> None:
    page.goto(f"{app.url}progress")
    rows = page.locator(".sim-call-row")
    expect(rows).to_have_count(3)
    expect(page.locator("[data-trend=overall]")).to_contain_text("Too few calls to speak of a trend")
    assert in_both_themes(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert overflow(page) <= 0
    with page.expect_download() as waiting:
        page.locator("#sim-export").click()
    waiting.value.save_as(tmp_path / "calls.zip")
    with zipfile.ZipFile(tmp_path / "calls.zip") as archive:
        assert sum(name.endswith("/transcript.json") for name in archive.namelist()) == 3
    rows.first.locator("[data-delete]").click()
    assert in_both_themes(page) == []
    page.keyboard.press("Escape")
    expect(rows).to_have_count(3)
    rows.first.locator("[data-delete]").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(rows).to_have_count(2)
    expect(page.locator("p[data-said]")).to_have_text("The call is deleted.")
    page.locator("#sim-delete-all").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator(".sim-empty")).to_be_visible()
    assert in_both_themes(page) == []
    page.locator("form.sim-drill").first.get_by_role("button").click()
    page.wait_for_url("**/call?**")
    expect(page.locator(".sim-said.sim-professional").first).to_be_visible()


FIGURES = """() => {
  const theirs = 'q, blockquote, .sim-words, .sim-own, .sim-beside-call li p';
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement: on } = walker.currentNode;
    // in quotation marks stands what somebody said
    if (on.closest(`style, ${theirs}`) || !/[0-9]/.test(data.replace(/“[^”]*”/g, ''))) continue;
    if (on.getClientRects().length && on.getBoundingClientRect().width) found.push(data);
  }
  for (const name of ['aria-label', 'title', 'alt']) {
    for (const on of document.querySelectorAll(`body [${name}]`)) {
      if (/[0-9]/.test(on.getAttribute(name))) found.push(`${name}: ${on.getAttribute(name)}`);
    }
  }
  return found;
}"""
"""What is shown or read out with a figure in it, but for what somebody said or wrote."""


@pytest.mark.parametrize("language", ["", "es/"])
def test_whoever_wants_no_numbers_is_shown_none_after_a_call(
    page: Page, app: App, held: Calling, language: str
) -> None:
    call = held(*LINES)
    page.add_init_script("localStorage.setItem('sim-numbers', 'false')")
    for address, there in ((f"debrief?call={call}", "#sim-keep-title"), ("progress", "#sim-delete-all")):
        page.goto(f"{app.url}{language}{address}")
        expect(page.locator(there)).to_be_visible()
        page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        page.add_style_tag(content="* { content-visibility: visible !important; }")
        assert page.evaluate(FIGURES) == []
        expect(page.locator("[data-numbers]")).not_to_be_checked()
    page.locator("[data-numbers]").check(force=True)
    assert page.evaluate(FIGURES) != []


@pytest.mark.parametrize("language", ["", "es/"])
def test_whoever_wants_no_numbers_is_shown_none_beside_the_note_and_the_news(
    page: Page, app: App, held: Calling, language: str
) -> None:
    page.add_init_script("localStorage.setItem('sim-numbers', 'false')")
    page.goto(f"{app.url}{language}thank?call={held(*LINES)}")
    expect(page.locator("#sim-note-text")).to_be_visible()
    assert page.evaluate(FIGURES) == []
    page.locator("#sim-note-text").fill("thx, any job for me?")
    page.locator("#sim-send-note").click()
    page.locator("#sim-update-text").fill("Any job yet?")
    page.locator("#sim-send-update").click()
    expect(page.locator(".sim-update-checks")).to_be_visible()
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate(FIGURES) == []
    page.evaluate("document.documentElement.classList.remove('sim-no-numbers')")
    assert page.evaluate(FIGURES) != []


@pytest.mark.parametrize("screen", ["thank", "debrief"])
def test_while_a_model_grades_the_page_stands_there_and_says_so(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer, screen: str
) -> None:
    openai_server.plays(Status(500))
    app = start_app(SIMULATOR_GRADER="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    address = f"{app.url}{screen}?call={Calling(app.data)(*LINES)}"
    assert "Your call is being graded" in page.request.get(address).text()
    page.goto(address)
    # the heading of the page that waits is for screen readers only
    expect(page.locator(f"#sim-{screen} h1:not(.sim-hidden)").first).to_be_visible()
    expect(page.locator(".sim-grading")).to_have_count(0)
    # now that the grades are there, nobody waits for them
    assert "Your call is being graded" not in page.request.get(address).text()


@pytest.mark.parametrize("screen", ["thank", "debrief"])
def test_a_call_that_is_not_there_leads_back_to_the_people(page: Page, app: App, screen: str) -> None:
    page.goto(f"{app.url}{screen}?call=nobody-nobody-nobody")
    expect(page.locator(".sim-nowhere h1")).to_be_visible()
    assert violations(page) == []


FOLDED = """() => [...document.querySelectorAll('main .sim-grade, main .sim-grade *')].filter(
  (on) => !on.closest('.sim-screen-only, .sim-retry, .sim-judge, .sim-no-num, .sim-hidden, summary')
    && on.textContent.trim() && !on.checkVisibility({ contentVisibilityAuto: false })
).map((on) => on.outerHTML.slice(0, 200))"""
"""What belongs to a grade and would not be printed."""


@pytest.mark.parametrize("where", ["page", "file"])
def test_a_debrief_is_printed_with_every_grade_and_nothing_folded(
    page: Page, app: App, held: Calling, tmp_path: Path, where: str
) -> None:
    page.goto(f"{app.url}debrief?call={held(*LINES)}")
    expect(page.locator("#sim-keep-title")).to_be_visible()
    if where == "file":
        with page.expect_download() as waiting:
            page.locator("#sim-downloads a").first.click()
        waiting.value.save_as(tmp_path / "scorecard.html")
        page.goto((tmp_path / "scorecard.html").as_uri())
    titles = page.locator(".sim-grade .sim-grade-title")
    # however the reader left it
    page.locator(".sim-grade details").evaluate_all("all => all.forEach((one) => { one.open = false; })")
    assert page.evaluate(FOLDED) != []
    page.emulate_media(media="print")
    for title in titles.all():
        expect(title).to_be_visible()
    assert titles.count() >= 6
    assert page.evaluate(FOLDED) == []
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 1
