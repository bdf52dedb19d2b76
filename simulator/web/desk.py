"""What the page's handlers share: the calls, the catalogue, the settings.

The engine is imported when it is first needed, not when the page is built: the first page is on the screen a second
sooner, and `warm` brings in the rest while the learner reads it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from simulator.account import learner_of
from simulator.errors import InputError, StoreError
from simulator.own import Own, OwnInDatabase, OwnPeople
from simulator.persona import Persona, catalogue, look_into
from simulator.settings import Settings
from simulator.watch import UNWATCHED, Watch

if TYPE_CHECKING:
    from simulator.accounts.house import House
    from simulator.call import Call, Calls
    from simulator.grading.scorecard import Scorecard
    from simulator.store import Store
    from simulator.transcript import Transcript


WARMING_SECONDS = 20
"""How long a server that is to end waits for an import or a look at one persona: a busy machine takes a few."""
MOST_CARDS = 500
"""Scorecards kept at hand; any other is made again from its log."""


@dataclass(frozen=True)
class People:
    """Who can be called by one learner."""

    everybody: Mapping[str, Persona]
    own: Mapping[str, Persona]
    """Those of them whom this learner brought."""
    complaints: tuple[str, ...] = ()
    """What is wrong with files of their own folder, one line each."""


class Desk:
    """One per server."""

    def __init__(self, settings: Settings, watch: Watch = UNWATCHED) -> None:
        self.settings, self.watch = settings, watch
        self.warmed = threading.Event()
        """Set once the engine and its weights are there."""
        self._enough = threading.Event()
        self._lock = threading.RLock()
        self._cards: dict[str, tuple[Transcript, Scorecard]] = {}
        self._gradings: dict[str, asyncio.Task[object]] = {}
        self._unkept: set[str] = set()
        """Calls whose grades the log has not taken yet."""

    @property
    def personas(self) -> Mapping[str, Persona]:
        """Those who come with the program, by id: everybody can call them."""
        return catalogue()

    def owner(self, key: object) -> str:
        """The key by which a browser's own professionals are found; a new one if it has none yet.

        On one's own machine there is one learner, and no key. On a shared server the key is known to the browser only.
        """
        if not self.settings.shared:
            return ""
        known = isinstance(key, str) and re.fullmatch(r"[\w-]{24,64}", key, re.ASCII)
        return str(key) if known else secrets.token_urlsafe(24)

    def own(self, owner: str) -> OwnPeople:
        """One learner's own professionals. Raises `InputError` on a shared server without a key."""
        if not self.settings.shared:
            return Own(self.settings.own_personas)
        if not owner or self.owner(owner) != owner:
            raise InputError("this browser has no key yet: reload the page")
        if self.settings.database_url is not None and self.store.database.shared:
            return OwnInDatabase(self.store.database, self.learner(owner))
        return Own(self.settings.data_dir / "learners" / self.learner(owner) / "personas")

    def learner(self, owner: str) -> str:
        """What tells learners apart on disk; empty on one's own machine.

        Of the key the disk knows a digest only: who reads a backup can't pass for the learner.
        """
        return learner_of(owner) if self.settings.shared else ""

    def people(self, owner: str) -> People:
        """Who can be called: those of the program, on a shared server those of its keeper, and the learner's own."""
        try:
            own, complaints = self.own(owner).people()
        except InputError:
            own, complaints = {}, []
        if not self.settings.shared:
            return People({**self.personas, **own}, own, tuple(complaints))
        kept, _ = look_into(self.settings.own_personas)
        mine = {id_: persona for id_, persona in own.items() if id_ not in kept}
        # paths of a server are nothing to show to learners
        return People({**self.personas, **kept, **mine}, mine)

    @property
    def calls(self) -> Calls:
        """The calls of this server."""
        import simulator.call  # noqa: F401  (it takes seconds to come, for which who only wants the store need not wait)

        with self._lock:
            return self._calls

    @cached_property
    def _calls(self) -> Calls:
        from simulator.call import Calls, Means

        return Calls(self.store, self.settings, watch=self.watch, means=Means.of(self.settings))

    @property
    def store(self) -> Store:
        """The log of this server's calls."""
        with self._lock:
            return self._store

    @cached_property
    def _store(self) -> Store:
        from simulator.store import Database, Store

        return Store(Database(self.settings.data_dir, self.settings.database_url))

    @cached_property
    def accounts(self) -> House:
        """Who signs in, and what they show; only for a server where learners do."""
        from simulator.accounts.house import House

        return House.of(self.store, self.settings.session_hours)

    @property
    def working(self) -> Calls | None:
        """The calls, if anybody has asked for them yet."""
        return self.__dict__.get("_calls")

    def warm(self) -> None:
        """Bring in the engine ahead of the first call, so that the first turn is answered as fast as any."""
        from simulator.observer import Context
        from simulator.observer.offline import OfflineObserver
        from simulator.report import to_html  # noqa: F401
        from simulator.scoring import score  # noqa: F401

        _ = self.calls
        for persona in self.personas.values():
            if self._enough.is_set():
                return
            OfflineObserver().observe(0, "Hello?", Context(persona, ()))
        self.warmed.set()

    @asynccontextmanager
    async def warming(self) -> AsyncIterator[None]:
        """Warm up beside what is done meanwhile, and stop when that is over.

        A process that ended in the midst of it would be aborted by the engine's libraries. What else there is to do at
        the end is done while that is waited for.
        """
        beside = threading.Thread(target=self.warm, name="warm-up", daemon=True)
        beside.start()
        try:
            yield
        finally:
            self._enough.set()
            await asyncio.to_thread(beside.join, WARMING_SECONDS)

    def forget_erased(self) -> None:
        """Let go of the scorecards of calls that are no more, wherever they were erased: they quote the learner."""
        for call in list(self._cards):
            if not self.store.length(call):
                self._cards.pop(call, None)
        self._unkept.intersection_update(self._cards)

    def graded_at_once(self, call: Call) -> bool:
        """Whether nobody has to wait for a call's grades: they are at hand, or no model is asked for them."""
        known = self._cards.get(call.id)
        return self.settings.grader == "offline" or (known is not None and known[0] == call.state.transcript(call.id))

    async def grades(self, call: Call, seconds: float) -> bool:
        """Grade a call whose grading takes a model; whether it is done within so many seconds.

        It goes on when nobody waits any more, and who asks meanwhile waits for the same: a model would be paid twice.
        Raises what the grading raised.
        """
        under_way = self._gradings.get(call.id)
        if under_way is None:
            under_way = self._gradings[call.id] = asyncio.create_task(asyncio.to_thread(self.graded, call))
            under_way.add_done_callback(lambda _: self._gradings.pop(call.id))
        await asyncio.wait({under_way}, timeout=seconds)
        if under_way.done():
            under_way.result()
        # a note that was sent meanwhile is not graded yet
        return self.graded_at_once(call)

    def graded(self, call: Call) -> tuple[Transcript, Persona, Scorecard]:
        """A call's transcript and scorecard, as its log gives them now."""
        from simulator.scoring import score

        transcript = call.state.transcript(call.id)
        persona = call.state.persona
        # a call that has not changed is not graded again for each download: a model would be asked, and paid, each time
        known = self._cards.get(call.id)
        if known is None or known[0] != transcript:
            card = score(transcript, persona=persona, grader=self.settings.grader, config=self.settings, name=call.id)
            known = self._cards[call.id] = transcript, card
            while len(self._cards) > MOST_CARDS:
                self._cards.pop(next(iter(self._cards)))
            if call.state.over:
                self._unkept.add(call.id)
                self._keep(call, card)
        elif call.id in self._unkept:
            # the learner was told of the trouble when it came; meanwhile they can read their scorecard
            with suppress(StoreError):
                self._keep(call, known[1])
        return transcript, persona, known[1]

    def _keep(self, call: Call, card: Scorecard) -> None:
        call.keep_grades(card)
        self._unkept.discard(call.id)
