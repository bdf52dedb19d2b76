"""One call: the flow from the learner's words to the log.

    call = calls.open(persona, minutes=15)
    await call.say("Hi Dana, ...")          # returns at once; the reply is being spoken
    async for moment in call.follow(): ...  # every sentence as it comes, until the professional has finished

The reply is spoken by a task of its own, which nobody who watches can stop: a page that is closed or reloaded in
mid-reply finds the whole reply when it comes back.
"""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime

from langchain_core.language_models import BaseChatModel

from simulator import director
from simulator.appointment import Arrangement
from simulator.drills import drill_of
from simulator.errors import CallBusy, CallOver, InputError, SimulatorError, UnknownCall
from simulator.events import (
    CallState,
    Chose,
    Ended,
    Event,
    Heard,
    ModelFailed,
    Opened,
    Replied,
    Rewound,
    Said,
    Timing,
    Tree,
)
from simulator.hold import ALONE, Means, Way
from simulator.models import build
from simulator.observer import Context, Observer
from simulator.observer.offline import OfflineObserver
from simulator.outcome import fact_of, guarded, replied, said_from
from simulator.persona import Persona, known
from simulator.professional import Brief
from simulator.professional.offline import OfflineProfessional
from simulator.professional.understudy import ATTEMPTS, OFFLINE, HeldBack, Reply, Sentence, TookOver, speak
from simulator.progress import Practised, practised
from simulator.record import Moment, Record
from simulator.settings import Settings
from simulator.store import Log
from simulator.transcript import Preparation
from simulator.watch import UNWATCHED, Watch
from simulator.written import learner_words

__all__ = ["Call", "Calls", "Means", "Moment"]

_OF_THE_SERVER = frozenset({"ModelUnavailable", "ModelTimeout", "ModelCut"})
"""What a turn fails of where the model's server is at fault, and not what the model said."""
SILENCE_SECONDS = 60.0
"""On the real clock: how long past the agreed time a professional holds a line on which nobody speaks."""
_RELIEVED = "The model kept falling out of its part. From here on the built-in professional speaks; nothing was lost."


