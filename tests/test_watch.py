"""Who watches the engine sees numbers and kinds: no words, no names, no keys, in no line, count, span or error."""

import asyncio
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from simulator.call import Call, Calls
from simulator.observer.offline import OfflineObserver
from simulator.persona import catalogue
from simulator.store import MemoryLog, Store
from simulator.watch import Several, hashed
from simulator.watch.logs import Lines, Logbook, request_id, say
from simulator.watch.metrics import Metrics
from simulator.watch.traces import Traces, traces
from tests.openai_server import OpenAIServer, Status, Words
from tests.serving import serving, settings
from tests.talking import talk

KEY = "sk-quokka-0123456789abcdef"
OWNER = "quokka-owner-key-0123456789"
SAID = "My name is Quokka Zanzibar, quokka@zanzibar.example, and I am asking about quokkas."
ANSWERED = "Quokka, you say. I began with wombats in Zanzibar."
MARKED = ("quokka", "zanzibar", "wombat")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Every line that anything in the process logs, at any level, as a server would write it."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(Lines(as_json=True))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


async def play(calls: Calls, learner: str = "") -> Call:
    """A whole call, on whatever model there is."""
    call = calls.open(catalogue()["dana-okafor"], owner=learner)
    await talk(call, (SAID, "And what was the hardest week? Quokka again.", "Thank you for the wombats."))
    call.note("Dear Dana, thank you for the quokkas.", hours_after=2)
    return call


def clean(text: str) -> None:
    for mark in MARKED:
        assert mark not in text.lower(), text[max(0, text.lower().find(mark) - 200) :][:400]


def test_a_whole_call_leaves_no_word_name_or_key_in_any_line_count_or_error(
    tmp_path: Path, openai_server: OpenAIServer, lines: io.StringIO
) -> None:
    openai_server.plays(
        Words(ANSWERED),
        Words(ANSWERED),
        Status(400, message=f"bad key {KEY} for quokka"),
        Words("It was a quokka week, if ever there was one."),
    )
    chosen = {"model": "openai:quokka-model", "base_url": openai_server.base_url, "api_key": KEY, "retries": 0}
    with serving(tmp_path, shared=True, metrics="open", **chosen) as client:
        desk = client.app.state.desk
        call = client.portal.call(play, desk.calls, desk.learner(OWNER))
        cookie = {"cookie": f"sim-owner={OWNER}"}
        for name in ("scorecard.html", "scorecard.md", "scorecard.json", "transcript.json"):
            exported = client.get(f"/calls/{call.id}/{name}", headers=cookie)
            assert exported.status_code == 200
            assert KEY not in exported.text
        with zipfile.ZipFile(io.BytesIO(client.get("/calls.zip", headers=cookie).content)) as archive:
            everything = b"".join(map(archive.read, archive.namelist()))
        assert b"bad key" in everything
        assert KEY.encode() not in everything
        assert OWNER.encode() not in everything
        others = [
            client.get(f"/calls/{call.id}/scorecard.json"),
            client.get("/quokka/zanzibar"),
            client.get("/?with=quokka&lang=quokka"),
            client.request("QUOKKA", "/"),
            client.post("/gradio_api/run/predict", content=SAID.encode()),
            client.post("/gradio_api/run/predict", json={"data": [SAID], "fn_index": 1, "session_hash": "quokka"}),
            client.post("/gradio_api/queue/join", json={"data": [SAID], "fn_index": 99, "session_hash": "quokka"}),
            client.post("/gradio_api/reset", json={"quokka": SAID}, headers={"origin": "https://quokka.example"}),
            client.get("/readyz"),
        ]
        metrics = client.get("/metrics").text
        number = client.get("/healthz").headers["x-request-id"]
    assert [turn.by for turn in call.state.turns if turn.by] == ["openai:quokka-model"] * 2 + [
        "offline",
        "openai:quokka-model",
    ]
    clean(metrics)
    assert 'simulator_failures_total{kind="ModelUnavailable"} 1.0' in metrics
    assert "simulator_understudy_turns_total 1.0" in metrics
    assert 'simulator_turns_total{speaker="learner"} 3.0' in metrics
    assert 'simulator_model_tokens_total{direction="in"}' in metrics
    text = lines.getvalue()
    clean(text)
    assert call.id not in text
    assert call.id not in metrics
    told = [json.loads(line) for line in text.splitlines()]
    assert {line["event"] for line in told} >= {
        "call opened",
        "reply kept",
        "the understudy took over",
        "call ended",
        "answered",
    }
    assert hashed(call.id) in text
    assert any(line.get("request") == number for line in told)
    for response in others:
        # what was sent in may come back where it was asked for by its own sender; a key or another's words may not
        assert KEY not in response.text
        assert OWNER not in response.text
        assert call.id not in response.text


