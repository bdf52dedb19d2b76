"""A language model reads a whole call and says what the learner did; code looks up every word of it.

    reader = ModelReader("openai:gpt-4o", settings, readings=3)
    reading = await reader.read(transcript, persona)
    reading.observations    what stands in the transcript and most readings agree on
    reading.dropped         {"quote_not_in_turn": 2, "outvoted": 1}
    reading.failure         why there is nothing of it, if so; an account of requests and tokens is given all the same

A model sees the call as data between delimiters that nothing in it can write. It is asked by a strict JSON schema, and
an answer that does not fit is asked for once more, with the reason.
"""

import asyncio
import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator import prompts
from simulator.document import first_problem
from simulator.errors import InputError, ModelError, ModelTimeout, ModelUnreadable
from simulator.models import answered, build_grader, failures, translated
from simulator.observation import Kind, Observation
from simulator.observer.quotes import locate
from simulator.observer.reconcile import OFFLINE_KINDS
from simulator.observer.windows import Window, windows
from simulator.persona import Persona
from simulator.settings import Settings
from simulator.tokens import MESSAGE_TOKENS, Count, count, count_messages
from simulator.transcript import Transcript

MOST_READINGS = 25
ASKED_KINDS = tuple(kind for kind in Kind if kind not in OFFLINE_KINDS)
"""What a model is asked to mark."""
TRIES = 2
"""How often one part is asked for, the second time with what was wrong with the first answer."""
_FRAME_TOKENS = 24
"""What the tags around one turn cost, and a bit; the estimate of those around turn 1234 of the professional is 23."""

T = TypeVar("T")
_Place = tuple[int, Kind]