@dataclass(eq=False)
class Call(Record):
    """One call, with somebody on the line."""

    observer: Observer
    lead: BaseChatModel
    understudy: BaseChatModel
    settings: Settings
    watch: Watch = UNWATCHED
    means: Means = ALONE
    _task: asyncio.Task[None] | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def say(self, text: object, *, seen: str | None = None) -> None:
        """Take the learner's turn and begin to answer it.

        `seen` is the `place` of the call as the learner had it before their eyes; a turn said to a call that has gone
        on in another window is refused. The very words said again from the same place are taken once: so speaks a page
        that did not hear whether it was heard. Raises `InputError`, `CallOver` or `CallBusy`, and then nothing is kept.
        """
        words = learner_words(text)
        if seen is not None and said_from(self.state, seen, words):
            await self.resume()
            return
        if await self.tick():
            raise CallOver(f"{_silent(self.state)} Your text was not sent")
        if seen is not None and seen != self.state.place:
            raise CallBusy("this call has gone on in another window; here it is as it stands. Your text was not sent")
        if self.state.over:
            raise CallOver("the call is over; your text was not sent")
        if self.moment.speaking or not self.state.answered:
            raise CallBusy(f"{self.state.persona.first_name} is still speaking; your text is still there")
        self._keep(Said(text=words))
        self._start()

    async def resume(self) -> None:
        """Answer what is unanswered: the ringing phone, or a turn whose reply was lost with the process."""
        if not self.state.answered and not self.state.over and not self.moment.speaking:
            self._start()

    async def hang_up(self) -> None:
        """The learner ends the call. A second time changes nothing."""
        if self.state.over:
            return
        await self.let_go()
        if self.state.over:
            return
        if not self.state.answered and self.moment.sentences:
            # what was said before the phone went down was said
            spoken = " ".join(self.moment.sentences)
            self._keep(Replied(text=spoken, by=self._speaking_now, interrupted=True))
        self._keep(Ended(by="learner"))
        await self._show(replace(self.moment, speaking=False, sentences=()))

    async def rewind(self, turn: int) -> None:
        """Take one of the learner's turns back, and all that came after it; it stays in the log as another branch.

        Also after the end: then the call is open again. Raises `CallBusy` or `InputError`, and nothing has changed.
        """
        if self.moment.speaking:
            raise CallBusy(f"{self.state.persona.first_name} is still speaking; go back when they have finished")
        if self.tree.before(turn) is None:
            raise InputError(f"turn {turn} is none of yours; you can go back to a turn in which you spoke")
        await self._go_to(Rewound(turn=turn))

    async def choose(self, branch: int) -> None:
        """Let another branch count. Raises `CallBusy` or `InputError`, and nothing has changed."""
        if self.moment.speaking:
            raise CallBusy(f"{self.state.persona.first_name} is still speaking; choose when they have finished")
        if not 0 <= branch < len(self.tree.branches):
            raise InputError(f"there is no attempt {branch}; this call has {len(self.tree.branches)}")
        if branch != self.tree.current:
            await self._go_to(Chose(branch=branch))

    async def tick(self, now: datetime | None = None) -> bool:
        """On the real clock: end a call that lay silent past its time, as when a phone slept. Whether it did so."""
        state = self.state
        live = state.opened.timing == "real" and state.answered and not state.over and not self.moment.speaking
        if not live or self.elapsed(now) <= state.agreed + SILENCE_SECONDS:
            return False
        self._keep(Ended(by="time"))
        await self._show(replace(self.moment, notice=_silent(self.state)))
        return True

    async def follow(self) -> AsyncIterator[Moment]:
        """Every moment from now until nobody speaks."""
        shown = None
        while True:
            async with self._changed:
                while self.moment is shown:
                    await self._changed.wait()
                shown = self.moment
            yield shown
            if not shown.speaking:
                return

    async def _go_to(self, event: Rewound | Chose) -> None:
        self._keep(event)
        notice = None
        opened = self.state.opened
        if self.lead is self.understudy and opened.model != OFFLINE:
            # the call was over when it was picked up from the log, so its model was not
            try:
                self.lead = build(opened.model, self.settings, opened.persona, opened.seed, self.means.pool)
            except InputError as error:
                notice = _took_over(str(error))
        await self._show(replace(self.moment, sentences=(), notice=notice))

    async def let_go(self) -> None:
        """Stop a reply that is under way; what was not kept yet is not kept any more."""
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])

    def _start(self) -> None:
        self.moment = replace(self.moment, speaking=True, sentences=(), notice=None)
        self._task = asyncio.create_task(self._speak(), name=f"reply {self.id}")
        self._task.add_done_callback(_tell_of_a_fault)

    async def _speak(self) -> None:
        notice: str | None = _lost("of a fault in this program")
        try:
            with self.watch.span("reply", self.id):
                await self._answer()
            notice = self.moment.notice
        except SimulatorError as error:
            self.watch.failed(type(error).__name__)
            notice = _lost(f"of this: {error}")
        finally:
            # whatever went wrong, nobody is left waiting; the turn is in the log and can be answered later
            await self._show(replace(self.moment, speaking=False, on_hold=False, notice=notice))

    async def _answer(self) -> None:
        """Words -> observations -> director -> reply -> log."""
        if not self.state.heard:
            with self.watch.span("observe", self.id):
                heard = await self._apart(self._hear)
            self._keep(heard)
        async with self._way() as way:
            await self._reply(way)
        if ends := self.state.stage.ends:
            self._keep(Ended(by=ends))

    async def _reply(self, way: Way) -> None:
        brief, name = Brief(self.state.persona, self.state.turns, self.state.stage), self._lead_name
        lead = self.understudy if name == OFFLINE else self.lead
        attempts = max(1, min(ATTEMPTS, self.state.held_back_left))
        async with aclosing(speak(brief, lead, name, self.understudy, self.settings, way.refused, attempts)) as spoken:
            async for event in spoken:
                match event:
                    case Sentence():
                        await self._show(replace(self.moment, sentences=(*self.moment.sentences, event.text)))
                    case HeldBack():
                        self._keep(guarded(event, self.state.opened.model))
                    case TookOver():
                        self.watch.failed(event.kind)
                        way.failed = event.kind in _OF_THE_SERVER
                        model = self.state.opened.model
                        self._keep(ModelFailed(model=model, reason=event.reason, partial=event.partial))
                        await self._show(replace(self.moment, sentences=(), notice=_took_over(event.reason)))
                    case Reply():
                        way.failed = bool(way.failed)
                        relieved, model = self.state.relieved, self.state.opened.model
                        self._keep(replied(event, model, asked=name != OFFLINE, relieved=relieved))
                        if self.state.just_relieved:
                            await self._show(replace(self.moment, notice=_RELIEVED))

    def _way(self) -> AbstractAsyncContextManager[Way]:
        """The way to whoever answers; the built-in professional needs none."""
        if self.means.hold is None or self._lead_name == OFFLINE:
            return nullcontext(Way())
        opened = self.state.opened
        return self.means.hold.way(opened.model, opened.owner or self.id, self._put_on_hold)

    async def _put_on_hold(self, on_hold: bool) -> None:
        await self._show(replace(self.moment, on_hold=on_hold))

    async def _apart(self, work: Callable[[], Heard]) -> Heard:
        """Do some work in a thread, if this call has any, so that other calls are served meanwhile."""
        if self.means.threads is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.means.threads, work)

    def _hear(self) -> Heard:
        state = self.state
        number, turn = len(state.turns) - 1, state.turns[-1]
        context = Context(state.persona, state.turns[:-1], state.observed, state.opened.preparation)
        observations = self.observer.observe(number, turn.text, context)
        clock = state.clock
        heard = director.Heard(
            kinds=tuple(observation.kind for observation in observations),
            elapsed=state.elapsed,
            agreed=clock.agreed,
            turn_seconds=clock.spoken[-1].seconds,
            words_per_minute=state.persona.voice.words_per_minute,
            fact=fact_of(observations),
        )
        mood, stage = director.direct(state.mood, heard, state.persona.temperament)
        return Heard(observations=tuple(observations), mood=mood, stage=stage)

    def _keep(self, event: Event) -> None:
        super()._keep(event)
        self.watch.kept(self.id, event)

    async def _show(self, moment: Moment) -> None:
        async with self._changed:
            self.moment = moment
            self._changed.notify_all()

    @property
    def _lead_name(self) -> str:
        return OFFLINE if self.lead is self.understudy or self.state.relieved else self.state.opened.model

    @property
    def _speaking_now(self) -> str:
        failed_now = self.moment.notice is not None
        return OFFLINE if failed_now else self._lead_name


