"""Files of transcripts in, whole files out.

Sources(["calls/", "one.json", "many.jsonl", "-"])   ->  each transcript in turn, read only when its turn comes
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from simulator.document import Document, read_document, read_text
from simulator.errors import InputError, TranscriptError
from simulator.transcript import Transcript


@dataclass(frozen=True)
class Source:
    """One transcript, not yet read."""

    name: str
    stem: str
    read: Callable[[], Transcript]


class Sources:
    """Transcripts from files, folders, JSONL and standard input, one at a time, so that memory does not grow with them.

    Raises `InputError` if a place is not there.
    """

    def __init__(self, places: list[str]) -> None:
        self._files: list[Path | None] = []
        for place in places:
            if place == "-":
                self._files.append(None)
                continue
            path = Path(place)
            if path.is_dir():
                inside = sorted(each for each in path.iterdir() if each.suffix in {".json", ".jsonl"})
                if not inside:
                    raise InputError(f"{path}: there is no .json or .jsonl file in this folder")
                self._files.extend(inside)
            elif path.is_file():
                self._files.append(path)
            else:
                raise InputError(f"{path}: no such file or folder")
        self._stdin = sys.stdin.read() if None in self._files else ""

    @property
    def many(self) -> bool:
        """Whether there is more than one transcript, or may be."""
        return len(self._files) > 1 or any(_is_lines(path, self._stdin) for path in self._files)

    @property
    def count(self) -> int | None:
        """How many, where that is known without reading."""
        return None if any(_is_lines(path, self._stdin) for path in self._files) else len(self._files)

    def __iter__(self) -> Iterator[Source]:
        for path in self._files:
            if _is_lines(path, self._stdin):
                yield from _lines(path, self._stdin)
            elif path is None:
                yield Source("-", "stdin", lambda: _parse(self._stdin, "standard input"))
            else:
                yield Source(str(path), path.stem, _reader(path))


def _reader(path: Path) -> Callable[[], Transcript]:
    return lambda: _parse(read_text(path, TranscriptError), str(path))


def _parse(text: str, name: str) -> Transcript:
    if not text.strip():
        raise TranscriptError(f"{name}: it is empty")
    return Transcript.parse(read_document(text, name, TranscriptError))


def _is_lines(path: Path | None, stdin: str) -> bool:
    if path is not None:
        return path.suffix == ".jsonl"
    # JSONL on standard input: more than one line, each an object of its own
    lines = [line for line in stdin.splitlines() if line.strip()]
    if len(lines) < 2:
        return False
    with suppress(json.JSONDecodeError, RecursionError):
        return isinstance(json.loads(lines[0]), dict)
    return False


def _lines(path: Path | None, stdin: str) -> Iterator[Source]:
    name = str(path) if path else "standard input"
    stem = path.stem if path else "stdin"
    with path.open(encoding="utf-8-sig") if path else _no_file(stdin) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield Source(f"{name}:{number}", f"{stem}-{number}", _line_reader(line, f"{name}:{number}"))


def _line_reader(line: str, name: str) -> Callable[[], Transcript]:
    def read() -> Transcript:
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise TranscriptError(f"{name}: not JSON: {error.msg} (column {error.colno})") from None
        except RecursionError:
            raise TranscriptError(f"{name}: not JSON that can be read: parts within parts without end") from None
        # a labelled set holds its transcripts one level down
        inner = value.get("transcript") if isinstance(value, dict) else None
        return Transcript.parse(Document(inner if isinstance(inner, dict) else value, name, {}))

    return read


@contextmanager
def _no_file(text: str) -> Iterator[list[str]]:
    yield text.splitlines()


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """A file that is there whole when the block ends well, and not at all (or as it was) when it does not."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with whole_file(path) as file:
        file.write(text)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
