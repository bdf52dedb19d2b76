"""A model's name -> a chat model. The only module that knows openai and langchain's glue to it, and only on demand.

    offline        the built-in professional: no key, no network
    openai:NAME    any server that speaks the OpenAI API: OPENAI_BASE_URL, OPENAI_API_KEY
    local:FILE     a GGUF file, served by a process of ours on this machine; or the NAME of one (`simulator.local`)

Everything that such a model can fail with becomes one of our `ModelError`s here, in one line and without secrets.
"""

import asyncio
import json
import os
import re
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import urlsplit

from langchain_core.exceptions import LangChainException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from pydantic import BaseModel, SecretStr, ValidationError

from simulator import local, tokens
from simulator.errors import InputError, ModelCut, ModelError, ModelTimeout, ModelUnavailable, ModelUnreadable
from simulator.persona import Persona
from simulator.settings import Settings, settings
from simulator.streamed import Sentences

if TYPE_CHECKING:
    import httpx2
    import openai
    from langchain_openai import ChatOpenAI

Shape = TypeVar("Shape", bound=BaseModel)

OPENAI = "https://api.openai.com/v1"
LOCAL = "http://local.invalid/v1"
"""Where requests to a local model go until its server is up and has a port."""
_PLACEHOLDER_KEY = "no-key"
"""The client insists on a key; servers on one's own machine mostly have none."""


@dataclass(frozen=True)
class Named:
    """A model's name, taken apart."""

    kind: Literal["offline", "openai", "local"]
    model: str = ""


def parse(name: str) -> Named:
    """What a name stands for. Raises `InputError`, one line."""
    kind, _, model = name.partition(":")
    match kind:
        case "offline" if ":" not in name:
            return Named("offline")
        case "openai" if model and not any(character.isspace() for character in model):
            return Named("openai", model)
        case "openai":
            raise InputError(f"model {name!r} names no model: write openai:NAME")
        case "local" if model.strip() and model.isprintable():
            return Named("local", model)
        case "local":
            raise InputError(f"model {name!r} names no file: write local:FILE or local:NAME")
    raise InputError(f"model {name!r} is unknown; there are offline, openai:NAME and local:FILE-or-NAME")


def describe(name: str, config: Settings | None = None) -> str:
    """What to call a model on a page: its name and whose server it is on, and nothing secret. Raises `InputError`."""
    named = parse(name)
    if named.kind == "offline":
        return "the built-in professional"
    config = config or settings()
    if named.kind == "local":
        return f"{local.describe(local.find(named.model, config))}, on this machine"
    if config.base_url is None:
        return f"{named.model} via OpenAI"
    return f"{named.model} via OpenAI-compatible server {_host(config.base_url)}"


def called(name: str, config: Settings | None = None) -> str:
    """The same for a page that is drawn in any case: the bare name, where the model is no longer to be had."""
    try:
        return describe(name, config)
    except InputError:
        return name


class Pool:
    """The connections of a server to its models' server, kept between turns and shared by all calls.

    It belongs to the event loop that it is used in; who has many loops, as a script that rehearses call after call, has
    none, and connects anew for each turn.
    """

    def __init__(self) -> None:
        self._clients: dict[tuple[float, float], httpx2.AsyncClient] = {}

    def client(self, config: Settings, longest_silence: float) -> "httpx2.AsyncClient":
        """The client for one patience, the same each time."""
        known = self._clients.get((config.connect_seconds, longest_silence))
        if known is None:
            known = _async_client(_timeout(config, longest_silence), longest_silence, keep=KEPT_SECONDS)
            self._clients[config.connect_seconds, longest_silence] = known
        return known

    async def aclose(self) -> None:
        """Close every connection."""
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.aclose()


KEPT_SECONDS = 15.0
"""How long an idle connection is kept: in a class there is always a next turn, and servers wait longer than that."""


