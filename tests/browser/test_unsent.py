"""What is sent and gets no answer, an answer that is late, the same answer twice: the page says so, frees its buttons, and loses nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from simulator.texts import texts
from tests.bring.pages import BIOGRAPHY
from tests.browser.conftest import App
from tests.browser.failing import EVENTS, breaks_inside, fails, is_free, is_too_much, never_arrives
from tests.browser.held import LINES, NOTE, Calling
from tests.browser.walk import at_the_desk, box, heard, hold_the_first, join, meet, said, say

pytestmark = pytest.mark.browser

UNSENT = texts("en")("shell.unsent")
REQUEST = "Dear Dana, may I ask you for fifteen minutes about the night desk? I am not asking for a job. Sam"


@pytest.fixture(scope="module")
def app(own_app: App) -> App:
    return own_app


def test_a_request_that_does_not_get_through_is_said_to_be_unsent_and_can_be_sent_again(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your request").fill(REQUEST)
    expect(page.locator("[data-slot=request] li")).not_to_have_count(0)
    fails(page, '"act":"ask"', never_arrives, is_too_much, breaks_inside)
    button, said = page.locator("#sim-ask"), page.locator("[data-slot=unsent] .sim-problem")
    for words in (UNSENT, "That was too much at once.", UNSENT):
        button.click()
        expect(said).to_have_text(words)
        is_free(button)
    expect(page.get_by_label("Your request")).to_have_value(REQUEST)
    button.click()
    expect(page.locator("[data-slot=answer] .sim-letter")).to_be_visible()
    expect(said).to_have_count(0)
    # it is not the page that was loaded anew
    expect(page.locator(".toast-body")).to_have_count(0)


def test_what_waits_for_a_request_that_does_not_get_through_is_freed_with_it(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your request").fill(REQUEST)
    join, waiting = page.locator("#sim-join"), hold_the_first(page, EVENTS, carrying='"act":"ask"')
    page.locator("#sim-ask").click()
    join.click()
    expect(join).to_have_attribute("aria-disabled", "true")
    waiting().abort()
    for slot in ("unsent", "refused"):
        expect(page.locator(f"[data-slot={slot}] .sim-problem")).to_have_text(UNSENT)
    is_free(page.locator("#sim-ask"))
    is_free(join)
    join.click()
    heard(page)


def test_with_the_server_gone_a_joining_is_told_so_and_joins_once_it_is_back(
    page: Page, start_app: Callable[..., App]
) -> None:
    app = start_app()
    page.goto(f"{app.url}es/prepare?with=dana-okafor")
    at_the_desk(page)
    app.kill()
    page.locator("#sim-join").click()
    expect(page.locator("[data-slot=refused] .sim-problem")).to_have_text(texts("es")("shell.unsent"))
    is_free(page.locator("#sim-join"))
    app.start()
    page.locator("#sim-join").click()
    heard(page)


def test_somebody_of_ones_own_who_is_not_read_or_saved_for_want_of_an_answer_can_be_again(page: Page, app: App) -> None:
    page.goto(f"{app.url}bring")
    name = page.locator("#sim-field-name")
    expect(name).to_be_visible()
    page.locator("#sim-pasted").fill(BIOGRAPHY.text)
    fails(page, '"act":"read"', never_arrives)
    page.locator("#sim-read").click()
    expect(page.locator("#sim-reading .sim-problem")).to_have_text(UNSENT)
    is_free(page.locator("#sim-read"))
    page.locator("#sim-read").click()
    expect(page.locator("#sim-reading")).to_contain_text("Filled in")
    page.locator("#sim-field-field").fill("brewing")
    fails(page, '"act":"save"', never_arrives, is_too_much)
    for words in (UNSENT, "That was too much at once."):
        page.locator("#sim-bring-save").click()
        expect(page.locator("#sim-bring-problems .sim-problem")).to_have_text(words)
        is_free(page.locator("#sim-bring-save"))
    name.fill("Tomasz W")
    page.locator("#sim-bring-save").click()
    expect(page.locator("#sim-own")).to_contain_text("Tomasz W")


def test_a_look_that_is_late_does_not_take_away_why_somebody_was_not_saved(page: Page, app: App) -> None:
    page.goto(f"{app.url}bring")
    waiting = hold_the_first(page, EVENTS, carrying='"act":"look"')
    with page.expect_request(EVENTS):
        page.locator("#sim-field-name").fill("Bo Li")
    page.locator("#sim-bring-save").click()
    problems = page.locator("#sim-bring-problems")
    expect(problems).to_contain_text("Not saved yet")
    with page.expect_response(EVENTS):
        waiting().continue_()
    page.locator("#sim-field-title").fill("Baker")
    expect(page.locator("#sim-preview")).to_contain_text("Baker")
    expect(problems).to_contain_text("Not saved yet")


def test_nothing_is_written_into_a_form_that_is_being_saved(page: Page, app: App) -> None:
    page.goto(f"{app.url}bring")
    for key, value in {"name": "Bo Li", "title": "Baker", "organisation": "Crumb"}.items():
        page.locator(f"#sim-field-{key}").fill(value)
    waiting = hold_the_first(page, EVENTS, carrying='"act":"save"')
    page.locator("#sim-bring-save").click()
    expect(page.locator("#sim-field-title")).not_to_be_editable()
    # a field is still lacking
    waiting().continue_()
    expect(page.locator("#sim-bring-problems")).to_contain_text("Not saved yet")
    expect(page.locator("#sim-field-title")).to_be_editable()


def test_a_note_that_does_not_get_through_stays_and_can_be_sent_again(page: Page, app: App, held: Calling) -> None:
    page.goto(f"{app.url}thank?call={held(*LINES)}")
    text, button, said = (
        page.locator("#sim-note-text"),
        page.locator("#sim-send-note"),
        page.get_by_role("alert").filter(has_text=UNSENT),
    )
    text.fill(NOTE)
    page.locator("label", has=page.locator('input[name=hours][value="20.0"]')).click()
    fails(page, '"what":"note"', never_arrives)
    button.click()
    expect(said).to_be_visible()
    is_free(button)
    expect(text).to_have_value(NOTE)
    expect(page.locator('input[name=hours][value="20.0"]')).to_be_checked()
    button.click()
    expect(page.locator(".sim-note-grade")).to_be_visible()
    expect(said).to_have_count(0)


def test_a_note_that_is_refused_twice_for_the_same_reason_can_be_sent_a_third_time(
    page: Page, app: App, held: Calling
) -> None:
    page.goto(f"{app.url}thank?call={held(*LINES)}")
    button, answers = page.locator("#sim-send-note"), page.locator(".sim-thank-page")
    for _ in range(2):
        before = answers.get_attribute("data-answers") or ""
        button.click()
        expect(answers).not_to_have_attribute("data-answers", before)
        is_free(button)
        expect(page.get_by_role("alert")).to_contain_text("nothing to send yet")


def test_what_is_written_while_a_note_is_sent_and_before_it_is_sent_again_stays(
    page: Page, app: App, held: Calling
) -> None:
    page.goto(f"{app.url}thank?call={held(*LINES)}")
    text, more = page.locator("#sim-note-text"), f"{NOTE} P.S. It snowed."
    text.fill(NOTE)
    waiting = hold_the_first(page, EVENTS, carrying='"what":"note"')
    page.locator("#sim-send-note").click()
    expect(page.locator("#sim-send-note")).to_have_attribute("aria-disabled", "true")
    text.fill(more)
    waiting().continue_()
    expect(page.locator("[data-sent] .sim-own").first).to_have_text(NOTE)
    for _ in range(2):
        expect(text).to_be_visible()
        expect(text).to_have_value(more)
        page.reload()
    page.locator("#sim-send-note").click()
    expect(page.locator("[data-sent] .sim-own").first).to_have_text(more)
    expect(text).to_be_hidden()


def test_what_is_written_about_one_remark_stays_when_another_is_judged_and_both_are_kept(
    page: Page, app: App, held: Calling
) -> None:
    page.goto(f"{app.url}debrief?call={held(*LINES)}")
    marks = page.locator(".sim-margin details")
    first, second = marks.nth(0), marks.nth(1)
    for mark in (first, second):
        mark.locator("summary").click()
    waiting = hold_the_first(page, EVENTS, carrying='"verdict"')
    second.get_by_role("button", name="I dispute it").click()
    why = first.locator("input[name=why]")
    why.press_sequentially("I had said so")
    waiting().continue_()
    expect(second.locator("em")).to_have_text("you dispute this")
    expect(why).to_have_value("I had said so")
    expect(why).to_be_focused()
    # the second judgement does not wait for the answer to the first
    page.unroute_all()
    waiting = hold_the_first(page, EVENTS, carrying='"verdict"')
    first.get_by_role("button", name="I agree").click()
    second.get_by_role("button", name="I agree").click()
    expect(second.locator("em")).to_have_text("you agree")
    waiting().continue_()
    expect(first.locator("em")).to_have_text("you agree")
    page.reload()
    expect(marks.locator("em")).to_have_text(["you agree", "you agree"])
    expect(why).to_have_value("I had said so")


def test_on_the_call_what_did_not_get_through_is_said_and_what_is_english_is_called_so(page: Page, app: App) -> None:
    t = texts("es")
    page.goto(f"{app.url}es/prepare?with=dana-okafor")
    at_the_desk(page)
    join(page)
    refused = page.locator("#sim-refused")
    page.locator("#sim-send").click()
    expect(refused).to_contain_text("nothing to send yet")
    expect(refused).to_have_attribute("lang", "en")
    say(page, "What does a day look like?")
    # a hanging up that is lost on the way
    page.route("**/line/*/hang_up", never_arrives)
    page.locator("#sim-hang-up").click()
    page.locator("#sim-hang-up-now").click()
    expect(refused).to_have_text(t("shell.unsent"))
    assert refused.get_attribute("lang") is None
    # and one that arrives, whose answer is lost
    page.unroute_all()
    page.route("**/line/*/hang_up", lambda route: (route.fetch(), route.abort()))
    page.locator("#sim-hang-up").click()
    page.locator("#sim-hang-up-now").click()
    expect(page.locator("#sim-over")).to_contain_text(t("call.ended.learner"))
    expect(refused).to_be_hidden()


def test_what_stands_in_the_box_stays_when_a_turn_is_taken_back(page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "What does a day look like?")
    box(page).fill("And what was the ")
    said(page, "learner").first.hover()
    said(page, "learner").first.locator(".sim-rewind").click()
    expect(said(page, "learner")).to_have_count(0)
    expect(box(page)).to_have_value("What does a day look like?\n\nAnd what was the ")


def test_a_drill_that_could_not_be_started_can_be_tried_with_somebody_else(page: Page, app: App, held: Calling) -> None:
    held(*LINES)
    page.goto(f"{app.url}progress")
    drill = page.locator("form.sim-drill").first
    drill.locator("option").first.evaluate("option => { option.value = 'gone-meanwhile'; option.selected = true; }")
    drill.get_by_role("button").click()
    expect(drill.get_by_role("alert")).to_have_text(texts("en")("shell.gone.person_words"))
    expect(drill.get_by_role("button")).not_to_have_attribute("aria-disabled", "true")
    drill.locator("select").select_option("dana-okafor")
    # what comes sooner is the same press
    page.evaluate("() => new Promise((done) => { setTimeout(done, 2000); })")
    drill.get_by_role("button").click()
    page.wait_for_url("**/call?**")
    heard(page)
