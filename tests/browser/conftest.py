"""The app as a process of its own, and a browser to look at it."""

import os
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.browser.held import Calling
from tests.browser.serving import started
from tests.browser.walk import PATIENCE_SECONDS
from tests.ports import free_port

PATIENCE_MS = PATIENCE_SECONDS * 1000
expect.set_options(timeout=PATIENCE_MS)


class App:
    """A server that can be killed and started again on the same port and data."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self._environment = environment
        self._process: ForkServerProcess | None = None
        self.url = ""
        self.start()

    def start(self) -> None:
        """Serve, on the port that it was served on before."""
        environment = {
            **os.environ,
            "SIMULATOR_DATA_DIR": str(self.data),
            "OPENAI_API_KEY": "",
            "OPENAI_BASE_URL": "",
            **self._environment,
        }
        self.data.mkdir(parents=True, exist_ok=True)
        port = str(urlparse(self.url).port if self.url else free_port())
        self._process, self.url = started(port, environment, self.data.with_name(f"{self.data.name}.out"))

    def kill(self) -> None:
        """As hard as it gets."""
        assert self._process is not None
        self._process.kill()
        self._process.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = executable()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no Chromium, and in CI there must be")
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """One server for all tests that can share one."""
    app = App(tmp_path_factory.mktemp("data"))
    yield app
    app.kill()


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A server of a module's own, for tests that count what is kept there."""
    app = App(tmp_path_factory.mktemp("own"))
    yield app
    app.kill()


@pytest.fixture(scope="module")
def held(own_app: App) -> Calling:
    """Calls that were held already on the module's own server."""
    return Calling(own_app.data)


@pytest.fixture
def start_app(tmp_path: Path) -> Iterator[Callable[..., App]]:
    """Servers of a test's own, with their own environment."""
    started: list[App] = []

    def start(**environment: str) -> App:
        started.append(App(tmp_path / f"data-{len(started)}", **environment))
        return started[-1]

    yield start
    for app in started:
        app.kill()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when a script on it fails."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []
