"""Servers that are there at once: each is forked from a process that has brought in the whole app already."""

import os
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.forks import FORKS

START_SECONDS = 90
"""How long a machine with much else to do may take."""


def started(port: str, environment: dict[str, str], output: Path) -> tuple[ForkServerProcess, str]:
    """`simulator serve` as a process of its own, once it answers, and its address. `port` "0" is any free one."""
    output.write_text("")
    process = FORKS.Process(target=_serve, args=(port, environment, output), daemon=True)
    process.start()
    until = time.monotonic() + START_SECONDS
    while True:
        if urls := [word for word in output.read_text().split() if word.startswith("http")]:
            return process, urls[0]
        if not process.is_alive() or time.monotonic() > until:
            raise RuntimeError(f"the server did not start: {output.read_text()}")
        time.sleep(0.02)


def _serve(port: str, environment: dict[str, str], output: Path) -> None:
    from simulator.cli import run

    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(output, os.O_WRONLY | os.O_APPEND), sys.stdout.fileno())
    sys.exit(run(["serve", "--no-browser", "--port", port]))