def build(
    name: str, config: Settings, persona: Persona, seed: int | None = None, pool: Pool | None = None
) -> BaseChatModel:
    """The chat model of that name, for one call. Opens no connection. Raises `InputError`.

    No ceiling on the reply's tokens is sent: a model that thinks first would spend it on thoughts and say nothing. What
    bounds a reply is `reply_seconds`, and that its stream is closed once it has run over its budget of words.
    """
    keep_private()
    named = parse(name)
    if named.kind == "offline":
        from simulator.professional.offline import OfflineProfessional

        return OfflineProfessional(persona=persona, seed=seed or 0)
    chat = _chat(named, config, config.first_token_seconds, pool, seed=seed, streaming=True, stream_usage=True)
    chat.async_client = _Quick(chat.root_async_client)
    tokens.prepare(named.model, config)
    return chat


def build_grader(name: str, config: Settings) -> "ChatOpenAI":
    """The chat model that reads calls, for as many as there are. Opens no connection. Raises `InputError`.

    It answers in one piece, so that it may be silent for as long as the whole answer may take.
    """
    keep_private()
    named = parse(name)
    if named.kind == "offline":
        raise InputError("model 'offline' reads no calls: write openai:NAME or local:FILE-or-NAME")
    temperature = None if config.grader_temperature == "default" else config.grader_temperature
    chat = _chat(named, config, config.grading_seconds, temperature=temperature, streaming=False)
    tokens.prepare(named.model, config)
    return chat


def _chat(named: Named, config: Settings, longest_silence: float, pool: Pool | None = None, **how: Any) -> "ChatOpenAI":
    served = None
    model, retries = named.model, config.retries
    if named.kind == "local":
        served = local.serve(local.find(named.model, config), config)
        base_url, key, model = LOCAL, SecretStr(served.key), served.alias
        # it is silent while it loads and reads, which on a plain processor takes longer than any server's silence; to
        # ask again would only have it begin again
        longest_silence, retries = max(longest_silence, config.reply_seconds), 0
    else:
        base_url, key = _where(named, config)
    from langchain_openai import ChatOpenAI

    timeout = _timeout(config, longest_silence)
    return ChatOpenAI(
        model=model,
        # both are given always, so that no other variable of the environment (a gateway's, say) takes their place
        base_url=base_url,
        api_key=key,
        use_responses_api=False,
        timeout=timeout,
        # langchain's own watch over a stream uses asyncio.wait_for, which in Python 3.11 may swallow a cancellation
        stream_chunk_timeout=None,
        max_retries=retries,
        http_client=_sync_client(),
        http_async_client=(
            pool.client(config, longest_silence)
            if pool and served is None
            else _async_client(timeout, longest_silence, served)
        ),
        **how,
    )


def _where(named: Named, config: Settings) -> tuple[str, SecretStr]:
    """The address and the key of a server that is not ours. Raises `InputError`."""
    if config.base_url is not None:
        _host(config.base_url)
    if config.api_key is None and config.base_url is None:
        raise InputError(
            f"model openai:{named.model} needs OPENAI_API_KEY, or OPENAI_BASE_URL for another server, "
            "by environment or .env"
        )
    return config.base_url or OPENAI, config.api_key or SecretStr(_PLACEHOLDER_KEY)


def _timeout(config: Settings, longest_silence: float) -> "httpx2.Timeout":
    import httpx2

    return httpx2.Timeout(longest_silence, connect=config.connect_seconds)


