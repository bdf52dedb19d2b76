"""Calls are kept for as long as the settings say, and not a day longer."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from simulator.errors import SimulatorError, UnknownCall
from simulator.watch.logs import say
from simulator.web.desk import Desk

DAY_SECONDS = 24 * 3600.0


@contextlib.asynccontextmanager
async def old_calls_erased(desk: Desk) -> AsyncIterator[None]:
    """Erase old calls now and once a day, for as long as the server runs; nothing without `keep_days`."""
    if desk.settings.keep_days is None:
        yield
        return
    task = asyncio.create_task(_daily(desk, desk.settings.keep_days), name="old calls erased")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _daily(desk: Desk, days: float) -> None:
    while True:
        try:
            await erase_older(desk, datetime.now(UTC) - timedelta(days=days))
        except SimulatorError as error:
            # tomorrow is another day; /readyz and the count of failures say that the log is in trouble
            desk.watch.failed(type(error).__name__)
        await asyncio.sleep(DAY_SECONDS)


async def erase_older(desk: Desk, moment: datetime) -> int:
    """Erase every call that was begun before a moment, one that is in hand here too; how many there were."""
    calls = await asyncio.to_thread(lambda: desk.calls)
    erased = 0
    for call in await asyncio.to_thread(desk.store.older_than, moment):
        with contextlib.suppress(UnknownCall):  # another server, which erases too, was first
            await calls.delete(call)
            erased += 1
    await asyncio.to_thread(desk.forget_erased)
    if erased:
        say("keeping", logging.INFO, "old calls erased", count=erased)
    return erased
