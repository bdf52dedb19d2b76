"""The way through, walked in a browser: a call gone wrong, a call gone right, and what a browser does on the way."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App
from tests.browser.held import NOTE
from tests.browser.walk import (
    at_the_desk,
    box,
    hang_up,
    heard,
    hold_the_first,
    join,
    level,
    meet,
    overflow,
    said,
    say,
    to_debrief,
)

pytestmark = pytest.mark.browser

REQUEST = (
    "Dear Dana, I am a second-year logistics student in Gary and drive a parcel van on weekends. I read The Last Cold Mile, and "
    "your door sensor made me wonder about our own unloading order. May I ask you for fifteen minutes of advice on choosing "
    "between food and pharmaceutical logistics? I am not asking for a job. Sam"
)
QUESTIONS = "What did the night desk teach you that planning did not?\nWho tried to stop the door sensor?\nWhat would you unlearn?"

TALK = (
    'In "The Last Cold Mile" you say the sensor was the smaller part. What was the bigger part, and who resisted it?',
    "That makes me think of our van's checklists. What do people new to cold chain usually get wrong?",
    "Who else would you suggest I talk to about pharma, and may I say that you sent me?",
    "Thank you for the story of the storm and the CB radio. May I write to you in the summer to tell you what I chose? I'll let "
    "you get to your board call.",
)


SIZES = pytest.mark.parametrize("size", [pytest.param((1280, 800), id="desktop"), pytest.param((390, 844), id="phone")])
"""Width and height of a window, in CSS pixels."""


def sized(page: Page, size: tuple[int, int]) -> None:
    """Look through a window of this size from here on."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def to_the_grades(page: Page, call: str) -> None:
    """From the note to the debrief, by the page's own links."""
    page.locator("#sim-to-debrief, #sim-skip-note").first.click()
    page.wait_for_url(f"**/debrief?call={call}**")
    expect(page.locator("#sim-scorecard h1")).to_be_visible()
    assert overflow(page) <= 0


def to_progress_and_home(page: Page, call: str, word: str) -> None:
    """On to every call, where this one stands with how it went, and to the gallery; both stay as they are on a reload."""
    page.locator("#sim-debrief a[href*='progress']").click()
    result = page.locator(f"#sim-row-{call} .sim-row-result strong")
    expect(result).to_have_text(word)
    page.reload()
    expect(result).to_have_text(word)
    assert overflow(page) <= 0
    page.locator(".sim-brand").click()
    tiles = page.locator("#sim-choose .sim-tile:visible")
    expect(tiles).to_have_count(12)
    page.reload()
    expect(tiles).to_have_count(12)
    assert overflow(page) <= 0
    page.locator("#sim-meet-dana-okafor").click()
    at_the_desk(page)


def overall(page: Page) -> str:
    """What the call came to as a whole, in a word, without the figures beside it."""
    return page.locator("#sim-scorecard .sim-overall-word").inner_text().partition(",")[0]


def call_of(page: Page) -> str:
    """The id of the call that the page's address is of."""
    return parse_qs(urlparse(page.url).query)["call"][0]


@SIZES
def test_a_call_gone_wrong_is_ended_and_graded_so_and_asks_nothing_of_any_other_host(
    page: Page, app: App, size: tuple[int, int]
) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.on("websocket", lambda socket: asked.add(socket.url))
    sized(page, size)
    meet(page, app.url)
    join(page)
    call = call_of(page)
    say(page, "So what do you do?")
    for ask in (
        "Are you hiring right now?",
        "Could you refer me for a job there?",
        "Just get me an interview with your boss.",
    ):
        if page.locator("#sim-send").is_visible():
            say(page, ask)
    expect(page.locator("#sim-send")).to_be_hidden()
    expect(page.locator("#sim-over")).to_contain_text("Dana ended the call")
    assert overflow(page) <= 0
    page.locator("#sim-to-thank").click()
    page.locator("#sim-note-text").fill("thx. any job for me?")
    page.locator("#sim-send-note").click()
    expect(page.locator(".sim-note-grade")).to_have_attribute("data-level", "1")
    assert overflow(page) <= 0
    to_the_grades(page, call)
    for grade in ("job_ask", "research", "follow_through"):
        assert level(page, grade) == "1", grade
    to_progress_and_home(page, call, overall(page))
    assert {url for url in asked if not url.startswith((app.url, "data:", "blob:"))} == set()


