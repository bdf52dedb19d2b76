"""What all tests share."""

import pytest

from tests.openai_server import openai_server

__all__ = ["openai_server"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser tests come last: Playwright keeps an event loop running, beside which no other can."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
