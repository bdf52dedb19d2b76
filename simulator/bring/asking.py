"""A pasted text -> what a language model makes of it: the public side read off, the private side invented.

Two questions, each by a strict JSON schema, each asked at most twice. The first is shown the text, a part at a time
where it is long; the second only what came of the first, so that no words that a real person said get into what the
invented one will say. What the first claims is looked up afterwards (`simulator.bring.held`).
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, TypeVar

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import ValidationError

from simulator import prompts
from simulator.bring.sifting import Answer, Asked, PrivateSide, PublicSide, sayable, together, without_false_speech
from simulator.bring.source import indexed
from simulator.document import first_problem
from simulator.errors import ModelTimeout, ModelUnreadable
from simulator.models import answered, build_grader, failures, translated
from simulator.settings import Settings
from simulator.tokens import count

Shape = TypeVar("Shape", bound=Answer)

TRIES = 2
"""How often one question is asked, the second time with what was wrong with the first answer."""
SHARE_OF_CONTEXT = 0.5
"""Of what may be sent at once, for the text; the rest is for the rules and the answer."""
MOST_ITEMS, LONGEST_TEXT = 14, 600
"""What a local model is held to, in a list and in characters."""
LONGEST_COMPLAINT = 160
"""Characters."""


class Asker:
    """Asks one model about one text. Raises `InputError` at birth for a model that can't be had."""

    def __init__(self, name: str, settings: Settings) -> None:
        kind, _, self._name = name.partition(":")
        self._bounded = kind == "local"
        self._settings = settings
        self._chat = build_grader(name, settings)

    async def public(self, text: str) -> Asked:
        """What the text says. Raises `ModelError`."""
        system = SystemMessage(prompts.load("bring").render())
        cut = self._parts(text)
        page = prompts.load("bring_page")
        read: list[PublicSide] = []
        for number, part in enumerate(cut, start=1):

            def question(complaint: str, part: str = part, number: int = number) -> Sequence[BaseMessage]:
                shown = page.render(page=part, part=number, parts=len(cut), complaint=complaint)
                return [system, HumanMessage(shown)]

            read.append(await self._answer("bring", question, PublicSide))
        return without_false_speech(together(read), indexed(text))

    async def private(self, values: Mapping[str, Any], text: str) -> Asked:
        """What such a person could tell, invented. Raises `ModelError`."""
        public = values.get("public") or {}
        known = {key: str(values.get(key) or "") for key in ("name", "title", "organisation", "field", "location")}
        lists = {key: public.get(key) or [] for key in ("career", "education")}
        writing = [{"where": "", "year": "", "summary": "", **piece} for piece in public.get("writing") or []]
        system = SystemMessage(prompts.load("bring_private").render())

        def question(complaint: str) -> Sequence[BaseMessage]:
            shown = prompts.load("bring_person").render(
                **known, **lists, profile=str(public.get("profile") or ""), writing=writing,
                facts=public.get("organisation_facts") or [], complaint=complaint,
            )  # fmt: skip
            return [system, HumanMessage(shown)]

        return sayable(await self._answer("bring_private", question, PrivateSide), values, indexed(text))

    def _parts(self, text: str) -> list[str]:
        """The text in parts that a model takes at once, cut between lines where that can be."""
        room = SHARE_OF_CONTEXT * self._settings.context_tokens
        parts, used = [""], 0.0
        for line in _short_lines(text, most=int(room)):
            tokens = count(line, self._name).tokens + 1
            if used + tokens > room and parts[-1]:
                parts.append("")
                used = 0.0
            parts[-1] += line + "\n"
            used += tokens
        return parts

    async def _answer(
        self, purpose: str, question: Callable[[str], Sequence[BaseMessage]], shape: type[Shape]
    ) -> Shape:
        complaint = ""
        for left in reversed(range(TRIES)):
            try:
                return answered(await self._sent(purpose, question(complaint), shape), shape, _place)
            except ModelUnreadable as error:
                if not left:
                    raise
                complaint = str(error)[:LONGEST_COMPLAINT]
        raise AssertionError("unreachable")

    def _schema(self, purpose: str, shape: type[Answer]) -> dict[str, Any]:
        schema = _plain(shape.model_json_schema(), bounded=self._bounded)
        return {"type": "json_schema", "json_schema": {"name": purpose, "strict": True, "schema": schema}}

    async def _sent(self, purpose: str, messages: Sequence[BaseMessage], shape: type[Answer]) -> AIMessage:
        started = monotonic()
        outcome = "failed"
        usage: Any = None
        try:
            async with asyncio.timeout(self._settings.grading_seconds) as all_in_all:
                message = await self._chat.ainvoke(list(messages), response_format=self._schema(purpose, shape))
            outcome, usage = "answered", message.usage_metadata
            return message
        except failures() as error:
            if all_in_all.expired():
                seconds = self._settings.grading_seconds
                raise ModelTimeout(f"no whole answer from the model within {seconds:g} s") from None
            raise translated(error, self._settings, begun=False) from None
        finally:
            logging.getLogger("simulator").info(
                "request %s (prompt %s) to %s %s after %.1f s, tokens %s", purpose, prompts.load(purpose).fingerprint,
                self._name, outcome, monotonic() - started, dict(usage) if usage else "unknown",
            )  # fmt: skip


def _plain(schema: Any, *, bounded: bool) -> Any:
    """A schema without what strict servers do not take: names for show, bounds of numbers.

    `bounded`: with bounds of lists and texts, which llama.cpp obeys; the smallest models run on for ever without.
    """
    if isinstance(schema, list):
        return [_plain(each, bounded=bounded) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {
        key: _plain(value, bounded=bounded)
        for key, value in schema.items()
        if key not in {"minimum", "maximum"} and not (key == "title" and isinstance(value, str))
    }
    bounds = {"array": {"maxItems": MOST_ITEMS}, "string": {"maxLength": LONGEST_TEXT}} if bounded else {}
    return kept | (bounds.get(str(schema.get("type")), {}) if "enum" not in schema else {})


def _place(error: ValidationError) -> str:
    loc, _ = first_problem(error)
    return ".".join(str(step) for step in loc) or "at the top"


def _short_lines(text: str, most: int) -> Iterable[str]:
    """The lines of a text, a line that is too long for one question in pieces of so many characters."""
    for line in text.split("\n"):
        yield from (line[start : start + most] for start in range(0, max(1, len(line)), most))
