"""A run on disk.

    config.json       what was asked, of what, with what: enough to go on with it
    cases.jsonl       a line a case, written as it is done; in the order of the run once all are
    summary.json      figures with intervals, gates, what failed
    comparison.json   against a baseline, if there was one
    report.html, report.md
    timings.json      the only file that is not the same bytes every time

A run that was killed has its config and the cases that were done; `--resume` goes on from there.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat

from evals.kit import Job, Line, key_of
from simulator.errors import InputError, SimulatorError
from simulator.files import write_whole

FORMAT = "run/1"

CONFIG, CASES, SUMMARY, COMPARISON = "config.json", "cases.jsonl", "summary.json", "comparison.json"


class _Kept(BaseModel):
    """The line of a case, as `evals.kit` makes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    model: str
    suite: str
    case: str
    cluster: str
    seed: int
    given: dict[str, Any]
    figures: dict[str, FiniteFloat | None]
    failures: list[str]
    notes: dict[str, Any]
    transcript: dict[str, Any] | None
    usage: dict[str, int] = {}
    """Requests and tokens; only of a case that needed a language model."""


class Folder:
    """A run's. Raises `InputError`, one line, for one that can't be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def new(cls, path: Path, config: Mapping[str, Any]) -> "Folder":
        """An empty run, with its config. What an earlier run left there is in the way."""
        if (path / CASES).exists() and (path / CASES).stat().st_size:
            raise InputError(f"{path}: there is a run in this folder already; go on with it by --resume {path}")
        folder = cls(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            (path / CASES).write_bytes(b"")
        except OSError as error:
            raise InputError(f"{path}: {_reason(error)}") from None
        folder.write(CONFIG, {"format": FORMAT, **config})
        return folder

    def config(self) -> dict[str, Any]:
        """What was asked. Raises `InputError` for a folder that is no run, or one of another version."""
        path = self.path / CONFIG
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(f"{self.path}: is not the folder of a run: it has no {CONFIG}") from None
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{path}: can't be read ({_reason(error)})") from None
        version = found.get("format") if isinstance(found, dict) else None
        if version != FORMAT:
            raise InputError(f"{path}: format {version!r} is unknown; this program reads {FORMAT}")
        return dict(found)

    def lines(self) -> list[Line]:
        """The cases that are done. A last line that was cut off when the run was killed is no case."""
        path = self.path / CASES
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path}: {_reason(error)}") from None
        whole = raw[: raw.rfind(b"\n") + 1]
        found = []
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                _Kept.model_validate_json(line)
                found.append(json.loads(line))
            except ValueError:
                raise InputError(f"{path}:{number}:1: is not the line of a case") from None
        return found

    def trim(self) -> None:
        """Cut off a last line that is not whole, so that the next one begins where it should."""
        path = self.path / CASES
        try:
            raw = path.read_bytes()
            if not raw.endswith(b"\n"):
                os.truncate(path, raw.rfind(b"\n") + 1)
        except OSError as error:
            raise InputError(f"{path}: {_reason(error)}") from None

    def add(self, line: Line) -> None:
        """Keep a case. Raises `SimulatorError` when the disk is full; what was kept before still is."""
        path = self.path / CASES
        try:
            with path.open("ab") as file:
                file.write(encoded(line))
        except OSError as error:
            raise SimulatorError(
                f"{path}: {_reason(error)}; what is done is kept, go on by --resume {self.path}"
            ) from None

    def settle(self, lines: Iterable[Line], order: Sequence[Job]) -> list[Line]:
        """Put the cases into the run's order, on disk too; whatever order they were done in, the bytes are the same."""
        by_key = {key_of(line): line for line in lines}
        sorted_lines = [by_key[job.key] for job in order if job.key in by_key]
        self._whole(CASES, b"".join(map(encoded, sorted_lines)).decode("ascii"))
        return sorted_lines

    def write(self, name: str, value: Mapping[str, Any]) -> None:
        """A JSON file of the run, whole or not at all."""
        self._whole(name, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def page(self, name: str, text: str) -> None:
        """A page of the report."""
        self._whole(name, text)

    def _whole(self, name: str, text: str) -> None:
        path = self.path / name
        try:
            # a name or a text may hold half characters, which no file can
            write_whole(path, text.encode("utf-8", "replace").decode("utf-8"))
        except OSError as error:
            raise SimulatorError(f"{path}: {_reason(error)}") from None


def encoded(line: Line) -> bytes:
    """A case as it stands in the file."""
    return json.dumps(line, allow_nan=False).encode("ascii") + b"\n"


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()