@SIZES
def test_a_call_gone_right_is_asked_for_confirmed_talked_through_and_given_thanks_for(
    page: Page, app: App, size: tuple[int, int]
) -> None:
    sized(page, size)
    page.goto(app.url)
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()
    assert overflow(page) <= 0
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Choose between food and pharma logistics")
    page.get_by_label("Your questions, one a line").fill(f"Where did you study?\n{QUESTIONS}")
    checks = page.locator(".sim-checks li")
    expect(checks).to_have_count(4)
    expect(checks.first).to_contain_text("The dossier answers it: “BA in History")
    expect(page.locator("[data-slot=good]")).to_contain_text("3 of 3")
    page.get_by_label("Your request").fill(REQUEST)
    expect(page.locator(".sim-qualities .sim-ok")).not_to_have_count(0)
    page.locator("#sim-ask").click()
    expect(page.locator(".sim-letter")).to_contain_text("Accepted")
    # what was accepted is not written again
    expect(page.locator("#sim-ask")).to_be_hidden()
    expect(page.locator("[data-slot=answer]")).to_be_focused()
    page.locator("#sim-calendar-part summary").click()
    page.locator(".sim-moment").first.click()
    expect(page.locator("[data-slot=confirmed]")).to_contain_text("days before")
    assert overflow(page) <= 0
    join(page)
    expect(page.locator("#sim-call-notes")).to_contain_text("Choose between food and pharma logistics")
    expect(page.locator("#sim-call-notes")).to_contain_text("What would you unlearn?")
    say(
        page,
        "Hi Dana, thanks for making the time. I'm a second-year logistics student at Gary and I drive a parcel van on weekends. "
        "I'm deciding between food and pharmaceutical logistics, and I hope to learn from you what makes a cold chain hold. I'm not "
        "here to ask for a job. You started as a night dispatcher at Lakeland Freight; what did the night desk teach you that "
        "planning did not?",
    )
    expect(page.locator(".sim-ticks .sim-asked")).to_contain_text("What did the night desk teach you")
    assert overflow(page) <= 0
    # the newest words are in sight, and so is the box to answer them
    sunk = "(() => { const b = document.querySelector('.sim-log'); return b.scrollHeight - b.scrollTop - b.clientHeight })()"
    assert page.evaluate(sunk) < 5
    assert page.locator("#sim-send").evaluate("element => element.getBoundingClientRect().bottom") <= size[1]
    call = call_of(page)
    for words in TALK:
        say(page, words)
        assert overflow(page) <= 0
    hang_up(page)
    page.locator("#sim-note-text").fill(NOTE)
    page.locator("#sim-send-note").click()
    expect(page.locator(".sim-note-grade")).to_have_attribute("data-level", re.compile("[45]"))
    expect(page.locator(".sim-answer")).to_be_visible()
    assert overflow(page) <= 0
    to_the_grades(page, call)
    for grade, least in {
        "research": 4,
        "intro_clarity": 4,
        "job_ask": 5,
        "preparation": 4,
        "follow_through": 4,
    }.items():
        assert int(level(page, grade) or 0) >= least, grade
    expect(page.locator(".sim-note .sim-own").first).to_have_text(NOTE)
    to_progress_and_home(page, call, overall(page))


def test_a_question_that_asks_for_a_job_is_no_good_question_however_open(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your questions, one a line").fill(
        "What roles will you be hiring for next year?\nHow did you get hired at Northwind?"
    )
    checks = page.locator(".sim-checks li")
    expect(checks.first).to_contain_text("It asks for a job.")
    expect(checks.last).to_contain_text("A good question.")
    expect(page.locator("[data-slot=good]")).to_contain_text("1 of 3")


