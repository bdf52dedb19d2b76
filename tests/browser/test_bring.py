"""Bring your own professional, in a browser: read, mended, saved, called, edited, deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.bring.pages import BIOGRAPHY, NETWORK
from tests.bring.test_asking import PRIVATE, PUBLIC
from tests.browser.conftest import App
from tests.browser.walk import hang_up, hold_the_first, join, said, say, to_debrief
from tests.openai_server import OpenAIServer, Status, Whole

pytestmark = pytest.mark.browser


def to_bring(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("#sim-to-bring").click()
    expect(page.locator("#sim-pasted")).to_be_visible()


def field(page: Page, key: str) -> Locator:
    return page.locator(f"#sim-field-{key}")


def unfold(page: Page, group: str) -> None:
    page.locator(f"#sim-fold-{group} summary").click()


def read(page: Page, text: str) -> None:
    page.locator("#sim-pasted").fill(text)
    page.locator("#sim-read").click()
    expect(page.locator("#sim-reading")).to_contain_text("Filled in")


def test_a_pasted_page_becomes_somebody_to_call(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    to_bring(page, app.url)
    read(page, NETWORK.text)
    expect(field(page, "name")).to_have_value("Ines Marchetti")
    expect(page.locator("#sim-reading")).to_contain_text("Not in the text, so far as could be told: their field")
    expect(page.locator("#sim-preview")).to_contain_text("2018-now Head of Collections, Tidewater Maritime Museum")
    expect(page.locator("#sim-preview .sim-mark")).to_have_count(0)
    field(page, "field").fill("museum work")
    unfold(page, "public")
    career = field(page, "career")
    career.fill(career.input_value() + "\n2004-2008 Deckhand, Lunenburg Line")
    field(page, "location").click()
    expect(page.locator("#sim-preview .sim-mark")).to_have_text(["not in what was pasted"])
    page.locator("#sim-bring-use").click()
    dossier = page.locator("#sim-dossier")
    expect(dossier).to_contain_text("An invention for practice")
    expect(dossier.locator("li", has_text="Deckhand").locator(".sim-mark")).to_be_visible()
    expect(dossier.locator(".sim-mark")).to_have_count(1)
    join(page)
    expect(page.locator("#sim-head")).to_contain_text("An invention for practice")
    assert say(page, "Hi Ines, I study chemistry. How did you come to ships?")
    hang_up(page)
    to_debrief(page)
    assert (app.data / "personas" / "ines-marchetti.yaml").is_file()


def test_ones_own_are_in_the_gallery_and_can_be_edited_and_deleted(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    to_bring(page, app.url)
    read(page, BIOGRAPHY.text)
    field(page, "name").fill("Tomasz <b>W</b>")
    field(page, "field").fill("brewing")
    page.locator("#sim-bring-save").click()
    own = page.locator("#sim-own")
    expect(own).to_contain_text("Tomasz <b>W</b>")
    page.reload()
    expect(own).to_contain_text("Tomasz <b>W</b>")
    own.get_by_role("link", name="Edit").click()
    expect(page.locator("#sim-bring-head")).to_contain_text("Edit Tomasz <b>W</b>")
    expect(page.locator("#sim-pasted")).to_have_value(BIOGRAPHY.text.strip())
    field(page, "title").fill("Head Brewer of the Realm")
    page.locator("#sim-bring-save").click()
    expect(own).to_contain_text("Head Brewer of the Realm")
    assert [path.name for path in (app.data / "personas").glob("*.yaml")] == ["tomasz-b-w-b.yaml"]
    # what is being made anew is not mixed up with what was edited
    page.locator("#sim-to-bring").click()
    expect(field(page, "name")).to_have_value("")
    page.locator("#sim-bring-back").click()
    page.on("dialog", lambda dialog: dialog.accept())
    own.get_by_role("button", name="Delete").click()
    expect(own).not_to_contain_text("Tomasz")
    assert list((app.data / "personas").iterdir()) == []


def test_what_is_written_while_the_server_still_looks_is_looked_at_too(page: Page, app: App) -> None:
    to_bring(page, app.url)
    preview = page.locator("#sim-preview")
    held = hold_the_first(page, "**/run/predict*")
    with page.expect_request("**/run/predict*"):
        field(page, "name").fill("Bo")
    field(page, "name").fill("Bo Li")
    expect(preview).to_contain_text("Bo Li")
    held().continue_()
    field(page, "title").fill("Baker")
    expect(preview).to_contain_text("Baker")
    expect(preview).to_contain_text("Bo Li")


def test_what_is_written_while_found_fields_are_put_in_stays(page: Page, app: App) -> None:
    to_bring(page, app.url)
    page.locator("#sim-pasted").fill(BIOGRAPHY.text)
    held = hold_the_first(page, "**/gradio_api/**", carrying='"found"')
    with page.expect_request(lambda request: '"found"' in (request.post_data or "")):
        page.locator("#sim-read").click()
    field(page, "name").fill("Bo Li")
    held().continue_()
    expect(page.locator("#sim-reading")).to_contain_text("Filled in")
    expect(field(page, "location")).to_have_value("Leeds")
    expect(field(page, "name")).to_have_value("Bo Li")


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(page: Page, app: App) -> None:
    to_bring(page, app.url)
    field(page, "name").fill("Bo Li")
    unfold(page, "public")
    field(page, "writing").fill("Rye | Crumb | soon")
    page.locator("#sim-bring-save").click()
    expect(page.locator("#sim-problem-writing")).to_contain_text("Line 1: the year is a number like 2024, not 'soon'")
    expect(page.locator("#sim-problem-title")).to_contain_text("This is needed.")
    expect(page.locator("#sim-bring-problems")).to_contain_text("Not saved yet")
    expect(field(page, "writing")).to_have_value("Rye | Crumb | soon")
    page.locator("#sim-pasted").fill("word " * 12_001)
    page.locator("#sim-read").click()
    expect(page.locator("#sim-reading")).to_contain_text("60,005 characters, and 60,000 fit")
    assert len(page.locator("#sim-pasted").input_value()) == 60_005
    expect(field(page, "name")).to_have_value("Bo Li")


def test_a_reload_loses_nothing_of_the_form(page: Page, app: App) -> None:
    to_bring(page, app.url)
    page.locator("#sim-pasted").fill(BIOGRAPHY.text)
    field(page, "name").fill("Bo Li")
    field(page, "title").fill("Baker")
    field(page, "organisation").click()
    expect(page.locator("#sim-preview")).to_contain_text("Bo Li")
    page.reload()
    expect(field(page, "name")).to_have_value("Bo Li")
    expect(page.locator("#sim-pasted")).to_have_value(BIOGRAPHY.text)
    expect(page.locator("#sim-preview")).to_contain_text("Baker")


def test_a_model_reads_and_what_it_made_up_is_marked(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Whole.json(PUBLIC), Whole.json(PRIVATE))
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url)
    to_bring(page, app.url)
    expect(page.locator("#sim-bring")).to_contain_text("It is read by openai:m; the text goes to that model's server")
    read(page, BIOGRAPHY.text)
    expect(page.locator("#sim-reading")).to_contain_text("Filled in by openai:m")
    expect(page.locator("#sim-reading")).to_contain_text("Left out: 1 piece that repeated the pasted text.")
    profile = page.locator("#sim-preview p", has_text="Golden Mash Tun")
    expect(profile.locator(".sim-mark")).to_have_count(1)
    unfold(page, "private")
    expect(field(page, "answers")).to_have_value(
        "advice: Wash things. Then wash them again, and read the label on the soap."
    )


def test_when_the_model_fails_the_form_is_there_with_the_reason(
    page: Page, start_app: Callable[..., App], openai_server: OpenAIServer
) -> None:
    openai_server.plays(Status(500, message="out of <b>memory</b>"))
    app = start_app(SIMULATOR_MODEL="openai:m", OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0")
    to_bring(page, app.url)
    read(page, NETWORK.text)
    expect(page.locator("#sim-reading")).to_contain_text(
        "could not read it: the model's server answered 500: out of <b>memory</b>"
    )
    expect(field(page, "name")).to_have_value("Ines Marchetti")
    expect(page.locator("#sim-read")).to_be_enabled()


def test_on_a_shared_server_nobody_sees_whom_another_brought(
    browser: Browser, page: Page, start_app: Callable[..., App]
) -> None:
    app = start_app(SIMULATOR_SHARED="true")
    to_bring(page, app.url)
    for key, value in {"name": "Bo Li", "title": "Baker", "organisation": "Crumb", "field": "bread"}.items():
        field(page, key).fill(value)
    page.locator("#sim-bring-save").click()
    expect(page.locator("#sim-own")).to_contain_text("Bo Li")
    page.reload()
    expect(page.locator("#sim-own")).to_contain_text("Bo Li")
    with browser.new_context() as other:
        stranger = other.new_page()
        stranger.goto(app.url)
        expect(stranger.locator("#sim-meet-dana-okafor")).to_be_visible()
        expect(stranger.locator("main:has(#sim-own)")).to_have_count(1)
        expect(stranger.locator("#sim-own")).not_to_contain_text("Bo Li")
    assert not (app.data / "personas").exists()


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "desktop"])
def test_the_screen_is_no_wider_than_its_window(page: Page, app: App, size: tuple[int, int], tmp_path: Path) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    to_bring(page, app.url)
    read(page, NETWORK.text + "\nA-very-long-word-that-does-not-break" * 3)
    field(page, "name").fill("Annabella-Wilhelmina-Frederika-Charlotte-von-und-zu-Oberunterhausen")
    for group in ("public", "private", "manner"):
        unfold(page, group)
    expect(page.locator("#sim-field-warmth")).to_be_visible()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert int(page.evaluate(width)) <= 0


def test_the_call_goes_on_when_its_professional_is_deleted(page: Page, start_app: Callable[..., App]) -> None:
    app = start_app()
    to_bring(page, app.url)
    for key, value in {"name": "Bo Li", "title": "Baker", "organisation": "Crumb", "field": "bread"}.items():
        field(page, key).fill(value)
    page.locator("#sim-bring-use").click()
    join(page)
    for path in (app.data / "personas").iterdir():
        path.unlink()
    page.reload()
    expect(said(page, "professional")).to_have_count(1)
    assert say(page, "What does a day look like?")
