"""What is done after a call and gets no answer: the page says so in its own language, frees its buttons, and loses nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from simulator.texts import texts
from tests.browser.conftest import App
from tests.browser.failing import EVENTS, breaks_inside, fails, is_free, is_too_much, never_arrives
from tests.browser.held import LINES, NOTE, Calling
from tests.browser.walk import PATIENCE_SECONDS, heard, hold_the_first
from tests.openai_server import OpenAIServer, Silence, Status

pytestmark = pytest.mark.browser

EN, ES = texts("en"), texts("es")
TOO_MUCH = "That was too much at once."


@pytest.fixture(scope="module")
def app(own_app: App) -> App:
    return own_app


def nothing_of_gradio(page: Page) -> None:
    """Its toasts are English on every page, and what they ask for would lose what was written."""
    expect(page.locator(".toast-body")).to_have_count(0)


def test_a_judgement_that_does_not_get_through_is_said_to_be_unsent_and_can_be_sent_again(
    page: Page, app: App, held: Calling
) -> None:
    page.goto(f"{app.url}es/debrief?call={held(*LINES)}")
    mark = page.locator(".sim-margin details").first
    mark.locator("summary").click()
    why, said = mark.locator("input[name=why]"), mark.get_by_role("alert")
    why.fill("una broma")
    fails(page, '"verdict"', never_arrives, is_too_much, breaks_inside)
    for words in (ES("shell.unsent"), TOO_MUCH, ES("shell.unsent")):
        mark.locator("button[value=dispute]").click()
        expect(said).to_have_text(words)
    expect(why).to_have_value("una broma")
    mark.locator("button[value=dispute]").click()
    expect(mark.locator("em")).to_have_text(ES("report.transcript.disputed"))
    expect(said).to_have_count(0)
    page.reload()
    expect(why).to_have_value("una broma")
    nothing_of_gradio(page)


def test_why_a_judgement_was_not_kept_stays_when_another_one_is(page: Page, app: App, held: Calling) -> None:
    page.goto(f"{app.url}debrief?call={held(*LINES)}")
    first, second = page.locator(".sim-margin details").nth(0), page.locator(".sim-margin details").nth(1)
    for mark in (first, second):
        mark.locator("summary").click()
    first.locator("input[name=why]").fill("I had said so")
    fails(page, '"verdict"', never_arrives)
    first.get_by_role("button", name="I dispute it").click()
    expect(first.get_by_role("alert")).to_have_text(EN("shell.unsent"))
    second.get_by_role("button", name="I agree").click()
    expect(second.locator("em")).to_have_text("you agree")
    expect(first.get_by_role("alert")).to_have_text(EN("shell.unsent"))
    expect(first.locator("input[name=why]")).to_have_value("I had said so")
    expect(first.locator("em")).to_have_count(0)


def test_what_is_written_while_a_judgement_is_sent_stays_when_it_is_kept(page: Page, app: App, held: Calling) -> None:
    page.goto(f"{app.url}debrief?call={held(*LINES)}")
    mark = page.locator(".sim-margin details").first
    mark.locator("summary").click()
    waiting = hold_the_first(page, "**/run/predict*", carrying='"verdict"')
    mark.locator("input[name=why]").fill("I had")
    mark.get_by_role("button", name="I dispute it").click()
    mark.locator("input[name=why]").fill("I had said so")
    waiting().continue_()
    expect(mark.locator("em")).to_have_text("you dispute this")
    expect(mark.locator("input[name=why]")).to_have_value("I had said so")


def test_a_remark_that_is_not_there_any_more_is_said_in_the_language_of_the_page(
    page: Page, app: App, held: Calling
) -> None:
    page.goto(f"{app.url}es/debrief?call={held(*LINES)}")
    mark = page.locator(".sim-margin details").first
    mark.locator("summary").click()
    mark.locator("form").evaluate("form => { form.dataset.number = '999'; }")
    mark.locator("button[value=agree]").click()
    expect(mark.get_by_role("alert")).to_have_text(ES("debrief.no_remark"))
    nothing_of_gradio(page)


def test_a_turn_that_was_not_taken_back_can_be_taken_back_again(page: Page, app: App, held: Calling) -> None:
    page.goto(f"{app.url}debrief?call={held(*LINES)}")
    turn = page.locator("#sim-turn-3")
    fails(page, '"turn":3', never_arrives, breaks_inside)
    for _ in range(2):
        turn.locator("[data-retry]").click()
        expect(turn.get_by_role("alert")).to_have_text(EN("shell.unsent"))
    turn.locator("[data-retry]").click()
    page.wait_for_url("**/call?**")


def test_a_call_that_was_not_deleted_is_still_there_and_can_be_deleted_again(
    page: Page, start_app: Callable[..., App]
) -> None:
    app = start_app()
    held = Calling(app.data)
    for _ in range(2):
        held(*LINES)
    page.goto(f"{app.url}es/progress")
    rows = page.locator(".sim-call-row")
    fails(page, '"id":"a-call', never_arrives, is_too_much)
    for words in (ES("shell.unsent"), TOO_MUCH):
        rows.first.locator("[data-delete]").click()
        page.get_by_role("button", name=ES("progress.sure_yes")).click()
        expect(rows.first.get_by_role("alert")).to_have_text(words)
        expect(rows).to_have_count(2)
    rows.first.locator("[data-delete]").click()
    page.get_by_role("button", name=ES("progress.sure_yes")).click()
    expect(rows).to_have_count(1)
    page.unroute_all()
    fails(page, '"id":"all"', never_arrives)
    for alerts in (1, 0):
        page.locator("#sim-delete-all").click()
        page.get_by_role("button", name=ES("progress.sure_yes")).click()
        expect(page.locator(".sim-yours").get_by_role("alert")).to_have_count(alerts)
    expect(page.locator(".sim-empty")).to_be_visible()
    nothing_of_gradio(page)


def test_a_drill_that_did_not_get_through_can_be_started_at_once(page: Page, app: App, held: Calling) -> None:
    held(*LINES)
    page.goto(f"{app.url}progress")
    drill = page.locator("form.sim-drill").first
    fails(page, '"drill"', never_arrives)
    drill.get_by_role("button").click()
    expect(drill.get_by_role("alert")).to_have_text(EN("shell.unsent"))
    drill.get_by_role("button").click()
    page.wait_for_url("**/call?**")
    heard(page)


def test_an_update_that_does_not_get_through_stays_and_can_be_sent_again(page: Page, app: App, held: Calling) -> None:
    page.goto(f"{app.url}thank?call={held(*LINES)}")
    page.locator("#sim-note-text").fill(NOTE)
    page.locator("#sim-send-note").click()
    text, button = page.locator("#sim-update-text"), page.locator("#sim-send-update")
    text.fill("Dear Dana, I stood at a dock on Friday. Thank you. Sam")
    fails(page, '"what":"update"', never_arrives, breaks_inside)
    for _ in range(2):
        button.click()
        expect(page.get_by_role("alert").filter(has_text=EN("shell.unsent"))).to_be_visible()
        is_free(button)
    expect(text).to_have_value("Dear Dana, I stood at a dock on Friday. Thank you. Sam")
    button.click()
    expect(page.locator(".sim-update-checks li")).not_to_have_count(0)
    nothing_of_gradio(page)


def test_with_the_server_gone_a_judgement_is_kept_once_it_is_back(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    page.goto(f"{app.url}es/debrief?call={Calling(app.data)(*LINES)}")
    mark = page.locator(".sim-margin details").first
    mark.locator("summary").click()
    app.kill()
    mark.locator("button[value=agree]").click()
    expect(mark.get_by_role("alert")).to_have_text(ES("shell.unsent"))
    nothing_of_gradio(page)
    app.start()
    mark.locator("button[value=agree]").click()
    expect(mark.locator("em")).to_have_text(ES("report.transcript.agreed"))


@pytest.mark.parametrize("screen", ["thank", "debrief"])
def test_with_the_server_gone_while_a_model_grades_the_page_says_so_and_shows_the_grades_once_it_is_back(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer, screen: str
) -> None:
    openai_server.plays(Silence(), Status(500))
    app = start_app(SIMULATOR_GRADER="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    page.goto(f"{app.url}es/{screen}?call={Calling(app.data)(*LINES)}")
    expect(page.locator(".sim-grading")).to_have_text(ES("debrief.loading"))
    assert openai_server.asked.wait(PATIENCE_SECONDS)
    app.kill()
    expect(page.locator(".sim-grading")).to_have_text(ES("debrief.lost"))
    nothing_of_gradio(page)
    app.start()
    expect(page.locator(".sim-grading")).to_have_count(0)
    expect(page.locator(f"#sim-{screen} h1").first).to_be_visible()
    nothing_of_gradio(page)


def test_while_a_model_grades_the_note_the_page_says_so_and_then_what_came_of_it(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    app = start_app(SIMULATOR_GRADER="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    openai_server.plays(Status(500))
    page.goto(f"{app.url}thank?call={Calling(app.data)(*LINES)}")
    page.locator("#sim-note-text").fill(NOTE)
    expect(page.locator("#sim-note-text")).to_be_visible()
    waiting = hold_the_first(page, EVENTS, carrying='"late"')
    openai_server.plays(Status(500))
    page.locator("#sim-send-note").click()
    expect(page.locator(".sim-grading")).to_have_text(EN("debrief.loading"))
    waiting().continue_()
    expect(page.locator(".sim-note-grade")).to_be_focused()
    page.locator(".sim-thank-main > .sim-again summary").click()
    expect(page.locator("#sim-note-text")).to_have_value(NOTE)
    assert page.evaluate("Object.values(localStorage).filter((kept) => kept.includes('nineteen trucks'))") == []


def test_who_is_to_be_deleted_is_named_with_the_day_in_words(page: Page, app: App, held: Calling) -> None:
    held(*LINES)
    page.goto(f"{app.url}es/progress")
    day = "new Intl.DateTimeFormat('es', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date())"
    page.locator("[data-delete]").first.click()
    expect(page.locator("#sim-sure-words")).to_contain_text(f"Dana Okafor ({page.evaluate(day)})", use_inner_text=True)
    page.keyboard.press("Escape")
    page.goto(f"{app.url}progress")
    today = page.evaluate(day.replace("'es'", "'en'"))
    # between two elements a browser may put a blank into a name
    named = re.compile(rf"^Delete the call with Dana Okafor \({today}\s?\)$")
    expect(page.get_by_role("button", name=named).first).to_be_visible()
