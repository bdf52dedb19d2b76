"""Structured logs: a JSON object a line, with what happened and how long it took, and none of the words.

    {"at": "...", "level": "info", "logger": "simulator.calls", "event": "reply kept", "call": "1f0c..."}

Of a library's line only its place is kept: its message could quote what it was working on. Of an exception the class
and the frames are kept, never its message, for the same reason.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Any

from simulator.happened import Ended, Event, ModelFailed, Opened, Replied
from simulator.watch import Step, hashed

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request that is being answered; what it starts inherits it."""
_OURS = "simulator"
_FIELDS = {
    *("route", "method", "status", "why", "seconds", "call", "kind", "by", "step"),
    *("tokens_in", "tokens_out", "understudy", "attempts", "count"),
}
"""What a line may say beside its message. Anything else that is handed along is left out."""


def say(logger: str, level: int, event: str, /, **fields: object) -> None:
    """One line. `event` is a constant; what differs goes into the fields."""
    logging.getLogger(f"{_OURS}.{logger}").log(level, event, extra={"fields": fields})


class Lines(logging.Formatter):
    """A record as one line of JSON, or of plain text."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = _told(record)
        if self._as_json:
            return json.dumps(told, ensure_ascii=True, default=str)
        at, level, logger, event = (told.pop(name) for name in ("at", "level", "logger", "event"))
        return " ".join([at, level, logger, event, *(f"{name}={value}" for name, value in told.items())])


def _told(record: logging.LogRecord) -> dict[str, Any]:
    ours = record.name.split(".")[0] == _OURS
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": str(record.msg) if ours else f"{Path(record.pathname).name}:{record.lineno}",
    }
    if request := request_id.get():
        told["request"] = request
    fields = getattr(record, "fields", {})
    if ours and isinstance(fields, Mapping):
        told |= {name: value for name, value in fields.items() if name in _FIELDS}
    if record.exc_info and record.exc_info[0]:
        told |= _fault(record.exc_info[0], record.exc_info[2])
    return told


def _fault(kind: type[BaseException], trace: TracebackType | None) -> dict[str, Any]:
    frames = traceback.extract_tb(trace)
    return {
        "fault": kind.__qualname__,
        "frames": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames],
    }


def start(*, level: str, as_json: bool) -> None:
    """Send what this process logs, faults of threads and of the program itself included, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    logging.captureWarnings(capture=True)

    def of_thread(fault: threading.ExceptHookArgs) -> None:
        _report(fault.exc_type, fault.exc_value, fault.exc_traceback)

    sys.excepthook = _report
    threading.excepthook = of_thread


def _report(kind: type[BaseException], value: BaseException | None, trace: TracebackType | None) -> None:
    if value is not None and not issubclass(kind, (KeyboardInterrupt, SystemExit)):
        logging.getLogger(f"{_OURS}.faults").error("a fault", exc_info=(kind, value, trace))


class Printed:
    """Stands for the module `traceback` in a library that prints the faults of its handlers, words and all."""

    def print_exc(self, *_: object, **__: object) -> None:
        """Log the fault that is being handled."""
        logging.getLogger(f"{_OURS}.faults").error("a fault in a handler", exc_info=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)


class Logbook:
    """A watch that logs a line a call and a line a reply."""

    def kept(self, call: str, event: Event, /) -> None:
        """Log what an event says, in numbers."""
        match event:
            case Opened():
                say("calls", logging.INFO, "call opened", call=hashed(call), by=_kind_of(event.model))
            case Ended():
                say("calls", logging.INFO, "call ended", call=hashed(call), by=event.by)
            case ModelFailed():
                say("calls", logging.WARNING, "the understudy took over", call=hashed(call))
            case Replied(request=request):
                counted = (
                    request.model_dump(include={"seconds", "tokens_in", "tokens_out", "attempts"}) if request else {}
                )
                say(
                    "calls",
                    logging.INFO,
                    "reply kept",
                    call=hashed(call),
                    by=_kind_of(event.by),
                    understudy=event.understudy,
                    **counted,
                )

    def failed(self, kind: str, /) -> None:
        """Log a failure by its class."""
        say("calls", logging.WARNING, "failed", kind=kind)

    @contextmanager
    def span(self, step: Step, call: str = "", /) -> Iterator[None]:
        """Log a step of the engine that took long; a request has a line of its own."""
        started = perf_counter()
        try:
            yield
        finally:
            seconds = perf_counter() - started
            if step == "observe" and seconds > SLOW_SECONDS:
                say("calls", logging.WARNING, "slow", step=step, call=hashed(call), seconds=round(seconds, 3))


SLOW_SECONDS = 1.0
"""An engine that takes so long for one turn is starved: 36 ms is its 99th percentile."""


def _kind_of(model: str) -> str:
    """`openai:NAME` without the name: a server's owner may have put anything into it."""
    return model.partition(":")[0]
