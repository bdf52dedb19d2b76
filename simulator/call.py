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
import unicodedata
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel

from simulator import director
from simulator.clock import LEARNER_WORDS_PER_MINUTE, speech_seconds
from simulator.errors import CallBusy, CallOver, InputError, SimulatorError
from simulator.events import (
    CallState,
    Ended,
    Event,
    Guarded,
    Heard,
    Judged,
    ModelFailed,
    ModelRequest,
    Noted,
    Opened,
    Replied,
    Said,
    replay,
)
from simulator.models import build
from simulator.observation import Kind, Observation
from simulator.observer import Context, Observer
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona
from simulator.professional import Brief
from simulator.professional.offline import OfflineProfessional
from simulator.professional.understudy import OFFLINE, HeldBack, Reply, Sentence, TookOver, speak
from simulator.settings import Settings
from simulator.store import Log
from simulator.transcript import FollowUp, Preparation

MAX_TURN_CHARACTERS = 8000
"""About ten minutes of speech; more than any turn of a call needs."""
MAX_NOTE_CHARACTERS = 8000
MAX_WHY_CHARACTERS = 500

_INVISIBLE = {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF}
"""Direction overrides, which make a text look like another one than it is. Right-to-left letters need none of them."""


def learner_words(text: object, *, most: int = MAX_TURN_CHARACTERS, what: str = "a turn") -> str:
    """The learner's text as it is kept: no control characters, one kind of line break. Raises `InputError`."""
    if not isinstance(text, str):
        raise InputError(f"{what} is text, not {type(text).__name__}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        character
        for character in text
        if character in "\n\t"
        or (unicodedata.category(character) not in {"Cc", "Cs"} and ord(character) not in _INVISIBLE)
    ).strip()
    if not any(character.isprintable() and not character.isspace() for character in kept):
        raise InputError("there is nothing to send yet: write what you want to say")
    if len(kept) > most:
        minutes = speech_seconds(kept, LEARNER_WORDS_PER_MINUTE) / 60
        raise InputError(
            f"that is {len(kept):,} characters, about {minutes:.0f} minutes of speech; {what} holds {most:,} at most. "
            "Nothing was sent and your text is still there"
        )
    return kept


@dataclass(frozen=True)
class Moment:
    """What somebody who watches the call sees."""

    state: CallState
    speaking: bool = False
    sentences: tuple[str, ...] = ()
    """What has been said of the reply that is under way."""
    notice: str | None = None
    """What the learner has to know: that the model failed, that the log could not be written."""


@dataclass(eq=False)
class Call:
    """One call. All change goes through the log: an event is kept first, and only then does the state know of it."""

    id: str
    log: Log
    seq: int
    moment: Moment
    observer: Observer
    lead: BaseChatModel
    understudy: BaseChatModel
    settings: Settings
    _task: asyncio.Task[None] | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def state(self) -> CallState:
        """The call as the log has it."""
        return self.moment.state

    async def say(self, text: object) -> None:
        """Take the learner's turn and begin to answer it.

        Raises `InputError`, `CallOver` or `CallBusy`, and then nothing has changed.
        """
        words = learner_words(text)
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
        if self._task and not self._task.done():
            self._task.cancel()
            await asyncio.wait([self._task])
        if self.state.over:
            return
        if not self.state.answered and self.moment.sentences:
            # what was said before the phone went down was said
            spoken = " ".join(self.moment.sentences)
            self._keep(Replied(text=spoken, by=self._speaking_now, interrupted=True))
        self._keep(Ended(by="learner"))
        await self._show(replace(self.moment, speaking=False, sentences=()))

    def note(self, note: object, *, hours_after: float, resume_attached: bool = False) -> None:
        """Keep the thank-you note. It may be written again; the last one counts."""
        words = learner_words(note, most=MAX_NOTE_CHARACTERS, what="a note")
        if not self.state.over:
            raise CallBusy("the note comes after the call")
        self._keep(Noted(follow_up=FollowUp(note=words, hours_after=hours_after, resume_attached=resume_attached)))

    def judge(self, seen: Observation, *, agrees: bool, why: object = "") -> None:
        """Keep the learner's verdict on an observation of the scorecard. The last one counts."""
        word = learner_words(why, most=MAX_WHY_CHARACTERS, what="a reason") if why else ""
        verdict = Judged(turn=seen.turn, seen=seen.kind, start=seen.start, end=seen.end, agrees=agrees, why=word)
        self._keep(verdict)

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

    def _start(self) -> None:
        self.moment = replace(self.moment, speaking=True, sentences=(), notice=None)
        self._task = asyncio.create_task(self._speak(), name=f"reply {self.id}")
        self._task.add_done_callback(_tell_of_a_fault)

    async def _speak(self) -> None:
        notice: str | None = _lost("of a fault in this program")
        try:
            await self._answer()
            notice = self.moment.notice
        except SimulatorError as error:
            notice = _lost(f"of this: {error}")
        finally:
            # whatever went wrong, nobody is left waiting; the turn is in the log and can be answered later
            await self._show(replace(self.moment, speaking=False, notice=notice))

    async def _answer(self) -> None:
        """Words -> observations -> director -> reply -> log."""
        if not self.state.heard:
            self._keep(self._hear())
        brief = Brief(self.state.persona, self.state.turns, self.state.stage)
        async with aclosing(speak(brief, self.lead, self._lead_name, self.understudy, self.settings)) as spoken:
            async for event in spoken:
                match event:
                    case Sentence():
                        await self._show(replace(self.moment, sentences=(*self.moment.sentences, event.text)))
                    case HeldBack():
                        self._keep(self._guarded(event))
                    case TookOver():
                        model = self.state.opened.model
                        self._keep(ModelFailed(model=model, reason=event.reason, partial=event.partial))
                        await self._show(replace(self.moment, sentences=(), notice=_took_over(event.reason)))
                    case Reply():
                        self._keep(self._replied(event))
        if ends := self.state.stage.ends:
            self._keep(Ended(by=ends))

    def _hear(self) -> Heard:
        state = self.state
        number, turn = len(state.turns) - 1, state.turns[-1]
        context = Context(state.persona, state.turns[:-1], state.observed, state.opened.preparation)
        observations = self.observer.observe(number, turn.text, context)
        clock = state.clock
        heard = director.Heard(
            kinds=tuple(observation.kind for observation in observations),
            elapsed=clock.elapsed,
            agreed=clock.agreed,
            turn_seconds=clock.spoken[-1].seconds,
            words_per_minute=state.persona.voice.words_per_minute,
            fact=_fact(observations),
        )
        mood, stage = director.direct(state.mood, heard, state.persona.temperament)
        return Heard(observations=tuple(observations), mood=mood, stage=stage)

    def _guarded(self, held: HeldBack) -> Guarded:
        return Guarded(
            model=self.state.opened.model,
            violation=held.violation.value,
            sentence=held.sentence,
            found=held.found,
            attempt=held.attempt,
            remedy=held.remedy,
        )

    def _replied(self, reply: Reply) -> Replied:
        request = None
        if self._lead_name != OFFLINE:
            request = ModelRequest(
                purpose="reply",
                model=reply.model or self.state.opened.model,
                prompt=reply.prompt_fingerprint,
                seconds=reply.seconds,
                first_sentence_seconds=reply.first_sentence_seconds,
                tokens_in=reply.tokens_in,
                tokens_out=reply.tokens_out,
                tokens_estimated=reply.tokens_estimated,
                cut=reply.cut,
                attempts=max(1, reply.attempts),
            )
        return Replied(text=reply.text, by=reply.by, understudy=reply.understudy, request=request)

    def _keep(self, event: Event) -> None:
        self.log.append(self.id, self.seq, event)
        self.seq += 1
        self.moment = replace(self.moment, state=self.state.after(event))

    async def _show(self, moment: Moment) -> None:
        async with self._changed:
            self.moment = moment
            self._changed.notify_all()

    @property
    def _lead_name(self) -> str:
        return OFFLINE if self.lead is self.understudy else self.state.opened.model

    @property
    def _speaking_now(self) -> str:
        failed_now = self.moment.notice is not None
        return OFFLINE if failed_now else self._lead_name