def _silent(state: CallState) -> str:
    return f"The line was silent past the agreed time, and {state.persona.first_name} has hung up."


def _lost(reason: str) -> str:
    return f"The reply could not be given because {reason}. What you said is kept; ask for the reply again."


def _tell_of_a_fault(task: asyncio.Task[None]) -> None:
    """A fault of ours ends the reply, not the call; it must not go unseen either."""
    if not task.cancelled() and (error := task.exception()):
        logging.getLogger("simulator.calls").error("a reply failed", exc_info=error)


def _took_over(reason: str) -> str:
    return f"The model gave no usable reply ({reason}). The built-in professional took this turn; nothing was lost."


def _with_known_persona(event: Event) -> Event:
    """How a call began; what is worked out from a persona once serves all their calls, and is held once."""
    return event.model_copy(update={"persona": known(event.persona)}) if isinstance(event, Opened) else event


class Calls:
    """The calls that this process has in hand. Any other process can pick up any of them from the log."""

    MOST_IN_HAND = 1000
    """Beyond this many, the one that was longest untouched is let go of; the log gives it back when it is asked for."""

    def __init__(
        self,
        log: Log,
        settings: Settings,
        *,
        observer: Observer | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(18),
        watch: Watch = UNWATCHED,
        means: Means = ALONE,
    ) -> None:
        self._log = log
        self._watch = watch
        self._means = means
        self._settings = settings
        self._observer: Observer = observer or OfflineObserver()
        self._new_id = new_id
        self._in_hand: OrderedDict[str, Call] = OrderedDict()

    def open(
        self,
        persona: Persona,
        *,
        minutes: float | None = None,
        model: str | None = None,
        seed: int | None = None,
        preparation: Preparation | None = None,
        joined_late_seconds: float = 0,
        difficulty: director.Difficulty | None = None,
        interruptions: bool | None = None,
        timing: Timing = "speech",
        owner: str = "",
        drill: str | None = None,
        coached: bool = False,
        resume_at_hand: bool = False,
        arrangement: Arrangement | None = None,
    ) -> Call:
        """A new call, kept in the log; the phone rings until `resume`.

        Without a `difficulty` the professional is as their temperament has them, and nothing breaks in. A chosen one
        brings what may break into such a call, unless `interruptions` says otherwise; the seed decides. A drill is as
        long as it is, whatever the `minutes`, and nothing breaks into it. `owner` tells the learners of a shared server
        apart.

        Raises `InputError` for a model that can't be had, and for an unknown drill.
        """
        model = model or self._settings.model
        seed = secrets.randbelow(2**31) if seed is None else seed
        agreed = minutes if minutes is not None else float(persona.schedule.minutes)
        if drill is not None:
            agreed, interruptions = drill_of(drill).minutes, interruptions or False
        mood, stage = director.opening(
            persona,
            late_seconds=joined_late_seconds,
            unconfirmed=preparation is not None and preparation.confirmed_hours_before is None,
            agreed_seconds=agreed * 60,
            accepted=preparation.request_accepted if preparation else None,
            terms=director.terms_of(preparation.request) if preparation else None,
            difficulty=difficulty,
            interruptions=difficulty is not None if interruptions is None else interruptions,
            seed=seed,
        )
        opened = Opened(
            persona=persona,
            model=model,
            seed=seed,
            minutes=agreed,
            joined_late_seconds=joined_late_seconds,
            preparation=preparation,
            difficulty=difficulty,
            timing=timing,
            owner=owner,
            drill=drill,
            coached=coached,
            resume_at_hand=resume_at_hand,
            arrangement=arrangement,
            mood=mood,
            stage=stage,
        )
        understudy = OfflineProfessional(persona=persona, seed=seed)
        lead = understudy if model == OFFLINE else build(model, self._settings, persona, seed, self._means.pool)
        call_id = self._new_id()
        self._log.append(call_id, 0, opened)
        self._watch.kept(call_id, opened)
        return self._take(call_id, Tree.of([opened]), 1, lead, understudy)

    def get(self, call_id: str, owner: str | None = None) -> Call:
        """A call by its id, from memory or else from the log. Raises `UnknownCall`.

        If an `owner` is given, somebody else's call is as unknown as one that never was.
        """
        call = self._known(call_id)
        if owner is not None and call.state.opened.owner != owner:
            raise UnknownCall(f"there is no call {call_id!r}")
        return call

    def _known(self, call_id: str) -> Call:
        held = self._in_hand.get(call_id)
        if held and (held.moment.speaking or self._log.length(call_id) == held.seq):
            self._in_hand.move_to_end(call_id)
            return held
        # what went on in another process, or was deleted there, is in the log
        self._in_hand.pop(call_id, None)
        log = self._log.read(call_id)
        tree = Tree.of([_with_known_persona(log[0]), *log[1:]])
        opened, notice = tree.state.opened, None
        understudy: BaseChatModel = OfflineProfessional(persona=opened.persona, seed=opened.seed)
        lead = understudy
        if opened.model != OFFLINE and not tree.state.over:
            try:
                lead = build(opened.model, self._settings, opened.persona, opened.seed, self._means.pool)
            except InputError as error:
                # the call was begun with a model that this server no longer has: it goes on all the same
                notice = _took_over(str(error))
        return self._take(call_id, tree, len(log), lead, understudy, notice)

    @property
    def open_now(self) -> int:
        """How many of the calls in hand are not over."""
        return sum(not call.state.over for call in list(self._in_hand.values()))

    @property
    def on_hold(self) -> int:
        """How many learners wait for a model to be free."""
        return self._means.hold.waiting if self._means.hold else 0

    async def close(self) -> None:
        """Let go of the connections to models."""
        if self._means.pool:
            await self._means.pool.aclose()

    @property
    def speaking(self) -> int:
        """How many replies are under way."""
        return sum(call.moment.speaking for call in list(self._in_hand.values()))

    def kept(self, owner: str = "") -> tuple[Practised, ...]:
        """Every call of one owner, the earliest first, as its log has it."""
        return tuple(practised(call_id, Tree.of(self._log.read(call_id)).state) for call_id in self._log.calls(owner))

    def log_of(self, call_id: str) -> list[Event]:
        """Every event of a call, in order. Raises `UnknownCall`."""
        return self._log.read(call_id)

    async def delete(self, call_id: str, owner: str | None = None) -> None:
        """Forget a call for good: its log, and whoever holds it can't add to it. Raises `UnknownCall`."""
        await self.get(call_id, owner).let_go()
        self._forget([call_id])

    async def delete_all(self, owner: str) -> int:
        """Forget every call of one owner for good; how many there were."""
        calls = self._log.calls(owner)
        for call_id in calls:
            if call_id in self._in_hand:
                await self._in_hand[call_id].let_go()
        self._forget(calls)
        return len(calls)

    def _forget(self, calls: Sequence[str]) -> None:
        self._log.delete(calls)
        for call_id in calls:
            self._in_hand.pop(call_id, None)

    def _take(
        self,
        call_id: str,
        tree: Tree,
        seq: int,
        lead: BaseChatModel,
        understudy: BaseChatModel,
        notice: str | None = None,
    ) -> Call:
        moment = Moment(tree.state, notice=notice)
        parts = self._observer, lead, understudy, self._settings, self._watch, self._means
        call = Call(call_id, self._log, seq, tree, moment, *parts)
        self._in_hand[call.id] = call
        if len(self._in_hand) > self.MOST_IN_HAND:
            idle = next((call_id for call_id, other in self._in_hand.items() if not other.moment.speaking), None)
            if idle is not None:
                del self._in_hand[idle]
        return call
