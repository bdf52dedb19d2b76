"""The app as `simulator serve` runs it, with a learner on the line from the start: the call in its log, or a new one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from simulator.listen import listen
from simulator.persona import catalogue
from simulator.settings import settings
from simulator.web.running import run, settled
from simulator.web.serve import application


def main() -> None:
    """Serve until ended."""
    with listen("127.0.0.1", 0) as listener:
        app = application(settled(settings(), "127.0.0.1"))
        desk, lifespan = app.state.desk, app.router.lifespan_context

        @contextlib.asynccontextmanager
        async def with_a_learner(app: Any) -> AsyncIterator[None]:
            async with lifespan(app):
                calls = desk.calls
                known = desk.store.ids()
                call = calls.get(known[0]) if known else calls.open(catalogue()["dana-okafor"])
                await call.resume()
                app.state.learner = asyncio.create_task(_follow(call))
                yield

        app.router.lifespan_context = with_a_learner
        run(app, desk, app.state.health, listener, open_browser=False)


async def _follow(call: Any) -> None:
    async for _ in call.follow():
        pass


if __name__ == "__main__":
    main()
