"""Names become models; nothing is loaded, sent or told before it has to be."""

import os
import subprocess
import sys
from pathlib import Path

import openai
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI
from pydantic import BaseModel

from simulator.errors import InputError, ModelCut, ModelError, ModelTimeout, ModelUnavailable, ModelUnreadable
from simulator.models import Named, build, describe, failures, parse, translated
from simulator.persona import Persona
from simulator.professional.offline import OfflineProfessional
from simulator.settings import Settings
from tests.openai_server import MODEL, OpenAIServer, Refusal, Status, Words

KEY = "sk-test-0123456789abcdef"
DANA = Persona.model_validate(
    {
        "format": "persona/1", "id": "dana-okafor", "name": "Dana Okafor", "title": "VP",
        "organisation": "Northwind Foods", "field": "food logistics", "public": {},
    }
)  # fmt: skip


def settings(**changes: object) -> Settings:
    plain: dict[str, object] = {"base_url": None, "api_key": None, "retries": 0}
    return Settings(_env_file=None, **{**plain, **changes})  # type: ignore[arg-type]


def talk(server: OpenAIServer, **changes: object) -> BaseChatModel:
    return build("openai:m", settings(base_url=server.base_url, **changes), DANA, seed=5)


@pytest.mark.parametrize(
    "module",
    ["simulator.models", "simulator.professional.understudy", "simulator.professional.prompted", "simulator.tokens"],
)
def test_importing_loads_no_client_of_a_provider(module: str) -> None:
    clients = "openai", "langchain_openai", "tiktoken"
    script = f"import {module}, sys; print([name for name in {clients} if name in sys.modules])"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


def test_the_built_in_professional_needs_no_client_of_a_provider() -> None:
    assert isinstance(build("offline", settings(), DANA, seed=3), OfflineProfessional)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        pytest.param("offline", Named("offline"), id="offline"),
        pytest.param("openai:gpt-4o", Named("openai", "gpt-4o"), id="a provider's"),
        pytest.param("openai:qwen3:8b", Named("openai", "qwen3:8b"), id="a colon in the name"),
        pytest.param("openai:org/Model-7B", Named("openai", "org/Model-7B"), id="a path in the name"),
        pytest.param("local:smollm2", Named("local", "smollm2"), id="on this machine"),
        pytest.param("local:~/my models/a.gguf", Named("local", "~/my models/a.gguf"), id="a file with a space"),
    ],
)
def test_a_name_is_taken_apart(name: str, named: Named) -> None:
    assert parse(name) == named


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param("", "unknown", id="nothing"),
        pytest.param("gpt-4o", "unknown; there are offline, openai:NAME and local:FILE-or-NAME", id="no kind"),
        pytest.param("Offline", "unknown", id="capitals"),
        pytest.param("offline:x", "unknown", id="offline with a name"),
        pytest.param("openai:", "names no model", id="no name"),
        pytest.param("openai:a b", "names no model", id="a space"),
        pytest.param("local:", "names no file", id="no file"),
    ],
)
def test_a_wrong_name_is_refused_in_one_line(name: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as refused:
        build(name, settings(), DANA, seed=0)
    assert "\n" not in str(refused.value)
    assert repr(name) in str(refused.value)


def test_without_key_and_server_one_is_told_what_to_set() -> None:
    with pytest.raises(InputError, match=r"OPENAI_API_KEY.*OPENAI_BASE_URL"):
        build("openai:gpt-4o", settings(), DANA, seed=0)


@pytest.mark.parametrize("url", ["localhost:8080/v1", "ftp://x/v1", "http://", "http://u:secret@:x/v1", "http://[1/v1"])
def test_what_is_no_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(InputError, match="OPENAI_BASE_URL") as refused:
        build("openai:m", settings(base_url=url), DANA, seed=0)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        pytest.param("offline", None, "the built-in professional", id="offline"),
        pytest.param("openai:gpt-4o", None, "gpt-4o via OpenAI", id="OpenAI itself"),
        pytest.param(
            "openai:qwen3:8b",
            "http://127.0.0.1:11434/v1",
            "qwen3:8b via OpenAI-compatible server 127.0.0.1:11434",
            id="one's own",
        ),
        pytest.param(
            "openai:m",
            "https://u:secret@llm.example.org/v1",
            "m via OpenAI-compatible server llm.example.org",
            id="a secret",
        ),
    ],
)
def test_a_page_can_say_who_speaks(name: str, url: str | None, said: str) -> None:
    assert describe(name, settings(base_url=url)) == said


