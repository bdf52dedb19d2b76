"""One turn, said by a model, or, when the model fails, whole by the understudy.

    async for event in speak(brief, lead, "openai:gpt-4o", understudy, settings): ...

    Sentence("I started in a warehouse."), Sentence("Nights, mostly."), Reply(text=..., by="openai:gpt-4o", ...)
    Sentence("I started in a warehouse."), TookOver("the connection to the model broke off", partial="I started ..."),
    Sentence("Warehouses, to begin with."), Reply(text=..., by="offline", understudy=True, ...)

The model runs in a task of its own, so that its time-out can't strike whoever listens, and its stream is drained while
a page is being painted. Who stops listening stops the model: its stream is closed before `speak` is done.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from time import monotonic
from typing import cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from simulator.clock import words
from simulator.errors import ModelCut, ModelError, ModelTimeout, ModelUnreadable
from simulator.models import failures, keep_private, translated
from simulator.professional import Brief
from simulator.professional.prompted import fingerprint, fitted, script
from simulator.professional.spoken import Speech
from simulator.settings import Settings
from simulator.tokens import Count, count, count_messages

OFFLINE = "offline"
"""What the built-in professional is called."""


@dataclass(frozen=True)
class Sentence:
    """A whole sentence, as soon as it is one."""

    text: str


@dataclass(frozen=True)
class TookOver:
    """The lead failed. What was said of this turn is withdrawn; the understudy says all of it."""

    reason: str
    partial: str
    """What the lead had said."""


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
    """Whether the model was stopped because it ran far over its budget of words, or stopped itself in mid-sentence."""
    failure: str | None
    """Why the lead failed, if it did."""
    model: str | None
    """The model as its server names it."""


Event = Sentence | TookOver | Reply
_Show = Callable[[Event], None]


async def speak(
    brief: Brief, lead: BaseChatModel, lead_name: str, understudy: BaseChatModel, settings: Settings
) -> AsyncGenerator[Event, None]:
    """Say one turn. Ends with a `Reply`; the sentences since the last `TookOver`, joined by spaces, are its text."""
    keep_private()
    events: asyncio.Queue[Event | None] = asyncio.Queue()

    async def say() -> None:
        try:
            await _turn(brief, lead, lead_name, understudy, settings, events.put_nowait)
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
    brief: Brief, lead: BaseChatModel, lead_name: str, understudy: BaseChatModel, settings: Settings, show: _Show
) -> None:
    started = monotonic()
    messages = script(brief)
    went = came = Count(0, estimated=False)
    failure = None
    take = _Take(brief, show)
    if lead_name == OFFLINE:
        await take.recite(lead, messages)
    else:
        model = lead_name.removeprefix("openai:")
        sent = fitted(messages, model, settings.context_tokens)
        try:
            await take.improvise(lead, sent, settings)
        except ModelError as error:
            failure = str(error)
        went, came = take.tokens(sent, model)
        if failure is not None:
            show(TookOver(failure, " ".join(take.sentences)))
            take = _Take(brief, show)
            await take.recite(understudy, messages)
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
            cut=take.cut,
            failure=failure,
            model=take.model,
        )
    )


class _Take:
    """One go at saying a turn, and all that is known of it."""

    def __init__(self, brief: Brief, show: _Show) -> None:
        self.sentences: list[str] = []
        self.first_at: float | None = None
        self.cut = False
        self.model: str | None = None
        self._show = show
        self._speech = Speech(brief.persona.name)
        self._most_words = round(1.5 * brief.stage.budget_words) + 10
        self._most_characters = 9 * self._most_words  # where no spaces are written, a sentence would count as one word
        self._may_own_up = bool(brief.turns and _ASKS_WHAT_YOU_ARE.search(brief.turns[-1].text))
        self._begun = False
        self._raw = ""
        self._usage: tuple[int, int] | None = None
        self._finish: str | None = None

    async def recite(self, model: BaseChatModel, messages: Sequence[BaseMessage]) -> None:
        """Say what the built-in professional says, word for word; it comes sentence by sentence."""
        async with aclosing(cast(AsyncGenerator[AIMessageChunk, None], model.astream(list(messages)))) as stream:
            async for message in stream:
                if text := message.text.strip():
                    self._put(text)
        if not self.sentences:
            raise ModelUnreadable("the built-in professional had nothing to say")

    async def improvise(self, model: BaseChatModel, messages: Sequence[BaseMessage], settings: Settings) -> None:
        """Say what a language model makes of it, within bounds. Raises `ModelError`."""
        clock = asyncio.get_running_loop().time
        try:
            async with (
                asyncio.timeout(settings.reply_seconds),
                asyncio.timeout(None) as silence,
                aclosing(_stream(model, messages, settings)) as stream,
            ):
                async for message in stream:
                    # until the first word the connection's own time-out watches, which knows of retries; from then on
                    # words count, and not the comments by which some servers keep a line open
                    silence.reschedule(clock() + settings.first_token_seconds)
                    self._note(message)
                    if not self._take_in(message.text):
                        self.cut = True
                        return
        except TimeoutError:
            if silence.expired():
                raise ModelTimeout(f"the model fell silent for {settings.first_token_seconds:g} s") from None
            raise ModelTimeout(f"no whole reply from the model within {settings.reply_seconds:g} s") from None
        self._end()

    def tokens(self, sent: Sequence[BaseMessage], model: str) -> tuple[Count, Count]:
        """What went to the model and what came back: by the server's own account if it gave one, else counted."""
        if self._usage:
            went, came = self._usage
            return Count(went, estimated=False), Count(came, estimated=False)
        if not self._begun:
            return Count(0, estimated=False), Count(0, estimated=False)
        return count_messages(sent, model), count(self._raw, model)

    def _note(self, message: AIMessageChunk) -> None:
        self._begun = True
        self._raw += message.text
        self._finish = message.response_metadata.get("finish_reason") or self._finish
        self.model = message.response_metadata.get("model_name") or self.model
        if message.usage_metadata:
            self._usage = message.usage_metadata["input_tokens"], message.usage_metadata["output_tokens"]

    def _take_in(self, text: str) -> bool:
        """Whether there is room for more."""
        for sentence in self._speech.feed(text):
            if not self._fits(sentence):
                self._say_shortened(sentence)
                return False
            self._say(sentence)
        if len(self._raw) > _MOST_RAW:
            raise ModelUnreadable("the model thought without end")
        if self._speech.waiting * 2 > self._most_words and not self._fits(pending := self._speech.pending):
            self._say_shortened(pending)
            return False
        return True

    def _end(self) -> None:
        match self._finish:
            case None:
                raise ModelCut("the model's words broke off in the middle")
            case "content_filter":
                raise ModelUnreadable("the model's server withheld the reply")
            case "length" if self.sentences:
                self.cut = True
            case "length":
                raise ModelCut("the model reached its own limit before the end of a sentence")
            case _:
                for sentence in self._speech.finish():
                    if not self._fits(sentence):
                        self._say_shortened(sentence)
                        self.cut = True
                        break
                    self._say(sentence)
        if not self.sentences:
            raise ModelUnreadable("the model's reply was empty")

    def _fits(self, sentence: str) -> bool:
        said = " ".join([*self.sentences, sentence])
        return words(said) <= self._most_words and len(said) <= self._most_characters

    def _say_shortened(self, sentence: str) -> None:
        """Of a sentence too long, nothing if anything was said before, else as much as fits."""
        if not self.sentences:
            kept = " ".join(sentence.split()[: self._most_words])[: self._most_characters]
            self._say(kept.rstrip(" ,;:-–—") + "…")

    def _say(self, sentence: str) -> None:
        if not self._may_own_up and _OUT_OF_PART.search(sentence):
            raise ModelUnreadable("the model fell out of its part")
        self._put(sentence)

    def _put(self, sentence: str) -> None:
        if self.first_at is None:
            self.first_at = monotonic()
        self.sentences.append(sentence)
        self._show(Sentence(sentence))


_MOST_RAW = 200_000
"""Characters that may come in for one reply, thoughts included."""

_OUT_OF_PART = re.compile(
    r"\bas an? (?:AI|artificial intelligence|(?:large )?language model)\b[^.;]{0,40}\bI\b"
    r"|\bI(?:['’]m| am) sorry,? but I(?: can['’]?t| cannot| am unable to|['’]m unable to)"
    r" (?:assist|help|comply|continue|engage)\b",
    re.IGNORECASE,
)
"""The set phrases of models that refuse. Nobody says them on the telephone, unless they are asked what they are."""
_ASKS_WHAT_YOU_ARE = re.compile(
    r"\b(?:AI|A\.I\.|(?:ro|chat)?bot|program|computer|machine|algorithm|software|human|real person|(?:chat)?gpt"
    r"|language model|LLM)\b",
    re.IGNORECASE,
)


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
