"""The way through, walked in a browser: a call gone wrong, a call gone right, and what may happen on the way."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App
from tests.browser.walk import box, join, level, meet, said, say
from tests.openai_server import OpenAIServer, Status, Words

pytestmark = pytest.mark.browser


def test_a_call_gone_wrong_is_ended_by_the_professional_and_graded_so(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "So what do you do?")
    for ask in (
        "Are you hiring right now?",
        "Could you refer me for a job there?",
        "Just get me an interview with your boss.",
    ):
        if page.locator("#sim-send").is_visible():
            say(page, ask)
    expect(page.locator("#sim-send")).to_be_hidden()
    page.locator("#sim-to-debrief").click()
    card = page.locator("#sim-scorecard")
    expect(card).to_contain_text("Dana ended the call early")
    assert level(page, "job_ask") == "1"
    assert level(page, "research") == "1"
    expect(card.locator('[data-grade="job_ask"] q').first).to_have_text("Are you hiring right now?")
    expect(page.locator("#sim-marked mark.sim-lapse").first).to_be_visible()
    expect(card).to_contain_text("no language model took part in the grading")


def test_a_call_gone_right_is_prepared_talked_through_and_graded_so(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Choose between food and pharma logistics")
    page.get_by_label("Your questions, one a line").fill(
        "What did the night desk teach you that planning did not?\nWho tried to stop the door sensor?\nWhat would you unlearn?"
    )
    page.get_by_text("The day before").click()
    join(page)
    expect(page.locator("#sim-call-notes")).to_contain_text("What would you unlearn?")
    say(
        page,
        "Hi Dana, thanks for making the time. I'm a second-year logistics student at Gary and I drive a parcel van on weekends. "
        "I'm deciding between food and pharmaceutical logistics, and I hope to learn from you what makes a cold chain hold. I'm not "
        "here to ask for a job. You started as a night dispatcher at Lakeland Freight; what did the night desk teach you that "
        "planning at Halvorsen Dairy could not?",
    )
    say(page, "So nobody had written that down anywhere. How did you keep it from being lost when you moved on?")
    say(
        page,
        'In "The Last Cold Mile" you say the sensor was the smaller part. What was the bigger part, and who resisted it?',
    )
    say(
        page,
        "That makes me think of our van's checklists. What do people new to cold chain usually get wrong in their first year?",
    )
    say(page, "I see we have a few minutes left, so one last question. What do you wish you had known at my age?")
    say(page, "Who else would you suggest I talk to about pharma, and may I say that you sent me?")
    answer = say(
        page,
        "Thank you for the story of the storm and the CB radio. May I write to you in the summer to tell you what I chose? I'll let you get to your board call.",
    )
    assert answer
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard .sim-overall-points")).to_be_visible()
    for grade, least in {"research": 4, "intro_clarity": 4, "job_ask": 5, "closing": 4}.items():
        assert int(level(page, grade) or 0) >= least, grade
    assert int(page.locator(".sim-overall-points").inner_text()) >= 60
    # every quote on the scorecard is the learner's own, word for word
    learner = " ".join(page.locator("#sim-marked .sim-learner .sim-words").all_inner_texts())
    quotes = page.locator("#sim-scorecard q").all_inner_texts()
    assert quotes
    for quote in quotes:
        assert quote.strip('“”"') in learner


def test_the_scorecard_can_be_taken_away_in_every_form(
    page: Page, app: App, context: BrowserContext, tmp_path: Path
) -> None:
    meet(page, app.url)
    join(page)
    say(page, "Hi, I'm Sam, I study logistics. What does <img src=x onerror=alert(1)> mean to *you*?")
    say(page, "What is the hardest part?")
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-downloads a")).to_have_count(4)
    files = {}
    for link in page.locator("#sim-downloads a").all():
        with page.expect_download() as waiting:
            link.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        files[path.name] = path.read_text(encoding="utf-8")
    card = json.loads(files["scorecard-dana-okafor.json"])
    assert card["format"] == "scorecard/1"
    assert json.loads(files["transcript-dana-okafor.json"])["format"] == "transcript/1"
    assert "What is the hardest part" in files["scorecard-dana-okafor.md"]
    html = files["scorecard-dana-okafor.html"]
    assert "<img" not in html
    assert not re.search(r"(?:src|href)=[\"'](?!#)", html)
    report = context.new_page()
    asked: list[str] = []
    report.on("request", lambda request: asked.append(request.url))
    report.goto((tmp_path / "scorecard-dana-okafor.html").as_uri())
    expect(report.get_by_text("What is the hardest part").first).to_be_visible()
    assert len(asked) == 1


def test_the_page_asks_nothing_of_any_other_host(context: BrowserContext, app: App) -> None:
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url))
    page.on("websocket", lambda socket: hosts.add(socket.url))
    meet(page, app.url)
    join(page)
    say(page, "What does a day look like?")
    say(page, "And the nights?")
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard .sim-card")).to_be_visible()
    others = {url for url in hosts if not url.startswith((app.url, "data:", "blob:"))}
    assert others == set()


def test_a_reload_brings_every_screen_back(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your goal for this call").fill("Find out about nights")
    page.get_by_label("Notes", exact=True).click()
    page.reload()
    expect(page.get_by_label("Your goal for this call")).to_have_value("Find out about nights")
    join(page)
    answer = say(page, "What does a day look like?")
    page.reload()
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "professional").last).to_contain_text(answer[:40])
    expect(page.locator("#sim-call-notes")).to_contain_text("Find out about nights")
    say(page, "And what was the hardest day?")
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard .sim-card")).to_be_visible()
    page.reload()
    expect(page.locator("#sim-scorecard .sim-card")).to_be_visible()


def test_after_a_kill_and_a_restart_the_call_is_where_it_was(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    meet(page, app.url)
    join(page)
    answer = say(page, "What does a day look like?")
    app.kill()
    app.start()
    page.goto(app.url)
    expect(said(page, "professional")).to_have_count(2)
    expect(said(page, "professional").last).to_contain_text(answer[:40])
    say(page, "And what was the hardest day?")
    expect(said(page, "learner")).to_have_count(2)


def test_a_kill_in_mid_reply_loses_no_word_and_the_reply_comes_after_the_restart(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(
        Words("Dana Okafor."),
        Words("It begins at four. " + "And on it goes. " * 40, seconds_between=0.1),
        Words("It begins at four."),
    )
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url)
    meet(page, app.url)
    join(page)
    box(page).fill("What does a day look like?")
    box(page).press("Enter")
    expect(page.locator(".sim-now")).to_contain_text("It begins at four.")
    app.kill()
    app.start()
    page.goto(app.url)
    expect(said(page, "learner")).to_have_text(re.compile("What does a day look like"))
    expect(said(page, "professional").last).to_contain_text("It begins at four.")
    expect(page.locator(".sim-now")).to_have_count(0)
    expect(said(page, "professional")).to_have_count(2)


def test_when_the_model_fails_the_page_says_who_took_the_line(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Words("Dana Okafor."), Status(500), Words("It begins at four."))
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    meet(page, app.url)
    join(page)
    expect(page.locator("#sim-head")).to_contain_text("Played by openai:m")
    assert say(page, "What does a day look like?")
    expect(page.locator("#sim-call-notice")).to_contain_text("The built-in professional took this turn")
    assert say(page, "Where does it begin?") == "It begins at four."
    expect(page.locator("#sim-call-notice")).to_be_hidden()
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard")).to_contain_text("openai:m (2 turns)")
    expect(page.locator("#sim-scorecard")).to_contain_text("the built-in professional (1 turn)")


def test_what_is_sent_while_a_reply_streams_stays_in_the_box(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(
        Words("Dana Okafor."), Words("First of all, trucks. Then people. Then snow.", seconds_between=0.25)
    )
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url)
    meet(page, app.url)
    join(page)
    box(page).fill("What does a day look like?")
    box(page).press("Enter")
    expect(page.locator(".sim-now")).to_contain_text("First of all, trucks.")
    box(page).fill("And another thing!")
    box(page).press("Enter")
    expect(page.get_by_text("Dana is still speaking")).to_be_visible()
    expect(said(page, "professional").last).to_contain_text("Then snow.")
    expect(box(page)).to_have_value("And another thing!")
    expect(said(page, "learner")).to_have_count(1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param("   ", "nothing to send yet", id="blank"),
        pytest.param("word " * 4000, "19,999 characters", id="twenty thousand characters"),
    ],
)
def test_what_can_not_be_sent_is_said_and_stays_in_the_box(page: Page, app: App, words: str, message: str) -> None:
    meet(page, app.url)
    join(page)
    box(page).fill(words)
    page.locator("#sim-send").click()
    expect(page.get_by_text(message)).to_be_visible()
    expect(box(page)).to_have_value(words)
    expect(said(page, "learner")).to_have_count(0)


def test_html_emoji_and_right_to_left_are_shown_as_they_were_written(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    words = "<b>bold</b> <script>window.hit = 1</script> \U0001f680 שלום *star* what is your day like?"
    say(page, words)
    expect(said(page, "learner").locator("p")).to_have_text(words)
    assert page.evaluate("window.hit") is None
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard")).to_contain_text("This call is not graded")
    assert page.evaluate("window.hit") is None
    assert page.locator("#sim-marked b").count() == 0


def test_hanging_up_at_once_is_not_graded_and_says_so(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    page.locator("#sim-hang-up").dblclick()
    expect(page.locator("#sim-scorecard")).to_contain_text("This call is not graded")


def test_a_call_that_is_not_there_any_more_leads_back_to_the_gallery(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    meet(page, app.url)
    join(page)
    app.kill()
    for path in app.data.iterdir():
        path.unlink()
    app.start()
    page.goto(app.url)
    expect(page.get_by_text("not here any more")).to_be_visible()
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()


def test_the_thank_you_note_is_graded_when_it_is_sent(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "Hi Dana, I study logistics. How did you come to the night desk?")
    say(page, "What did you learn from it?")
    page.locator("#sim-hang-up").click()
    expect(page.locator('[data-grade="follow_through"]')).to_have_attribute("data-level", "none")
    page.get_by_text("Write the thank-you note").click()
    page.get_by_label("Your note").fill(
        "Dear Dana, thank you for today, and above all for the story of the storm, the nineteen trucks and the CB radio in the kitchen. "
        "I have thought about it since: the useful thing was not on the org chart. I have started a list of who I would call on my own "
        "van route, and I will write to you in the summer to tell you which way I have gone. With thanks, Sam"
    )
    page.locator("#sim-send-note").click()
    expect(page.locator('[data-grade="follow_through"]')).not_to_have_attribute("data-level", "none")


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
def test_no_screen_is_wider_than_its_window(page: Page, app: App, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def overflow() -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    page.goto(app.url)
    expect(page.locator("#sim-meet-dana-okafor")).to_be_visible()
    assert overflow() <= 0
    meet(page, app.url)
    assert overflow() <= 0
    join(page)
    say(page, "What does a day look like? " + "A-very-long-word-that-does-not-break" * 8)
    assert overflow() <= 0
    say(page, "What was the hardest week you ever had?")
    # the newest words are in sight
    assert (
        page.evaluate(
            "(() => { const b = document.querySelector('.sim-log'); return b.scrollHeight - b.scrollTop - b.clientHeight })()"
        )
        < 5
    )
    assert page.locator("#sim-send").evaluate("element => element.getBoundingClientRect().bottom") <= size[1]
    say(page, "And the hardest part?")
    page.locator("#sim-hang-up").click()
    expect(page.locator("#sim-scorecard .sim-card")).to_be_visible()
    assert overflow() <= 0


def test_a_disputed_observation_is_counted_out_beside_the_first_count(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "Hi Dana, I'm a logistics student. How did you start?")
    say(page, "Are you hiring right now?")
    page.locator("#sim-hang-up").click()
    before = level(page, "job_ask")
    assert before in {"1", "2"}
    page.get_by_text("Do you see it differently?").click()
    page.locator("#sim-seen input").click()
    page.get_by_role("option", name=re.compile("asks for a job")).click()
    page.get_by_text("I dispute it").click()
    page.locator("#sim-judge").click()
    second = page.locator("#sim-second")
    expect(second).to_contain_text("without what you dispute")
    expect(second.locator("tr.sim-changed").filter(has_text="Not asking for a job")).to_contain_text("5")
    assert level(page, "job_ask") == before
    page.reload()
    expect(page.locator("#sim-second")).to_contain_text("without what you dispute")
