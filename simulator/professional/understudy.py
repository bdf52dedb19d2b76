"""One turn, said by a model, or, when the model fails, whole by the understudy.

    async for event in speak(brief, lead, "openai:gpt-4o", understudy, settings): ...

    Sentence("I started in a warehouse."), Sentence("Nights, mostly."), Reply(text=..., by="openai:gpt-4o", ...)
    Sentence("I started in a warehouse."), TookOver("the connection to the model broke off", partial="I started ..."),
    Sentence("Warehouses, to begin with."), Reply(text=..., by="offline", understudy=True, ...)
    Sentence("I started in a warehouse."), HeldBack(Violation.OFFER, "Come work for us.", remedy="said_again", ...),
    Sentence("Nights, mostly."), Reply(text=..., by="openai:gpt-4o", attempts=2, ...)

The guard hears each sentence before the learner does. When it holds one back, the stream is closed and the model is
asked once more, with the reason. What was heard before that sentence was good, so it stands, and the second attempt
goes on from it: words that come and go on a telephone would be stranger than a turn of two halves. When the second
attempt is held back too, the model has lost the thread: all of the turn is withdrawn, as with any failure, and the
understudy says it.

Where the direction is to decline an ask, that nothing does shows only when the reply is over, and "Sure, what a nice
idea." can't be taken back by half a turn more. So there the first sentences wait for the one that declines, and all are
heard with it; it is mostly the first or the second of a short reply, and what follows comes sentence by sentence again.
A reply without one is heard by nobody, and is asked for anew.

The model runs in a task of its own, so that its time-out can't strike whoever listens, and its stream is drained while
a page is being painted. Who stops listening stops the model: its stream is closed before `speak` is done.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import Literal, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from simulator.clock import words
from simulator.errors import ModelCut, ModelError, ModelTimeout, ModelUnreadable
from simulator.models import failures, keep_private, parse, translated
from simulator.professional import Brief
from simulator.professional.guard import Alarm, Guard, Violation
from simulator.professional.lines import key
from simulator.professional.phrases import phrases
from simulator.professional.prompted import FEWEST_WORDS, Unheard, budget, fingerprint, fitted, script
from simulator.professional.spoken import Speech, Utterance
from simulator.settings import Settings
from simulator.tokens import Count, count, count_messages

OFFLINE = "offline"
"""What the built-in professional is called."""
SPARE_WORDS, SPARE_SHARE = 4, 0.1
"""By how much a reply may run over its budget of words before it ends, at the end of a sentence: by four words or a
tenth, whichever is more. So 38 words at most for the 34 of a goodbye and 79 for the 72 of a story."""
ATTEMPTS = 2

Remedy = Literal["taken_out", "said_again", "stopped", "took_over"]
"""What became of a sentence that was held back: a stage direction was taken out of it and the rest was said, the model
was asked again, the reply ended there, or the understudy took the turn."""


@dataclass(frozen=True)
class Sentence:
    """A whole sentence, as soon as it is one."""

    text: str


@dataclass(frozen=True)
class HeldBack:
    """A sentence of the lead's that nobody was shown as it stood."""

    violation: Violation
    sentence: str
    found: str
    """The words that gave it away."""
    attempt: int
    """1 or 2."""
    remedy: Remedy


@dataclass(frozen=True)
class TookOver:
    """The lead failed. What was said of this turn is withdrawn; the understudy says all of it."""

    reason: str
    partial: str
    """What the lead had said."""
    kind: str = ModelError.__name__
    """The class of the error."""


@dataclass(frozen=True)
class Reply:
    """The turn as it stands in the end. Seconds count from the moment it was asked for."""

    text: str
    by: str
    understudy: bool
    seconds: float
    first_sentence_seconds: float | None
    """Until the first sentence that was not withdrawn."""
    tokens_in: int
    """What went to the model and what came back, also where that was withdrawn; 0 for the built-in professional."""
    tokens_out: int
    tokens_estimated: bool
    prompt_fingerprint: str
    cut: bool
    """Whether the model was stopped because it ran over its budget of words, or stopped itself in mid-sentence."""
    failure: str | None
    """Why the lead failed, if it did."""
    model: str | None
    """The model as its server names it."""
    attempts: int
    """How often the model was asked; 0 for the built-in professional."""


