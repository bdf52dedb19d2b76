"""What stands between an eval and a language model: a meter, a memory, and a stand-in that only reckons.

    Metered(inner=chat, usage=Counter(), folder=Path("cache"))    the same request is sent once, and remembered
    Foreseen(model="gpt-4.1-mini", usage=Counter(), ...)          sends nothing, counts what would have been sent

A request is known by the SHA-256 of all that is sent: model, parameters, messages. Answers are files of their own, each
written whole, so that any number of processes can share a folder. Where a consumer stops listening, what came until
then is remembered: it will stop at the same place again.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from simulator.files import write_whole
from simulator.tokens import count, count_messages

READING_TOKENS = 700
"""What a model that reads a call answers, about: thirty marks with their quotes."""
LEARNER_TOKENS = 45
"""What a prompted learner says in a turn, about."""


class _Meter(BaseChatModel):
    """Counts into `usage`: requests, tokens_in, tokens_out, from_cache."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    usage: Any
    """A `Counter`; untyped, because pydantic would copy one."""
    model: str = ""
    """What tiktoken is told the model is."""

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the program asks its models asynchronously")

    def _count(self, sent: Sequence[BaseMessage], answer: AIMessage) -> None:
        """By the server's own account if it gave one."""
        usage = answer.usage_metadata
        self.usage["requests"] += 1
        self.usage["tokens_in"] += usage["input_tokens"] if usage else count_messages(sent, self.model).tokens
        self.usage["tokens_out"] += usage["output_tokens"] if usage else count(answer.text, self.model).tokens


class Metered(_Meter):
    """A model whose requests are counted and, where there is a folder for it, remembered."""

    inner: BaseChatModel
    folder: Path | None = None

    @property
    def _llm_type(self) -> str:
        return f"metered-{self.inner._llm_type}"

    @property
    def temperature(self) -> float | None:
        """The inner one's; the grader notes it."""
        return getattr(self.inner, "temperature", None)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        path = self._path("stream", messages, stop, kwargs)
        if (known := _read(path)) is not None:
            self.usage["from_cache"] += 1
            for message in known:
                yield ChatGenerationChunk(message=AIMessageChunk.model_validate(message))
            return
        came: list[AIMessageChunk] = []
        failed = False
        try:
            async for chunk in self.inner.astream(messages, stop=stop, **kwargs):
                came.append(chunk)
                yield ChatGenerationChunk(message=chunk.model_copy())
        except Exception:
            failed = True  # a failure is nothing to remember: asked again, the model may answer
            raise
        finally:
            if came:
                whole = came[0]
                for chunk in came[1:]:
                    whole += chunk
                self._count(messages, whole)
                if not failed:
                    _keep(path, came)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        path = self._path("answer", messages, stop, kwargs)
        if known := _read(path):
            self.usage["from_cache"] += 1
            return _result(AIMessage.model_validate(known[0]))
        answer = await self.inner.ainvoke(messages, stop=stop, **kwargs)
        self._count(messages, answer)
        _keep(path, [answer])
        return _result(answer)

    def _path(
        self, way: str, messages: Sequence[BaseMessage], stop: list[str] | None, more: dict[str, Any]
    ) -> Path | None:
        if self.folder is None:
            return None
        parameters = self.inner._get_invocation_params(stop=stop, **more)
        # what stands beside a message's text is for this program, and is not sent
        said = [[message.type, message.content] for message in messages]
        request = json.dumps([way, self.inner._get_llm_string(), parameters, said], sort_keys=True, default=str)
        name = hashlib.sha256(request.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / name[:2] / f"{name}.json"


class Foreseen(_Meter):
    """Sends nothing: counts what would be sent, and answers by somebody else's words, about as long."""

    understudy: BaseChatModel | None = None
    """The built-in professional, where a professional is wanted."""

    @property
    def _llm_type(self) -> str:
        return "foreseen"

    @property
    def temperature(self) -> float | None:
        """None is sent, as nothing is."""
        return None

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,  # noqa: ARG002
    ) -> AsyncIterator[ChatGenerationChunk]:
        if self.understudy is None:
            raise NotImplementedError("whoever streams here plays a professional")
        said = []
        async for chunk in self.understudy.astream(messages):
            said.append(chunk.text)
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{chunk.text} "))
        self._count(messages, AIMessage(" ".join(said)))
        yield ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata={"finish_reason": "stop"}))

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        reads = "response_format" in kwargs
        self._count(messages, AIMessage(""))
        self.usage["tokens_out"] += READING_TOKENS if reads else LEARNER_TOKENS
        return _result(AIMessage('{"observations": []}' if reads else "Could you tell me more about that?"))


def _result(message: BaseMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])


def _read(path: Path | None) -> list[dict[str, Any]] | None:
    if path is None:
        return None
    try:
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # one that is damaged is as good as none: it is asked for again
        return None
    return found


def _keep(path: Path | None, messages: Sequence[BaseMessage]) -> None:
    if path is not None:
        write_whole(path, json.dumps([message.model_dump(mode="json") for message in messages]) + "\n")
