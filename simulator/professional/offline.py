"""The offline professional: answers out of the persona's own material, in their own lines, without network or model.

    OfflineProfessional(persona=load("dana-okafor.yaml")).invoke(prompted.script(brief)).text

It obeys the stage direction of the last message, knows nothing but the messages, and says no sentence twice in a call.
The same messages and seed give the same words.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import cached_property
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from simulator.director import Act, Stage
from simulator.persona import Persona
from simulator.professional.lines import Lines
from simulator.professional.retrieval import Library, library
from simulator.professional.turn import OwnTurn


class OfflineProfessional(BaseChatModel):
    """A chat model that needs neither key nor network: the stage is in the last message's `additional_kwargs`."""

    persona: Persona
    seed: int = 0

    @property
    def _llm_type(self) -> str:
        return "offline"

    @cached_property
    def _library(self) -> Library:
        return library(self.persona.private, self.persona.field)

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.persona, self.seed)

    def _say(self, messages: Sequence[BaseMessage]) -> list[str]:
        last = messages[-1] if messages else None
        if not isinstance(last, HumanMessage) or "stage" not in last.additional_kwargs:
            raise ValueError(
                "the last message carries no stage direction; simulator.professional.prompted.script makes them"
            )
        stage = Stage.model_validate(last.additional_kwargs["stage"])
        if stage.act is Act.GREET:
            self._library.prepare()
        own = [message.text for message in messages if isinstance(message, AIMessage)]
        heard = [
            str(message.additional_kwargs.get("learner", ""))
            for message in messages
            if isinstance(message, HumanMessage)
        ]
        return OwnTurn(self.persona, self._library, self._lines, self.seed, stage, own, heard).speak()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  (langchain-core's signature)
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=" ".join(self._say(messages))))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  (langchain-core's signature)
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(self._say(messages)):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002  (langchain-core's signature)
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ARG002
    ) -> AsyncIterator[ChatGenerationChunk]:
        # thought out in one go beside the event loop: a thread for each sentence costs more than the sentence
        for chunk in _chunks(await asyncio.to_thread(self._say, messages)):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def _chunks(sentences: Sequence[str]) -> Iterator[ChatGenerationChunk]:
    for number, sentence in enumerate(sentences):
        yield ChatGenerationChunk(message=AIMessageChunk(content=f" {sentence}" if number else sentence))