Event = Sentence | HeldBack | TookOver | Reply
_Show = Callable[[Event], None]


async def speak(
    brief: Brief,
    lead: BaseChatModel,
    lead_name: str,
    understudy: BaseChatModel,
    settings: Settings,
    refused: ModelError | None = None,
    attempts: int = ATTEMPTS,
) -> AsyncGenerator[Event, None]:
    """Say one turn. Ends with a `Reply`; the sentences since the last `TookOver`, joined by spaces, are its text.

    Where it is known already that the lead can't be asked, `refused` says why, and it is not. A lead that has been held
    back often has fewer `attempts`.
    """
    keep_private()
    events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def say() -> None:
        try:
            await _turn(brief, lead, lead_name, understudy, settings, events.put_nowait, refused, attempts)
        finally:
            events.put_nowait(None)

    task = asyncio.create_task(say(), name=f"words of {lead_name}")
    try:
        while (event := await events.get()) is not None:
            yield event
        await task
    finally:
        if not task.done():
            task.cancel()
            await asyncio.wait([task])


async def _turn(
    brief: Brief,
    lead: BaseChatModel,
    lead_name: str,
    understudy: BaseChatModel,
    settings: Settings,
    show: _Show,
    refused: ModelError | None,
    attempts: int,
) -> None:
    started = monotonic()
    failure = None
    take, tried = _Take(show), list[_Attempt]()
    if lead_name == OFFLINE:
        await take.recite(lead, script(brief))
    else:
        try:
            if refused is not None:
                raise refused
            await _improvise(brief, lead, parse(lead_name).model, settings, take, tried, attempts)
        except ModelError as error:
            failure = str(error)
            show(TookOver(failure, " ".join(take.sentences), type(error).__name__))
            take = _Take(show)
            await take.recite(understudy, script(brief))
    went = sum((attempt.went for attempt in tried), start=Count(0, estimated=False))
    came = sum((attempt.came for attempt in tried), start=Count(0, estimated=False))
    last = tried[-1] if tried and failure is None else None
    show(
        Reply(
            text=" ".join(take.sentences),
            by=lead_name if failure is None else OFFLINE,
            understudy=failure is not None,
            seconds=monotonic() - started,
            first_sentence_seconds=take.first_at - started if take.first_at is not None else None,
            tokens_in=went.tokens,
            tokens_out=came.tokens,
            tokens_estimated=went.estimated or came.estimated,
            prompt_fingerprint=fingerprint(),
            cut=last is not None and last.cut,
            failure=failure,
            model=last.model if last else None,
            attempts=len(tried),
        )
    )


async def _improvise(
    brief: Brief,
    lead: BaseChatModel,
    model: str,
    settings: Settings,
    take: "_Take",
    tried: "list[_Attempt]",
    attempts: int,
) -> None:
    """Say what a language model makes of a turn, within bounds and past the guard. Raises `ModelError`."""
    # the first guard of a process reads its phrases and the catalogue, half a second that nobody else waits for
    guard, unheard = await asyncio.to_thread(Guard.on, brief), None
    deadline = asyncio.get_running_loop().time() + settings.reply_seconds
    for number in range(1, attempts + 1):
        attempt = _Attempt(number, brief, guard, take, last=number == attempts)
        tried.append(attempt)
        unheard = await attempt.improvise(
            lead, fitted(brief, model, settings.context_tokens, unheard), model, settings, deadline
        )
        if unheard is None:
            break
    if unheard is not None:
        again = ", and again when it was to mend that" if len(tried) > 1 else ""
        raise ModelUnreadable(f"{phrases().told[unheard.violation.value]}{again}")
    if not take.sentences:
        raise ModelUnreadable("the model's reply was empty")


