"""How a learner gets about in the page."""

from playwright.sync_api import Page, expect

PERSONA = "dana-okafor"


def meet(page: Page, url: str, persona: str = PERSONA) -> None:
    """From the gallery to the dossier."""
    page.goto(url)
    page.locator(f"#sim-meet-{persona}").click()
    expect(page.locator("#sim-dossier h2")).to_be_visible()


def join(page: Page) -> None:
    """Pick up the phone, and wait until they have answered."""
    page.locator("#sim-join").click()
    expect(said(page, "professional").first).to_be_visible()
    expect(page.locator(".sim-now")).to_have_count(0)


def said(page: Page, speaker: str):  # type: ignore[no-untyped-def]
    """The turns of one of the two."""
    return page.locator(f"#sim-chat .sim-said.sim-{speaker}")


def box(page: Page):  # type: ignore[no-untyped-def]
    """Where the learner writes."""
    return page.locator("#sim-words textarea")


def say(page: Page, words: str) -> str:
    """Say something and hear the answer out."""
    before = said(page, "professional").count()
    box(page).fill(words)
    box(page).press("Enter")
    expect(said(page, "professional")).to_have_count(before + 1)
    expect(page.locator(".sim-now")).to_have_count(0)
    return str(said(page, "professional").last.locator("p").inner_text())


def level(page: Page, grade: str) -> str | None:
    """What a grade came to on the scorecard that is shown."""
    return page.locator(f'#sim-scorecard [data-grade="{grade}"]').get_attribute("data-level")
