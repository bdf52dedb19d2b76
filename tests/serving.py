"""The web application for a test: in this process, with settings of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from simulator.settings import Settings
from simulator.web.serve import application


def settings(data: Path, **chosen: Any) -> Settings:
    """Nothing of the environment's."""
    return Settings(_env_file=None, data_dir=data, **chosen)  # type: ignore[call-arg]


@contextmanager
def serving(data: Path, *, client: tuple[str, int] = ("127.0.0.1", 50000), **chosen: Any) -> Iterator[TestClient]:
    """A client of an application that has started, asking from an address."""

    async def build() -> FastAPI:
        # inside a loop: outside of one Gradio makes several that nobody closes
        return application(settings(data, **chosen))

    with TestClient(asyncio.run(build()), client=client, raise_server_exceptions=False) as asking:
        yield asking