class _Take:
    """What the learner hears of a turn by one professional."""

    def __init__(self, show: _Show) -> None:
        self.sentences: list[str] = []
        self.first_at: float | None = None
        self.show = show

    async def recite(self, model: BaseChatModel, messages: Sequence[BaseMessage]) -> None:
        """Say what the built-in professional says, word for word; it comes sentence by sentence."""
        async with aclosing(cast(AsyncGenerator[AIMessageChunk, None], model.astream(list(messages)))) as stream:
            async for message in stream:
                if text := message.text.strip():
                    self.say(text)
        if not self.sentences:
            raise ModelUnreadable("the built-in professional had nothing to say")

    def say(self, sentence: str) -> None:
        """Let a sentence be heard."""
        if self.first_at is None:
            self.first_at = monotonic()
        self.sentences.append(sentence)
        self.show(Sentence(sentence))

    def has_said(self, sentence: str) -> bool:
        """Whether the very words were heard on this turn."""
        return key(sentence) in map(key, self.sentences)


class _Attempt:
    """One request to a language model for a turn, and all that is known of it."""

    def __init__(self, number: int, brief: Brief, guard: Guard, take: _Take, *, last: bool) -> None:
        self.cut = False
        self.model: str | None = None
        self.went = self.came = Count(0, estimated=False)
        """What went to the model and what came back."""
        self._number, self._guard, self._take, self._last = number, guard, take, last
        self._speech = Speech(brief.persona.name)
        self._budget = budget(brief.stage)
        self._most_words = self._budget + max(SPARE_WORDS, round(SPARE_SHARE * self._budget))
        self._most_characters = 9 * self._most_words  # where no spaces are written, a sentence would count as one word
        self._waiting: list[Utterance] = []
        """Sentences with nothing wrong in them, while the turn still owes a refusal."""
        self._unheard: Unheard | None = None
        self._begun = False
        self._raw = ""
        self._usage: tuple[int, int] | None = None
        self._finish: str | None = None

    async def improvise(
        self, lead: BaseChatModel, messages: Sequence[BaseMessage], model: str, settings: Settings, deadline: float
    ) -> Unheard | None:
        """Let the model speak. Returns where it has to take the turn up again, if it has to; raises `ModelError`."""
        clock = asyncio.get_running_loop().time
        try:
            async with (
                asyncio.timeout_at(deadline),
                asyncio.timeout(None) as silence,
                aclosing(_stream(lead, messages, settings)) as stream,
            ):
                async for message in stream:
                    # until the first word the connection's own time-out watches, which knows of retries; from then on
                    # words count, and not the comments by which some servers keep a line open
                    silence.reschedule(clock() + settings.first_token_seconds)
                    self._note(message)
                    if not self._take_in(message.text):
                        return self._unheard
            self._end()
        except TimeoutError:
            if silence.expired():
                raise ModelTimeout(f"the model fell silent for {settings.first_token_seconds:g} s") from None
            raise ModelTimeout(f"no whole reply from the model within {settings.reply_seconds:g} s") from None
        finally:
            self._count(messages, model)
        return self._unheard

    def _count(self, sent: Sequence[BaseMessage], model: str) -> None:
        """By the server's own account if it gave one, else as we count."""
        if self._usage:
            self.went, self.came = (Count(tokens, estimated=False) for tokens in self._usage)
        elif self._begun:
            self.went, self.came = count_messages(sent, model), count(self._raw, model)

    def _note(self, message: AIMessageChunk) -> None:
        self._begun = True
        self._raw += message.text
        self._finish = message.response_metadata.get("finish_reason") or self._finish
        self.model = message.response_metadata.get("model_name") or self.model
        if message.usage_metadata:
            self._usage = message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]

    def _take_in(self, text: str) -> bool:
        """Whether the model may go on."""
        for utterance in self._speech.feed(text):
            if not self._passes(utterance):
                return False
        if len(self._raw) > _MOST_RAW:
            raise ModelUnreadable("the model thought without end")
        if self._speech.waiting * 2 > self._most_words and not self._fits(pending := self._speech.pending):
            return self._passes(Utterance(pending, pending))
        return True

    def _end(self) -> None:
        match self._finish:
            case None:
                raise ModelCut("the model's words broke off in the middle")
            case "content_filter":
                raise ModelUnreadable("the model's server withheld the reply")
            case "length" if self._said:
                self.cut = True
            case "length":
                raise ModelCut("the model reached its own limit before the end of a sentence")
            case _:
                all(self._passes(utterance) for utterance in self._speech.finish())
        if self._waiting and self._unheard is None:
            self._refuses_nothing()

    @property
    def _said(self) -> list[str]:
        """What was heard of the turn, and what waits to be."""
        return [*self._take.sentences, *(utterance.text for utterance in self._waiting)]

    def _passes(self, utterance: Utterance) -> bool:
        """Let an utterance be heard if it may be. Whether the model may go on."""
        for direction in utterance.taken_out:
            self._hold_back(utterance, Alarm(Violation.STAGE_DIRECTION, direction), "taken_out")
        sentence, said = utterance.text, self._said
        if not sentence or (self._number > 1 and self._take.has_said(sentence)):
            return True
        if fits := self._fits(sentence):
            heard = utterance
        elif not said:
            heard = Utterance(shortened := self._shortened(sentence), shortened)
        else:
            return self._stop(utterance, Alarm(Violation.OVER_BUDGET, ""))
        if alarm := self._guard.alarm(heard, said):
            return self._stop(utterance, alarm)
        self._let_hear(heard)
        return fits or self._stop(utterance, Alarm(Violation.OVER_BUDGET, ""))

    def _let_hear(self, utterance: Utterance) -> None:
        """Let it be heard, and what waited for it, unless it has to wait for a refusal itself."""
        self._waiting.append(utterance)
        # nothing is heard before a refusal, so that where something was, none is owed any more
        if self._take.sentences or not self._guard.owes_refusal(self._said):
            for one in self._waiting:
                self._take.say(one.text)
            self._waiting.clear()

    def _refuses_nothing(self) -> Literal[False]:
        """Stop a reply that is over, or as long as it may be, and has not declined what it was to decline."""
        written = " ".join(utterance.written.strip() for utterance in self._waiting)
        return self._stop(Utterance(written, written), Alarm(Violation.NO_REFUSAL, ""))

    def _stop(self, utterance: Utterance, alarm: Alarm) -> Literal[False]:
        """End the attempt before an utterance, and see to what comes after it."""
        if self._waiting and alarm.violation is Violation.OVER_BUDGET:
            return self._refuses_nothing()
        said = self._take.sentences
        enough = said and words(" ".join(said)) > self._budget - FEWEST_WORDS
        # who begins to repeat themselves has said what they had to say
        if alarm.violation is Violation.OVER_BUDGET or enough or (said and alarm.violation is Violation.SAID_BEFORE):
            self.cut = True
            self._hold_back(utterance, alarm, "stopped")
            return False
        self._unheard = Unheard(tuple(said), utterance.written.strip(), alarm.violation)
        self._hold_back(utterance, alarm, "took_over" if self._last else "said_again")
        return False

    def _hold_back(self, utterance: Utterance, alarm: Alarm, remedy: Remedy) -> None:
        written, found = (_whole(text)[:_LONGEST_HELD_BACK] for text in (utterance.written.strip(), alarm.found))
        self._take.show(HeldBack(alarm.violation, written, found, self._number, remedy))

    def _fits(self, sentence: str) -> bool:
        said = " ".join([*self._said, sentence])
        return words(said) <= self._most_words and len(said) <= self._most_characters

    def _shortened(self, sentence: str) -> str:
        """As much of a sentence as there is room for: up to a comma or the like, if that leaves half of it or more."""
        kept = " ".join(sentence.split()[: self._most_words])[: self._most_characters]
        clauses = [end.start() for end in _CLAUSE_END.finditer(kept) if end.start() * 2 >= len(kept)]
        return kept[: clauses[-1] if clauses else None].rstrip(" ,;:-–—") + "…"


def _whole(text: str) -> str:
    """The text with half characters replaced, which no log can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


_CLAUSE_END = re.compile(r"[,;:–—](?=\s)|\s(?=(?:and|but|because|so|which|or)\s)")
_LONGEST_HELD_BACK = 1_000
"""Characters of a sentence that the log keeps."""
_MOST_RAW = 200_000
"""Characters that may come in for one reply, thoughts included."""


async def _stream(
    model: BaseChatModel, messages: Sequence[BaseMessage], settings: Settings
) -> AsyncGenerator[AIMessageChunk, None]:
    begun = False
    try:
        async with aclosing(cast(AsyncGenerator[AIMessageChunk, None], model.astream(list(messages)))) as stream:
            async for message in stream:
                begun = True
                yield message
    except failures() as error:
        raise translated(error, settings, begun=begun) from error
