"""What goes wrong between a page and its server, and how a page takes it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

EVENTS = "**/run/predict*"
"""Where a page's events go that are answered at once."""


def fails(page: Page, carrying: str, *answers: Callable[[Route], None]) -> None:
    """Let requests with some words in them fail: each in its way, and those after them go through."""
    left = list(answers)

    def fail(route: Route) -> None:
        if left and carrying in (route.request.post_data or ""):
            left.pop(0)(route)
        else:
            route.continue_()

    page.route(EVENTS, fail)


def never_arrives(route: Route) -> None:
    route.abort()


def is_too_much(route: Route) -> None:
    route.fulfill(status=429, content_type="text/plain; charset=utf-8", body="That was too much at once.")


def breaks_inside(route: Route) -> None:
    route.fulfill(status=500, json={"error": None})


def is_free(button: Locator) -> None:
    expect(button).not_to_have_attribute("aria-disabled", "true")
    expect(button).not_to_have_text(button.get_attribute("data-busy") or "")