async def test_a_fault_of_ours_is_logged_by_its_place_and_not_by_its_words(
    tmp_path: Path, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise ZeroDivisionError(f"while reading {SAID}")

    monkeypatch.setattr(OfflineObserver, "observe", fails)
    calls = Calls(MemoryLog(), settings(tmp_path), watch=Logbook())
    call = calls.open(catalogue()["dana-okafor"])
    await call.resume()
    [moment async for moment in call.follow()]
    await call.say(SAID)
    [moment async for moment in call.follow()]
    await asyncio.sleep(0)  # the reply's task tells of its fault when it is over
    text = lines.getvalue()
    clean(text)
    (fault,) = [json.loads(line) for line in text.splitlines() if "fault" in json.loads(line)]
    assert fault["fault"] == "ZeroDivisionError"
    assert any(frame.startswith("call.py:") for frame in fault["frames"])


def test_what_gradio_would_print_of_a_fault_is_logged_without_its_words(
    lines: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    import gradio.queueing
    import gradio.routes
    import gradio.utils

    for module in (gradio.queueing, gradio.routes, gradio.utils):
        try:
            raise ValueError(SAID)
        except ValueError:
            module.traceback.print_exc()
    assert lines.getvalue().count('"fault": "ValueError"') == 3
    clean(lines.getvalue())
    clean("".join(capfd.readouterr()))


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(("httpx2", logging.INFO, "POST https://x/%s", (SAID,), None), id="a library's message"),
        pytest.param(("asyncio", logging.ERROR, SAID, (), None), id="a library's own words"),
        pytest.param(("simulator.x", logging.ERROR, "failed: %s", (SAID,), None), id="arguments to a line of ours"),
        pytest.param(("py.warnings", logging.WARNING, "%s", (SAID,), None), id="a warning"),
    ],
)
def test_a_line_never_holds_what_was_put_into_it(record: tuple[Any, ...], lines: io.StringIO) -> None:
    name, level, message, arguments, _ = record
    logging.getLogger(name).log(level, message, *arguments)
    clean(lines.getvalue())
    assert json.loads(lines.getvalue())["logger"] == name


def test_a_line_holds_only_the_fields_that_a_line_may_have(lines: io.StringIO) -> None:
    say("x", logging.ERROR, "said", status=200, words=SAID)
    assert json.loads(lines.getvalue())["status"] == 200
    clean(lines.getvalue())


def test_a_line_break_can_not_forge_a_line(lines: io.StringIO) -> None:
    say("x", logging.ERROR, "said", why='one\n{"event": "forged"}')
    assert len(lines.getvalue().splitlines()) == 1


def test_a_line_says_which_request_it_belongs_to(lines: io.StringIO) -> None:
    token = request_id.set("0123")
    say("x", logging.ERROR, "said")
    request_id.reset(token)
    assert json.loads(lines.getvalue())["request"] == "0123"


def test_in_plain_text_a_line_says_the_same() -> None:
    record = logging.LogRecord("simulator.x", logging.INFO, __file__, 1, "said", None, None)
    record.fields = {"status": 200}
    assert Lines(as_json=False).format(record).endswith("info simulator.x said status=200")


@pytest.fixture
def spans() -> Iterator[tuple[Traces, InMemorySpanExporter]]:
    exporter = InMemorySpanExporter()
    watch = traces("", exporter)
    yield watch, exporter
    watch.close()


async def test_spans_nest_as_the_steps_do_and_hold_no_word(
    tmp_path: Path, spans: tuple[Traces, InMemorySpanExporter], openai_server: OpenAIServer
) -> None:
    openai_server.plays(*[Words(ANSWERED)] * 3, Status(500, message=f"{KEY} quokka"))
    chosen = {"model": "openai:quokka", "base_url": openai_server.base_url, "api_key": KEY, "retries": 0}
    watch, exporter = spans
    call = await play(Calls(Store(tmp_path), settings(tmp_path, **chosen), watch=Several(Metrics(), watch)))
    finished = exporter.get_finished_spans()
    assert sorted(span.name for span in finished) == ["observe"] * 3 + ["reply"] * 4
    replies = {span.context.span_id: span for span in finished if span.name == "reply"}
    for span in finished:
        if span.name == "observe":
            assert span.parent is not None
            assert span.parent.span_id in replies
    clean("".join(span.to_json() for span in finished))
    assert {span.attributes["simulator.call"] for span in finished if span.attributes} == {hashed(call.id)}
    assert [span.attributes.get("error.type") for span in replies.values() if span.attributes].count(
        "ModelUnavailable"
    ) == 1
    assert all(
        span.attributes["simulator.tokens_in"]
        for span in replies.values()
        if not span.attributes.get("simulator.understudy")
    )


def test_a_span_of_a_fault_names_its_class_alone(spans: tuple[Traces, InMemorySpanExporter]) -> None:
    watch, exporter = spans
    with pytest.raises(ValueError, match="quokka"), watch.span("request"):
        raise ValueError("quokka")
    (span,) = exporter.get_finished_spans()
    assert dict(span.attributes or {}) == {"error.type": "ValueError"}
    assert span.events == ()
    clean(span.to_json())


def test_requests_have_spans_where_that_is_configured(
    tmp_path: Path, spans: tuple[Traces, InMemorySpanExporter], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, exporter = spans
    monkeypatch.setattr("simulator.watch.traces.traces", lambda endpoint: watch)
    with serving(tmp_path, otel_endpoint="http://127.0.0.1:1/v1/traces") as client:
        client.get("/quokka")
        client.get("/healthz")
    assert [span.name for span in exporter.get_finished_spans()] == ["request", "request"]
    clean("".join(span.to_json() for span in exporter.get_finished_spans()))


def test_without_the_extra_the_setting_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.errors import InputError

    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(InputError, match=r"interview-simulator\[otel\]"):
        traces("http://127.0.0.1:1/v1/traces")