async def test_a_reply_comes_from_the_server_that_was_set(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Dana Okafor."))
    reply = [message async for message in talk(openai_server, api_key=KEY).astream([HumanMessage("Hi")])]
    assert "".join(message.text for message in reply) == "Dana Okafor."
    request = openai_server.requests[0]
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.texts == [("user", "Hi")]
    assert {name: request.body[name] for name in request.body if name != "messages"} == {
        "model": "m", "stream": True, "stream_options": {"include_usage": True}, "seed": 5,
    }  # fmt: skip


async def test_a_server_of_ones_own_needs_no_key(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Yes."))
    assert (await talk(openai_server).ainvoke("Hi")).text == "Yes."


async def test_no_other_variable_of_the_environment_redirects_a_call(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_BASE", "LANGSMITH_GATEWAY", "LANGSMITH_GATEWAY_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/elsewhere")
    monkeypatch.setenv("LANGSMITH_GATEWAY_API_KEY", "lsv2-elsewhere")
    openai_server.plays(Words("Yes."))
    await talk(openai_server, api_key=KEY).ainvoke("Hi")
    assert openai_server.requests[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    "variable", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_HANDLER"]
)
async def test_nothing_is_traced_whatever_the_environment_says(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with OpenAIServer() as tracer:
        monkeypatch.setenv(variable, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.base_url)
        monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-test")
        openai_server.plays(Words("Yes."))
        assert (await talk(openai_server).ainvoke("Hi")).text == "Yes."
        from langchain_core.callbacks import CallbackManager

        assert CallbackManager.configure().handlers == []
    assert tracer.unexpected == []


async def test_a_wait_that_nobody_would_sit_out_is_not_waited(openai_server: OpenAIServer) -> None:
    openai_server.plays(Status(429, {"Retry-After": "31"}))
    with pytest.raises(openai.RateLimitError):
        await talk(openai_server, retries=2, first_token_seconds=30).ainvoke("Hi")


async def test_a_short_wait_is_waited_as_long_as_the_server_says(openai_server: OpenAIServer) -> None:
    openai_server.plays(Status(429, {"Retry-After": "0.3"}), Words("Yes."))
    assert (await talk(openai_server, retries=1).ainvoke("Hi")).text == "Yes."
    first, second = openai_server.requests
    assert 0.3 <= second.at - first.at < 2


async def test_retries_are_as_many_as_set(openai_server: OpenAIServer) -> None:
    openai_server.plays(*[Status(503, {"Retry-After": "0.01"})] * 3)
    with pytest.raises(openai.InternalServerError):
        await talk(openai_server, retries=2).ainvoke("Hi")


class Judgement(BaseModel):
    """Something to ask for by its schema."""

    level: int


async def test_an_answer_by_schema_comes_whole(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words('{"level": 3}'))
    chat = talk(openai_server)
    assert isinstance(chat, ChatOpenAI)
    judge = chat.model_copy(update={"streaming": False}).with_structured_output(Judgement, method="json_schema")
    assert await judge.ainvoke("Grade this") == Judgement(level=3)
    assert openai_server.requests[0].body["response_format"]["type"] == "json_schema"


async def test_a_refusal_of_an_answer_by_schema_is_an_error_of_ours(openai_server: OpenAIServer) -> None:
    openai_server.plays(Refusal("I can't grade that."))
    chat = talk(openai_server)
    assert isinstance(chat, ChatOpenAI)
    judge = chat.model_copy(update={"streaming": False}).with_structured_output(Judgement, method="json_schema")
    with pytest.raises(failures()) as raised:
        await judge.ainvoke("Grade this")
    error = translated(raised.value, settings(), begun=False)
    assert (type(error), str(error)) == (ModelUnreadable, "the model refused")


async def test_the_servers_own_name_for_its_model_is_known(openai_server: OpenAIServer) -> None:
    openai_server.plays(Words("Yes."))
    assert (await talk(openai_server).ainvoke("Hi")).response_metadata["model_name"] == MODEL


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        pytest.param(
            Status(401, message=f"Incorrect API key: {KEY}"), ModelUnavailable, "refused the key (401)", id="401"
        ),
        pytest.param(Status(403), ModelUnavailable, "refused the key (403)", id="403"),
        pytest.param(
            Status(404, message="model 'm' not found"), ModelUnavailable, "404: model 'm' not found", id="404"
        ),
        pytest.param(Status(429), ModelUnavailable, "busy or the quota is used up (429)", id="429"),
        pytest.param(
            Status(400, message=f"bad\nthing {KEY} Bearer abc"),
            ModelUnavailable,
            "400: bad thing ... ...",
            id="a secret",
        ),
        pytest.param(Status(500, message="boom " * 100), ModelUnavailable, "500: boom", id="500"),
    ],
)
async def test_a_refusal_becomes_one_line_without_secrets(
    openai_server: OpenAIServer, status: Status, kind: type[ModelError], said: str
) -> None:
    openai_server.plays(status)
    config = settings(base_url=openai_server.base_url, api_key=KEY)
    with pytest.raises(failures()) as raised:
        await build("openai:m", config, DANA).ainvoke("Hi")
    error = translated(raised.value, config, begun=False)
    assert type(error) is kind
    assert said in str(error)
    assert KEY not in str(error)
    assert "\n" not in str(error)
    assert len(str(error)) < 220


@pytest.mark.parametrize(
    ("error", "begun", "kind"),
    [
        pytest.param(TimeoutError(), True, ModelTimeout, id="time-out"),
        pytest.param(ConnectionResetError(), False, ModelUnavailable, id="no connection"),
        pytest.param(ConnectionResetError(), True, ModelCut, id="connection lost"),
        pytest.param(KeyError("delta"), True, ModelUnreadable, id="a shape nobody expects"),
        pytest.param(ModelCut("x"), True, ModelCut, id="ours already"),
    ],
)
def test_a_failure_becomes_one_of_ours(error: Exception, begun: bool, kind: type[ModelError]) -> None:
    assert type(translated(error, settings(), begun=begun)) is kind


async def test_a_server_that_is_not_there_is_said_to_be_out_of_reach() -> None:
    with OpenAIServer() as gone:
        url = gone.base_url
    config = settings(base_url=url)
    with pytest.raises(failures()) as raised:
        await build("openai:m", config, DANA).ainvoke("Hi")
    assert str(translated(raised.value, config, begun=False)) == "the model's server can't be reached"


def test_no_secret_is_in_what_a_model_prints(openai_server: OpenAIServer) -> None:
    chat = talk(openai_server, api_key=KEY)
    assert KEY not in f"{chat!r} {chat} {os.fspath(Path())}"