class _Mark(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: str
    turn: int
    quote: str


class _Answer(BaseModel):
    """What a model sends. A kind that does not exist costs the mark only, so it is no matter of the shape."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    observations: tuple[_Mark, ...]


SCHEMA: dict[str, Any] = {
    "type": "json_schema",
    "json_schema": {
        "name": "observations",
        "strict": True,
        "schema": {
            "type": "object",
            "properties": {
                "observations": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "kind": {"type": "string", "enum": [str(kind) for kind in ASKED_KINDS]},
                            "turn": {"type": "integer"},
                            "quote": {"type": "string"},
                        },
                        "required": ["kind", "turn", "quote"],
                        "additionalProperties": False,
                    },
                }
            },
            "required": ["observations"],
            "additionalProperties": False,
        },
    },
}
"""What is asked for: an object, as servers want no list at the top."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a call, with an account of what it took."""

    observations: tuple[Observation, ...]
    failure: str | None
    """Why the call was not read, one line without a word of the call; nothing was observed then."""
    name: str
    """What was asked for, `openai:NAME`."""
    model: str | None
    """The model as its server names it, once it has answered."""
    temperature: float | None
    """What it was asked to sample with; nothing where the server's own default was left."""
    readings: int
    parts: int
    """How many windows the call was read in."""
    prompt: str
    """Changes when a word of the prompts does."""
    requests: int
    """Questions put to the server; what the client repeats by itself after a 429, 5xx or a lost line is not counted."""
    tokens_in: int
    tokens_out: int
    tokens_estimated: bool
    """Whether any of these is our count, for want of the server's."""
    cached_prefix_share: float | None
    """The share (0 to 1) of the prompts' tokens, by our count, in the beginning that all requests have in common."""
    cached_tokens: int | None
    """Tokens of the prompts that the server says it had in its cache, where it says."""
    seconds: float
    dropped: Mapping[str, int]
    """What was not used of the answers, by reason."""


@dataclass
class _Account:
    """What the requests of one call have come to so far."""

    requests: int = 0
    sent: Count = field(default_factory=lambda: Count(0, estimated=False))
    came: Count = field(default_factory=lambda: Count(0, estimated=False))
    prefix: int = 0
    prompts: int = 0
    cached: int | None = None
    model: str | None = None
    dropped: Counter[str] = field(default_factory=Counter)

    def ask(self, messages: Sequence[BaseMessage], model: str) -> Count:
        """Note a request; the tokens of its prompt, by our count."""
        whole = count_messages(messages, model)
        self.requests += 1
        self.prompts += whole.tokens
        self.prefix += count(messages[0].text, model).tokens + MESSAGE_TOKENS
        return whole

    def answer(self, message: AIMessage, prompt: Count, model: str) -> None:
        """Note an answer: by the server's own account if it gave one."""
        usage = message.usage_metadata
        self.sent += Count(usage["input_tokens"], estimated=False) if usage else prompt
        self.came += Count(usage["output_tokens"], estimated=False) if usage else count(message.text, model)
        cached = usage.get("input_token_details", {}).get("cache_read") if usage else None
        if cached is not None:
            self.cached = (self.cached or 0) + cached
        self.model = message.response_metadata.get("model_name") or self.model


class ModelReader:
    """Reads calls with one model, each `readings` times. Raises `InputError` at birth for a wrong name or number.

    Several readings are worth it with a temperature above 0: at 0 a model says nearly the same each time.
    """

    def __init__(self, name: str, settings: Settings, *, readings: int = 1) -> None:
        if not 1 <= readings <= MOST_READINGS:
            raise InputError(f"readings {readings}: from 1 to {MOST_READINGS}")
        self.name = name
        self.readings = readings
        self._model = name.removeprefix("openai:")
        self._settings = settings
        self._chat = build_grader(name, settings)
        self._system = SystemMessage(prompts.load("grader").render())

    @property
    def source(self) -> str:
        """What its observations are marked with."""
        return f"model:{self._model}"

    async def read(self, transcript: Transcript, persona: Persona) -> Reading:
        """Read a call. Never raises for what a model or its server does."""
        started = monotonic()
        account = _Account()
        parts: list[Window] = []
        observations: tuple[Observation, ...] = ()
        failure = None
        try:
            parts = self._parts(transcript, persona)
            observations = self._voted(await self._heard(transcript, persona, parts, account), transcript, account)
        except ModelError as error:
            failure = str(error)
        return Reading(
            observations=observations,
            failure=failure,
            name=self.name,
            model=account.model,
            temperature=self._chat.temperature,
            readings=self.readings,
            parts=len(parts),
            prompt=fingerprint(),
            requests=account.requests,
            tokens_in=account.sent.tokens,
            tokens_out=account.came.tokens,
            tokens_estimated=account.sent.estimated or account.came.estimated,
            cached_prefix_share=round(account.prefix / account.prompts, 4) if account.prompts else None,
            cached_tokens=account.cached,
            seconds=round(monotonic() - started, 3),
            dropped=dict(sorted(account.dropped.items())),
        )

    def _parts(self, transcript: Transcript, persona: Persona) -> list[Window]:
        nothing = self._question(transcript, persona, Window(1, 1, 1), complaint="x" * _LONGEST_COMPLAINT)
        room = self._settings.context_tokens - count_messages([self._system, nothing], self._model).tokens
        if room <= _FRAME_TOKENS:
            raise ModelError(
                f"{self._settings.context_tokens} tokens a request (SIMULATOR_CONTEXT_TOKENS) have no room for a turn"
            )
        shown = (prompts.neutralised(turn.text) for turn in transcript.turns)
        return windows([count(text, self._model).tokens + _FRAME_TOKENS for text in shown], room)

    def _question(self, transcript: Transcript, persona: Persona, part: Window, complaint: str = "") -> HumanMessage:
        turns = [
            {
                "number": number,
                "speaker": transcript.turns[number].speaker,
                "mark": "yes" if number >= part.start and _has_words(transcript, number) else "no",
                "text": transcript.turns[number].text,
            }
            for number in range(part.first, part.end)
        ]
        request = transcript.preparation.request if transcript.preparation else None
        return HumanMessage(
            prompts.load("grader_call").render(
                name=persona.name, title=persona.title, organisation=persona.organisation, field=persona.field,
                request=request or "", turns=turns, first=part.first, start=part.start, last=part.end - 1,
                complaint=complaint,
            )
        )  # fmt: skip

    async def _heard(
        self, transcript: Transcript, persona: Persona, parts: Sequence[Window], account: _Account
    ) -> list[list[Observation]]:
        """What each of the readings found, all parts of it together."""

        async def one(reading: int, part: Window) -> list[Observation]:
            answer = await self._asked(transcript, persona, part, reading, account)
            return self._verified(answer, transcript, part, account)

        wanted = [part for part in parts if any(_has_words(transcript, turn) for turn in range(part.start, part.end))]
        questions = [partial(one, reading, part) for reading in range(self.readings) for part in wanted]
        found = await _all(questions, self._settings.grading_at_once)
        size = len(wanted)
        return [
            [seen for part in found[reading * size : (reading + 1) * size] for seen in part]
            for reading in range(self.readings)
        ]

    async def _asked(
        self, transcript: Transcript, persona: Persona, part: Window, reading: int, account: _Account
    ) -> _Answer:
        complaint = ""
        for left in reversed(range(TRIES)):
            messages = [self._system, self._question(transcript, persona, part, complaint)]
            try:
                return answered(await self._sent(messages, reading, account), _Answer, _place)
            except ModelUnreadable as error:
                if not left:
                    raise
                complaint = str(error)[:_LONGEST_COMPLAINT]
            except ModelError as error:
                raise _discreet(error, transcript) from None
        raise AssertionError("unreachable")

    async def _sent(self, messages: Sequence[BaseMessage], reading: int, account: _Account) -> AIMessage:
        prompt = account.ask(messages, self._model)
        seconds = self._settings.grading_seconds
        try:
            async with asyncio.timeout(seconds) as all_in_all:
                # a seed of its own for every reading: servers that know seeds would else answer all of them alike
                message = await self._chat.ainvoke(list(messages), response_format=SCHEMA, seed=reading)
        except failures() as error:
            if all_in_all.expired():
                raise ModelTimeout(f"no whole answer from the model within {seconds:g} s") from None
            raise translated(error, self._settings, begun=False) from None
        account.answer(message, prompt, self._model)
        return message

    def _verified(self, answer: _Answer, transcript: Transcript, part: Window, account: _Account) -> list[Observation]:
        """The marks whose words stand in a turn that was to be marked, each turn and kind once."""
        found: dict[_Place, Observation] = {}
        for mark in answer.observations:
            reason = _wrong(mark, transcript, part)
            place = None if reason else locate(mark.quote, transcript.turns[mark.turn].text)
            if place is None:
                account.dropped[reason or "quote_not_in_turn"] += 1
                continue
            kind, text = Kind(mark.kind), transcript.turns[mark.turn].text
            if (mark.turn, kind) in found:
                account.dropped["repeated"] += 1
                continue
            found[mark.turn, kind] = Observation.of(mark.turn, kind, text, *place, source=self.source, confidence=1.0)
        return list(found.values())

    def _voted(
        self, readings: Sequence[Sequence[Observation]], transcript: Transcript, account: _Account
    ) -> tuple[Observation, ...]:
        """What more than half of the readings found, in the words that most of those chose."""
        votes: dict[_Place, list[Observation]] = {}
        for one in (seen for reading in readings for seen in reading):
            votes.setdefault((one.turn, one.kind), []).append(one)
        elected = []
        for (turn, kind), agreeing in sorted(votes.items()):
            if 2 * len(agreeing) <= self.readings:
                account.dropped["outvoted"] += len(agreeing)
                continue
            (start, end), _ = Counter((one.start, one.end) for one in agreeing).most_common(1)[0]
            share = round(len(agreeing) / self.readings, 3)
            text = transcript.turns[turn].text
            elected.append(Observation.of(turn, kind, text, start, end, source=self.source, confidence=share))
        return tuple(elected)


def fingerprint() -> str:
    """Changes when any of the texts does that a model is given to read a call by."""
    return prompts.fingerprint(
        *(prompts.load(name).fingerprint for name in ("grader", "grader_call")), json.dumps(SCHEMA, sort_keys=True)
    )


_LONGEST_COMPLAINT = 160
"""Characters."""


def _has_words(transcript: Transcript, number: int) -> bool:
    turn = transcript.turns[number]
    return turn.speaker == "learner" and bool(turn.text.strip())


def _wrong(mark: _Mark, transcript: Transcript, part: Window) -> str | None:
    """Why a mark can't count whatever its quote is, if so."""
    if mark.kind not in set(Kind):
        return "unknown_kind"
    if mark.kind in OFFLINE_KINDS:
        return "kind_not_asked_for"
    if not 0 <= mark.turn < len(transcript.turns) or not _has_words(transcript, mark.turn):
        return "not_a_turn_of_the_learner"
    return None if part.start <= mark.turn < part.end else "turn_of_another_part"


def _place(error: ValidationError) -> str:
    """Where, without a word that only the model said: a key of its own making is left out."""
    loc, _ = first_problem(error)
    known = (str(part) for part in loc if isinstance(part, int) or part in {"observations", "kind", "turn", "quote"})
    return ".".join(known) or "at the top"


def _discreet(error: ModelError, transcript: Transcript) -> ModelError:
    """The error, or, where a server's reason repeats words of the call, the error without them."""
    said = " ".join(_words(" ".join(turn.text for turn in transcript.turns)))
    reason = _words(str(error))
    runs = (" ".join(reason[first : first + _TELLING]) for first in range(len(reason) - _TELLING + 1))
    if any(f" {run} " in f" {said} " for run in runs):
        return type(error)("the model's server refused, with a reason that repeats words of the call")
    return error


_TELLING = 4
"""Words in a row that two texts don't share by chance."""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


async def _all(wanted: Sequence[Callable[[], Awaitable[T]]], at_once: int) -> list[T]:
    """All results in order, so many under way at the same time; once one fails, no more are begun."""
    results: dict[int, T] = {}
    left = iter(enumerate(wanted))

    async def work() -> None:
        for number, one in left:
            results[number] = await one()

    tasks = [asyncio.create_task(work()) for _ in range(min(at_once, len(wanted)))]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return [results[number] for number in range(len(wanted))]
