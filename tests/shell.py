"""The command line as a shell sees it: what comes out where, and the exit status.

Each command is a process of its own, forked from one that has brought in the program already: to bring it in is most of
what a command costs. That it also runs without that is for `test_cli.py` to show, once.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from tests.forks import FORKS

PATIENCE_SECONDS = 100


def simulator(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, with a model only if the environment given says so."""
    plain = {"SIMULATOR_MODEL": "", "SIMULATOR_GRADER": "", "OPENAI_BASE_URL": "", "OPENAI_API_KEY": ""}
    command = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("in", "out", "err")]
        for path in paths:
            path.write_text((stdin or "") if path.name == "in" else "", encoding="utf-8")
        process = FORKS.Process(target=run_on, args=(command, {**os.environ, **plain, **environment}, paths))
        process.start()
        process.join(PATIENCE_SECONDS)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(command, PATIENCE_SECONDS)
        out, err = (path.read_text(encoding="utf-8") for path in paths[1:])
        code = process.exitcode
        process.close()
        return subprocess.CompletedProcess(command, code, out, err)


def assert_one_line_and_two(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """What wrong input gets."""
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    for word in words:
        assert word in lines[0]


def run_on(command: list[str], environment: dict[str, str], paths: list[Path]) -> None:
    """What such a process does: the three streams are these files."""
    from simulator.cli import main

    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(paths):
        file = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY)
        os.dup2(file, number)
        os.close(file)
    streams: list[tuple[str, IO[str]]] = [
        ("stdin", os.fdopen(0, closefd=False, encoding="utf-8")),
        ("stdout", os.fdopen(1, "w", closefd=False, encoding="utf-8")),
        ("stderr", os.fdopen(2, "w", 1, closefd=False, encoding="utf-8")),
    ]
    for name, stream in streams:
        setattr(sys, name, stream)
    sys.argv = ["simulator", *command]
    try:
        main()
    finally:
        for _, stream in streams[1:]:
            stream.flush()