def test_of_several_looks_the_last_counts_and_none_that_is_late_takes_the_answer_away(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your request").fill(REQUEST)
    expect(page.locator(".sim-qualities .sim-ok")).not_to_have_count(0)
    held = hold_the_first(page, "**/run/predict*")
    questions, good = page.get_by_label("Your questions, one a line"), page.locator("[data-slot=good]")
    with page.expect_request("**/run/predict*"):
        questions.fill("Where did you study?")
    page.locator("#sim-ask").click()
    expect(page.locator(".sim-letter")).to_contain_text("Accepted")
    page.evaluate("""() => {
      window.takenAway = 0;
      const gone = () => { window.takenAway += !document.querySelector('[data-slot=answer] .sim-letter'); };
      new MutationObserver(gone).observe(document.querySelector('[data-slot=answer]'), { childList: true });
    }""")
    questions.fill(QUESTIONS)
    expect(good).to_contain_text("3 of 3")
    with page.expect_response("**/run/predict*"):
        held().continue_()
    questions.fill(QUESTIONS.splitlines()[0])
    expect(good).to_contain_text("1 of 3")
    assert page.evaluate("window.takenAway") == 0


@pytest.mark.parametrize("first", ["ask", "confirm"])
def test_a_request_and_a_confirmation_sent_while_the_other_is_unanswered_both_come_through(
    page: Page, app: App, first: str
) -> None:
    meet(page, app.url)
    page.get_by_label("Your request").fill(REQUEST)
    page.locator("#sim-calendar-part summary").click()
    buttons = {"ask": page.locator("#sim-ask"), "confirm": page.locator(".sim-moment").first}
    held = hold_the_first(page, "**/run/predict*", carrying=f'"act":"{first}"')
    with page.expect_request(lambda request: f'"act":"{first}"' in (request.post_data or "")):
        buttons[first].click()
    (second,) = set(buttons) - {first}
    buttons[second].click()
    # all that was pressed is under way, whatever else is looked at meanwhile
    with page.expect_response("**/run/predict*"):
        page.get_by_label("Your questions, one a line").fill(QUESTIONS)
    expect(page.locator("[data-slot=good]")).to_contain_text("3 of 3")
    expect(buttons["ask"]).to_have_attribute("aria-disabled", "true")
    held().continue_()
    for at in ("now", "after a reload"):
        expect(page.locator("[data-slot=answer] .sim-letter"), at).to_contain_text("Accepted")
        expect(page.locator("[data-slot=confirmed]"), at).to_contain_text("days before")
        expect(page.locator("[data-slot=good]"), at).to_contain_text("3 of 3")
        page.reload()
        at_the_desk(page)


def focus(page: Page, selector: str) -> None:
    """Get there as somebody without a mouse does."""
    for _ in range(70):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with the tab key")


def test_the_keyboard_alone_gets_through(page: Page, app: App) -> None:
    page.goto(app.url)
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()
    focus(page, ".sim-skip")
    page.keyboard.press("Enter")
    expect(page.locator("#sim-main")).to_be_focused()
    focus(page, "#sim-search")
    page.keyboard.type("okafor")
    expect(page.locator(".sim-count")).to_have_text("One person")
    focus(page, "#sim-meet-dana-okafor")
    page.keyboard.press("Enter")
    at_the_desk(page)
    focus(page, ".sim-tabs [role=tab]")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Articles and talks")).to_be_focused()
    expect(page.get_by_role("tabpanel")).to_contain_text("The Last Cold Mile")
    focus(page, "#sim-goal")
    page.keyboard.type("Nights")
    focus(page, "#sim-join")
    page.keyboard.press("Enter")
    heard(page)
    expect(box(page)).to_be_focused()
    page.keyboard.type("Hi Dana.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("What does a night look like?")
    page.keyboard.press("Enter")
    expect(said(page, "learner").locator("p")).to_have_text("Hi Dana.\nWhat does a night look like?")
    heard(page)
    # enough of a call to give thanks for
    page.keyboard.type("And what was the hardest one?")
    page.keyboard.press("Enter")
    expect(said(page, "learner")).to_have_count(2)
    heard(page)
    page.keyboard.press("Escape")
    expect(page.locator("#sim-sure")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#sim-sure")).to_be_hidden()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Escape")
    focus(page, "#sim-hang-up-now")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thank?**")


def test_a_reload_brings_every_screen_back(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Find out about nights")
    page.get_by_label("Your request").fill(REQUEST)
    page.locator("#sim-ask").click()
    expect(page.locator(".sim-letter")).to_contain_text("Accepted")
    letter = page.locator(".sim-letter").inner_text()
    page.reload()
    expect(page.get_by_label("Your goal for this call")).to_have_value("Find out about nights")
    expect(page.locator(".sim-letter")).to_have_text(re.compile(re.escape(letter.splitlines()[-1])))
    at_the_desk(page)
    join(page)
    answer = say(page, "What does a day look like?")
    box(page).fill("And what was the ")
    page.reload()
    heard(page)
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "professional").last).to_contain_text(answer[:40])
    expect(page.locator("#sim-call-notes")).to_contain_text("Find out about nights")
    expect(box(page)).to_have_value("And what was the ")
    say(page, "And what was the hardest day?")
    hang_up(page)
    page.reload()
    expect(page.locator("main h1")).to_be_visible()
    to_debrief(page)
    page.reload()
    expect(page.locator("#sim-scorecard h1")).to_be_visible()


def test_the_back_button_goes_back_and_forth(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Find out about nights")
    join(page)
    say(page, "What does a day look like?")
    page.go_back()
    at_the_desk(page)
    expect(page.get_by_label("Your goal for this call")).to_have_value("Find out about nights")
    page.go_back()
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()
    page.go_forward()
    at_the_desk(page)
    page.go_forward()
    heard(page)
    expect(said(page, "learner")).to_have_count(1)


def test_two_tabs_in_one_call_do_not_talk_past_each_other(context: BrowserContext, page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    other = context.new_page()
    other.goto(page.url)
    heard(other)
    say(page, "What does a day look like?")
    box(other).fill("Are you there?")
    box(other).press("Enter")
    expect(other.get_by_text("gone on in another window")).to_be_visible()
    expect(said(other, "learner")).to_have_text(re.compile("What does a day look like"))
    expect(box(other)).to_have_value("Are you there?")
    say(other, "Are you there?")
    # and another person's desk in another tab is another desk
    meet(other, app.url, "theo-katsaros")
    page.reload()
    heard(page)
    expect(said(page, "learner")).to_have_count(2)
    expect(page.locator("#sim-head h1")).to_have_text("Dana Okafor")


def test_a_turn_can_be_tried_another_way_and_both_stay(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "Hi Dana, I study logistics. What does a day look like?")
    say(page, "Are you hiring?")
    said(page, "learner").last.hover()
    said(page, "learner").last.locator(".sim-rewind").click()
    expect(said(page, "learner")).to_have_count(1)
    expect(box(page)).to_have_value("Are you hiring?")
    say(page, "What was the hardest week?")
    expect(page.locator(".sim-attempts")).to_contain_text("Attempt 2 of 2")
    page.get_by_role("button", name="Compare attempts").click()
    sides = page.locator("#sim-comparison .sim-two section")
    expect(sides).to_have_count(2)
    expect(sides.first).to_contain_text("Are you hiring?")
    expect(sides.last).to_contain_text("What was the hardest week?")
    page.get_by_role("button", name="Go on with this one").click()
    expect(said(page, "learner").last).to_contain_text("Are you hiring?")
    page.reload()
    heard(page)
    expect(page.locator(".sim-attempts")).to_contain_text("Attempt 1 of 2")
    # numbers are for those who have the coach beside them
    expect(page.locator(".sim-numbers")).to_have_count(0)
    page.locator("#sim-coach").click()
    expect(page.locator(".sim-numbers")).to_contain_text("of 100")
    page.locator("#sim-coach").click()
    expect(page.locator(".sim-numbers")).to_have_count(0)


def test_the_gallery_is_searched_filtered_and_leaves_one_to_chance(page: Page, app: App) -> None:
    page.goto(app.url)
    tiles = page.locator("#sim-choose .sim-tile:visible")
    expect(tiles).to_have_count(12)
    page.get_by_label("Search").fill("supply CHICAGO")
    expect(tiles).to_have_count(1)
    page.get_by_role("radio", name="Friendly").check()
    expect(page.get_by_text("Nobody like that here")).to_be_visible()
    page.get_by_role("button", name="Show everybody").click()
    expect(tiles).to_have_count(12)
    faces = page.locator("#sim-gallery .sim-portrait").evaluate_all("all => all.map((one) => one.outerHTML)")
    assert len(set(faces)) == 12
    page.get_by_role("button", name="Surprise me").click()
    at_the_desk(page)


def test_the_page_speaks_spanish_where_that_is_wanted(context: BrowserContext, page: Page, app: App) -> None:
    page.goto(f"{app.url}prepare?with=dana-okafor&lang=es")
    at_the_desk(page)
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.get_by_label("Tu objetivo para esta llamada")).to_be_visible()
    expect(page).to_have_title(re.compile("Preparar"))
    page.goto(app.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Con quién quieres hablar?")
    page.get_by_role("link", name="EN English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Whom do you want to talk to?")


def test_a_browser_that_keeps_nothing_gets_through_all_the_same(page: Page, app: App) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Nights")
    join(page)
    expect(page.locator("#sim-call-notes")).to_contain_text("Nights")
    say(page, "What does a day look like?")


@pytest.mark.parametrize("address", ["call?call=nobody-nobody-nobody", "prepare"])
def test_an_address_that_leads_nowhere_says_so_and_where_to_go(page: Page, app: App, address: str) -> None:
    page.goto(app.url + address)
    expect(page.get_by_role("alert").first).to_contain_text("here")
    page.get_by_role("link", name="To the people you can call").click()
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()


def test_a_call_is_not_for_another_learner_of_the_same_server(
    context: BrowserContext, page: Page, start_app: Callable[..., App]
) -> None:
    app = start_app(SIMULATOR_SHARED="true")
    meet(page, app.url)
    join(page)
    call = page.url
    context.clear_cookies()
    page.goto(call)
    expect(page.get_by_role("alert").first).to_contain_text("That call is not here")
