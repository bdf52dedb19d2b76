"""An account, gone with all that was its own."""

import asyncio
import contextlib
import shutil
from pathlib import Path
from typing import Protocol

from simulator.account import Account
from simulator.errors import PersonaError
from simulator.own import OwnPeople
from simulator.persona import catalogue
from simulator.store import Register


class Forgets(Protocol):
    """Whoever has the calls in hand."""

    async def delete_all(self, owner: str) -> int:
        """Forget every call of one owner for good."""
        ...


async def erase(account: Account, register: Register, calls: Forgets, own: OwnPeople, folder: Path) -> int:
    """Delete an account, its calls with what was shown and said of them, and the professionals that it brought.

    `folder` is where files of its own are, if any are. How many calls there were.
    """
    # nobody comes in any more, so that nothing is added to what is about to go
    await asyncio.to_thread(register.end_all, account.id)
    gone = await calls.delete_all(account.learner)
    await asyncio.to_thread(_rest, account, register, own, folder)
    return gone


def _rest(account: Account, register: Register, own: OwnPeople, folder: Path) -> None:
    for id_ in own.taken() - catalogue().keys():
        with contextlib.suppress(PersonaError):  # gone already
            own.delete(id_)
    if folder.is_dir():
        shutil.rmtree(folder)
    register.erase(account.id)