def _lost(reason: str) -> str:
    return f"The reply could not be given because {reason}. What you said is kept; ask for the reply again."


def _tell_of_a_fault(task: asyncio.Task[None]) -> None:
    """A fault of ours ends the reply, not the call; it must not go unseen either."""
    if not task.cancelled() and (error := task.exception()):
        logging.getLogger("simulator").error("%s failed", task.get_name(), exc_info=error)


def _took_over(reason: str) -> str:
    return f"The model gave no usable reply ({reason}). The built-in professional took this turn; nothing was lost."


def _fact(observations: Sequence[Observation]) -> str | None:
    """The public fact that a turn is about, a wrong one first: it has to be put right."""
    for kind in (Kind.WRONG_FACT, Kind.ANSWERABLE_QUESTION, Kind.BUILDS_ON_RESEARCH, Kind.RESEARCH_REFERENCE):
        for observation in observations:
            if observation.kind is kind and observation.fact:
                return observation.fact
    return None


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
    ) -> None:
        self._log = log
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
    ) -> Call:
        """A new call, kept in the log; the phone rings until `resume`.

        Without a `difficulty` the professional is as their temperament has them, and nothing breaks in. A chosen one
        brings what may break into such a call, unless `interruptions` says otherwise; the seed decides.

        Raises `InputError` for a model that can't be had.
        """
        model = model or self._settings.model
        seed = secrets.randbelow(2**31) if seed is None else seed
        agreed = minutes if minutes is not None else float(persona.schedule.minutes)
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
            mood=mood,
            stage=stage,
        )
        understudy = OfflineProfessional(persona=persona, seed=seed)
        lead = understudy if model == OFFLINE else build(model, self._settings, persona, seed)
        call_id = self._new_id()
        self._log.append(call_id, 0, opened)
        return self._take(
            Call(call_id, self._log, 1, Moment(replay([opened])), self._observer, lead, understudy, self._settings)
        )

    def get(self, call_id: str) -> Call:
        """A call by its id, from memory or else from the log. Raises `UnknownCall`."""
        if call_id in self._in_hand:
            self._in_hand.move_to_end(call_id)
            return self._in_hand[call_id]
        log = self._log.read(call_id)
        moment = Moment(replay(log))
        opened = moment.state.opened
        understudy: BaseChatModel = OfflineProfessional(persona=opened.persona, seed=opened.seed)
        lead = understudy
        if opened.model != OFFLINE and not moment.state.over:
            try:
                lead = build(opened.model, self._settings, opened.persona, opened.seed)
            except InputError as error:
                # the call was begun with a model that this server no longer has: it goes on all the same
                moment = replace(moment, notice=_took_over(str(error)))
        return self._take(Call(call_id, self._log, len(log), moment, self._observer, lead, understudy, self._settings))

    def _take(self, call: Call) -> Call:
        self._in_hand[call.id] = call
        if len(self._in_hand) > self.MOST_IN_HAND:
            idle = next((call_id for call_id, other in self._in_hand.items() if not other.moment.speaking), None)
            if idle is not None:
                del self._in_hand[idle]
        return call
