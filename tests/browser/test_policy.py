"""The policy that is sent is the one that the app runs under: no screen asks for more than it allows."""

import pytest
from playwright.sync_api import BrowserContext, expect

from simulator.web.guards import HEADERS
from tests.browser.conftest import App
from tests.browser.walk import hang_up, join, meet, say, to_debrief

pytestmark = pytest.mark.browser

LISTEN = "document.addEventListener('securitypolicyviolation', e => (window.violations ??= []).push(e.violatedDirective + ' ' + e.blockedURI))"


def test_every_screen_runs_under_its_policy(context: BrowserContext, app: App) -> None:
    context.add_init_script(LISTEN)
    page = context.new_page()
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.on(
        "requestfailed", lambda request: refused.append(request.url) if not request.url.startswith(app.url) else None
    )

    def allowed() -> None:
        assert page.evaluate("window.violations ?? []") == []

    response = page.goto(app.url)
    assert response is not None
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    allowed()
    meet(page, app.url)
    allowed()
    join(page)
    say(page, "What does a day look like?")
    say(page, "And what was the hardest day?")
    allowed()
    hang_up(page)
    allowed()
    to_debrief(page)
    allowed()
    for screen in ("progress", "bring"):
        page.goto(f"{app.url}{screen}")
        expect(page.locator("h1").first).to_be_visible()
        allowed()
    assert refused == []