def _async_client(
    timeout: "httpx2.Timeout", longest_wait: float, served: local.Server | None = None, keep: float | None = None
) -> "httpx2.AsyncClient":
    import httpx2

    async def give_up_if_told_to_wait_too_long(response: httpx2.Response) -> None:
        # the openai client obeys Retry-After for up to two minutes; nobody stays on a silent telephone for that
        wait = response.headers.get("retry-after", "")
        if re.fullmatch(r"\d+(\.\d+)?", wait) and float(wait) > longest_wait:
            response.headers["x-should-retry"] = "false"

    # one person thinks longer between two turns than a connection is kept, and one that is not kept binds no event loop
    limits = httpx2.Limits(max_keepalive_connections=None if keep else 0, keepalive_expiry=keep)
    hooks = {"response": [give_up_if_told_to_wait_too_long]}
    if served is None:
        return httpx2.AsyncClient(timeout=timeout, verify=_trusted(), limits=limits, event_hooks=hooks)
    from simulator.local.way import Way

    return httpx2.AsyncClient(timeout=timeout, transport=Way(served, httpx2.AsyncHTTPTransport(limits=limits)))


@cache
def _sync_client() -> "httpx2.Client":
    """Never used, but langchain builds one of its own, in a fifteenth of a second, if it is given none."""
    import httpx2

    return httpx2.Client(verify=_trusted(), limits=httpx2.Limits(max_keepalive_connections=0))


@cache
def _trusted() -> ssl.SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


WAITED_SECONDS, GATHERED_SECONDS = 0.005, 0.04
"""Where a word had to be waited for, others are left to gather before the next look: to be woken costs more than to
read what has come, and who waits for the end of a sentence does not hear a 25th of a second."""


class _Quick:
    """Chat completions as langchain asks for them, streamed as plain dictionaries, many tokens in one.

    The openai client makes a checked object of each token and langchain three more: a third of what a turn costs a
    server. Nobody here hears less than a sentence, and langchain takes dictionaries as well. Connecting, asking again
    and all that can fail stay with the client.
    """

    def __init__(self, client: "openai.AsyncOpenAI") -> None:
        self._client = client

    async def create(self, **payload: Any) -> Any:
        """One completion."""
        if not payload.get("stream"):
            return await self._client.chat.completions.create(**payload)
        return await self._client.post(
            "/chat/completions", body=payload, cast_to=dict[str, Any], stream=True, stream_cls=_plain()
        )


@cache
def _plain() -> Any:
    """The class of those streams; made when openai is first needed."""
    import openai

    class Plain(openai.AsyncStream[Any]):
        """Every event as it came, tokens put together up to the end of a sentence."""

        async def __stream__(self) -> AsyncIterator[Any]:
            sentences, asked = Sentences(), monotonic()
            try:
                async for event in self._iter_events():
                    waited = monotonic() - asked
                    if event.data.startswith("[DONE]"):
                        continue  # what is left is nothing, but a connection that was not read to its end can't be kept
                    told = json.loads(event.data)
                    if isinstance(told, dict) and told.get("error"):
                        raise openai.APIError(_why(told["error"]), request=self.response.request, body=told["error"])
                    for piece in sentences.add(told):
                        yield piece
                    if sentences.waiting and waited > WAITED_SECONDS:
                        await asyncio.sleep(GATHERED_SECONDS)
                    asked = monotonic()
            except (openai.OpenAIError, ValueError):
                for piece in sentences.rest():
                    yield piece  # what was said was said, whatever came after it
                raise
            finally:
                await self.response.aclose()
            for piece in sentences.rest():
                yield piece

    return Plain


def _why(error: Any) -> str:
    said = error.get("message") if isinstance(error, dict) else None
    return said if isinstance(said, str) and said else "An error occurred during streaming"


def keep_private() -> None:
    """Switch langchain's tracing off, whatever the environment says: what learners say goes to their model only."""
    import langsmith

    langsmith.configure(enabled=False)
    for name in ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"):
        os.environ.pop(name, None)  # an older tracer's; with one of them set, langchain refuses to run at all


def _host(base_url: str) -> str:
    """The host (and port) of a server. Raises `InputError` for what is no address, without a password from it."""
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(
            "setting base_url (OPENAI_BASE_URL) is not an address: it should look like http://127.0.0.1:8080/v1"
        )
    return f"{host}:{port}" if port else host


