"""Two servers that share nothing but a PostgreSQL database, and nginx in front of them."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import pytest
from pydantic import SecretStr

from simulator.events import Event
from simulator.store import Database, Store
from tests.browser.conftest import App
from tests.openai_server import OpenAIServer
from tests.servers import programs
from tests.servers.balancer import Balancer
from tests.store.conftest import database_name, postgresql, url

__all__ = ["database_name", "postgresql", "url"]


@dataclass
class Servers:
    """What learners reach at one address."""

    balancer: Balancer
    apps: dict[str, App]
    store: Store
    model: OpenAIServer

    @property
    def url(self) -> str:
        """The one address."""
        return self.balancer.url

    def log(self) -> list[Event]:
        """The events of the one call that there is."""
        (call,) = self.store.ids()
        return self.store.read(call)

    def speaking(self) -> str:
        """The server that asked the model last: each has a key of its own."""
        headers = {name.lower(): value for name, value in self.model.requests[-1].headers.items()}
        return headers["authorization"].removeprefix("Bearer ")


@pytest.fixture(scope="session")
def nginx() -> Path:
    """The program."""
    program = programs.nginx()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("there is no nginx, and in CI there must be")
        pytest.skip("there is no nginx here (Debian: apt-get install nginx-light)")
    return program


@pytest.fixture
def start_servers(
    nginx: Path, url: SecretStr, tmp_path: Path, openai_server: OpenAIServer
) -> Iterator[Callable[[], Servers]]:
    """Starts both, with an empty database; the professional is played by the tests' own model."""
    apps: dict[str, App] = {}
    balancers: list[Balancer] = []
    store = Store(Database(tmp_path / "looks", url))

    def start() -> Servers:
        for name in ("a", "b"):
            apps[name] = App(
                tmp_path / name,
                SIMULATOR_DATABASE_URL=url.get_secret_value(),
                SIMULATOR_SHARED="true",
                SIMULATOR_MODEL="openai:m",
                SIMULATOR_API_KEY=name,
                SIMULATOR_BASE_URL=openai_server.base_url,
            )
        folder = tmp_path / "nginx"
        folder.mkdir()
        balancers.append(Balancer(nginx, folder, [urlparse(app.url).netloc for app in apps.values()]))
        return Servers(balancers[0], apps, store, openai_server)

    yield start
    for balancer in balancers:
        balancer.stop()
    for app in apps.values():
        app.kill()
    store.close()
