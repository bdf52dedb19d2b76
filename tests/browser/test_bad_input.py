"""What goes wrong at a learner's desk: too much, the wrong thing, a call that is gone, a phone that slept."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import App
from tests.browser.walk import at_the_desk, box, heard, join, meet, said, say

pytestmark = pytest.mark.browser

PASTE = """(element, text) => {
  element.value = text;
  element.dispatchEvent(new Event('input', { bubbles: true }));
}"""
PASTE_A_PICTURE = """element => {
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File(['x'], 'face.png', { type: 'image/png' }));
  element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_notes_of_a_hundred_thousand_characters_are_refused_in_one_line_and_none_is_lost(page: Page, app: App) -> None:
    meet(page, app.url)
    notes, field = "night desk " * 9_091, page.get_by_label("Notes", exact=True)
    field.evaluate(PASTE, notes)
    page.locator("#sim-join").click()
    expect(page.get_by_text("Notes: 100,001 characters are too many")).to_be_visible()
    said_anew(page, "refused", "#sim-join")
    page.reload()
    at_the_desk(page)
    assert field.evaluate("element => element.value.length") == len(notes)
    field.fill(notes[:10_000])
    join(page)
    expect(page.locator("#sim-call-notes .sim-pre").last).to_contain_text("night desk night desk")


def test_a_question_list_of_a_hundred_thousand_characters_is_refused_in_one_line_and_stays(
    page: Page, app: App
) -> None:
    meet(page, app.url)
    questions, field = "What would you unlearn? " * 4_200, page.get_by_label("Your questions, one a line")
    field.evaluate(PASTE, questions)
    expect(page.locator("[data-slot=questions] .sim-problem")).to_contain_text("characters are too many")
    assert field.evaluate("element => element.value.length") == len(questions)


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        pytest.param("", "There is nothing to send yet", id="nothing"),
        pytest.param("Dear Dana, " * 800, "a request holds 8,000 at most", id="too much"),
    ],
)
def test_a_request_that_can_not_be_sent_is_told_beside_the_button_each_time_and_stays(
    page: Page, app: App, request_: str, said: str
) -> None:
    meet(page, app.url)
    field, told = page.get_by_label("Your request"), page.get_by_role("alert").filter(has_text=said)
    field.fill(request_)
    page.locator("#sim-ask").click()
    expect(told).to_be_visible()
    said_anew(page, "unsent", "#sim-ask")
    expect(told).to_be_visible()
    expect(field).to_have_value(request_)
    field.press_sequentially("!")
    expect(told).to_have_count(0)


def said_anew(page: Page, slot: str, button: str) -> None:
    """Press again what was refused, and see that what is said of it is said for the second time."""
    page.locator(f"[data-slot={slot}] .sim-problem").evaluate("element => { element.dataset.old = '1'; }")
    page.locator(button).click()
    expect(page.locator(f"[data-slot={slot}] .sim-problem:not([data-old])")).to_be_visible()


@pytest.mark.parametrize(
    ("address", "field"),
    [
        pytest.param("prepare?with=dana-okafor", "#sim-request", id="the request"),
        pytest.param("bring", "#sim-pasted", id="somebody of one's own"),
    ],
)
def test_a_pasted_picture_is_left_out_and_that_is_said(page: Page, app: App, address: str, field: str) -> None:
    page.goto(app.url + address)
    page.locator(field).fill("Dear Dana, ")
    page.locator(field).evaluate(PASTE_A_PICTURE)
    expect(page.get_by_role("alert").filter(has_text="Only text fits here")).to_be_visible()
    expect(page.locator(field)).to_have_value("Dear Dana, ")


def test_a_call_that_was_deleted_meanwhile_is_gone_in_every_tab(context: BrowserContext, page: Page, app: App) -> None:
    meet(page, app.url)
    join(page)
    say(page, "What does a day look like?")
    other = context.new_page()
    other.goto(f"{app.url}progress")
    row = other.locator(f"#sim-row-{page.url.partition('call=')[2]}")
    row.locator("[data-delete]").click()
    other.get_by_role("button", name="Delete for good").click()
    expect(row).to_have_count(0)
    for screen in ("call", "thank", "debrief"):
        page.goto(re.sub(r"/\w+\?", f"/{screen}?", page.url))
        expect(page.get_by_role("alert").first).to_contain_text("That call is not here")
    page.get_by_role("main").get_by_role("link", name="Progress").click()
    expect(page.locator("#sim-progress h1")).to_be_visible()


def test_what_was_agreed_for_a_day_that_has_passed_is_agreed_anew_and_no_word_is_lost(page: Page, app: App) -> None:
    meet(page, app.url)
    page.get_by_label("Your request").fill("Dear Dana, may I ask you for fifteen minutes about the night desk? Sam")
    page.locator("#sim-ask").click()
    expect(page.locator("[data-slot=answer] .sim-letter")).to_be_visible()
    page.evaluate("""() => {
      const draft = JSON.parse(localStorage.getItem('sim-draft-dana-okafor'));
      draft.arrangement.appointment.call_at = '2020-01-06T10:00:00';
      localStorage.setItem('sim-draft-dana-okafor', JSON.stringify(draft));
    }""")
    page.reload()
    at_the_desk(page)
    expect(page.get_by_label("Your request")).to_have_value(re.compile("fifteen minutes about the night desk"))
    expect(page.locator("[data-slot=answer] .sim-letter")).to_have_count(0)


def test_a_phone_that_sleeps_for_an_hour_finds_the_call_as_it_was(
    context: BrowserContext, page: Page, app: App
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.clock.install()
    meet(page, app.url)
    join(page)
    say(page, "What does a day look like?")
    box(page).fill("And what was the ")
    context.set_offline(True)
    page.clock.fast_forward("01:00:00")
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    heard(page)
    expect(said(page, "professional")).to_have_count(2)
    expect(box(page)).to_have_value("And what was the ")
    say(page, "And what was the hardest day?")
    expect(said(page, "learner")).to_have_count(2)