def failures() -> tuple[type[Exception], ...]:
    """What may come out of a model's stream. Call it only where something has been raised: it loads openai."""
    import httpx2
    import openai
    from langchain_openai.chat_models.base import OpenAIRefusalError  # of no family but Exception itself

    # a server may send valid JSON of any shape, and neither client checks it before it reaches into it
    shapes = (ValueError, TypeError, LookupError, AttributeError)
    theirs = (openai.OpenAIError, OpenAIRefusalError, httpx2.HTTPError, httpx2.StreamError, LangChainException)
    return (ModelError, *theirs, OSError, *shapes)


def translated(error: Exception, config: Settings, *, begun: bool) -> ModelError:
    """One of `failures()` as one of ours. `begun`: whether any of the reply had come.

    The message may hold what the server gave as its reason.
    """
    import openai
    from langchain_openai.chat_models.base import OpenAIRefusalError

    match error:
        case ModelError():
            return error
        case openai.APITimeoutError() | TimeoutError():
            return ModelTimeout(f"the model was silent for {config.first_token_seconds:g} s, or not reached in time")
        case openai.APIConnectionError() if not begun:
            return ModelUnavailable("the model's server can't be reached")
        case openai.APIConnectionError():
            return ModelCut("the connection to the model broke off")
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return ModelUnavailable(f"the model's server refused the key ({error.status_code})")
        case openai.RateLimitError():
            return ModelUnavailable("the model's server is busy or the quota is used up (429)")
        case openai.APIStatusError():
            return ModelUnavailable(f"the model's server answered {error.status_code}: {_said(error, config)}")
        case openai.APIError() if begun:
            return ModelCut(f"the model's server broke off: {_said(error, config)}")
        case openai.APIError():
            return ModelUnavailable(f"the model's server failed: {_said(error, config)}")
        case OpenAIRefusalError():
            return ModelUnreadable("the model refused")
        case openai.LengthFinishReasonError():
            return ModelUnreadable("the model reached its own limit before the end of its answer")
        case openai.ContentFilterFinishReasonError():
            return ModelUnreadable("the model's server withheld the answer")
        case OSError() if not begun:
            return ModelUnavailable("the model's server can't be reached")
        case OSError():
            return ModelCut("the connection to the model broke off")
    return ModelUnreadable(f"the model's server sent what can't be read ({type(error).__name__})")


def answered(message: AIMessage, shape: type[Shape], place: Callable[[ValidationError], str]) -> Shape:
    """A model's answer in JSON as a value of a shape. `place` tells where it is not of the form that was asked for.

    Raises `ModelUnreadable`, with what is wrong with it.
    """
    if message.additional_kwargs.get("refusal"):
        raise ModelUnreadable("the model refused")
    if not message.text.strip():
        raise ModelUnreadable("the model's answer was empty")
    try:
        return shape.model_validate_json(message.text)
    except ValidationError as error:
        if error.errors()[0]["type"] == "json_invalid":
            raise ModelUnreadable("the model's answer was not JSON") from None
        raise ModelUnreadable(f"the model's answer was not of the form asked for ({place(error)})") from None


_SECRET = re.compile(r"\b(?:sk|pk|key|api|gsk|xai|hf)[-_][\w*.-]{6,}|\bbearer\s+\S+|//[^/\s@]+@", re.IGNORECASE)


def _said(error: "openai.APIError", config: Settings) -> str:
    """What the server gave as its reason, in one line of at most 160 characters, without what could be a secret."""
    message = error.message
    if isinstance(error.body, dict) and isinstance(error.body.get("message"), str):
        message = error.body["message"]
    if config.api_key and (key := config.api_key.get_secret_value()):
        message = message.replace(key, "...")
    message = _SECRET.sub("...", message)
    message = " ".join("".join(character if character.isprintable() else " " for character in message).split())
    return message if len(message) <= 160 else message[:157] + "..."
