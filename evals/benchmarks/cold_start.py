"""How long until the first page: `simulator serve` against a bare Gradio page of the same version, as a ratio.

    python -m evals.benchmarks.cold_start [ROUNDS]

Each start is a new process; the time is from its start until GET / has answered 200. Alternating them in one run takes
the machine's moods out of the ratio.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from evals.benchmarks.table import Peer, Row, Run

BARE = """
import os; os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
import gradio as gr
with gr.Blocks() as page:
    gr.Chatbot(); gr.Textbox()
page.launch(server_name="127.0.0.1", server_port={port}, quiet=True, ssr_mode=False)
"""


def seconds_to_first_page(command: list[str], port: int) -> float:
    """From the start of the process to its first answer."""
    environment = {**os.environ, "SIMULATOR_DATA_DIR": tempfile.mkdtemp()}
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        while time.perf_counter() - started < 120:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
                    answer.read()
                    return time.perf_counter() - started
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.02)
        raise TimeoutError("no page within two minutes")
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measured(rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of ours and of the bare page, in turns; a round that warms the disk is not counted."""
    ours, bare = [], []
    for number in range(rounds + 1):
        port = free_port()
        mine = seconds_to_first_page(
            [sys.executable, "-m", "simulator", "serve", "--no-browser", "--port", str(port)], port
        )
        port = free_port()
        theirs = seconds_to_first_page([sys.executable, "-c", BARE.format(port=port)], port)
        if number:
            ours.append(mine)
            bare.append(theirs)
    return ours, bare


def rows(run: Run) -> list[Row]:
    """The row of the table; medians."""
    ours, bare = measured(run.times(7, 1))
    peer = Peer("bare Gradio page", statistics.median(bare))
    return [Row("first page of a new process", statistics.median(ours), "s", peer, less_is_better=True)]


def main() -> None:
    """Print both medians and their ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    ours, bare = measured(rounds)
    print(f"simulator: median {statistics.median(ours):.2f} s, {min(ours):.2f} to {max(ours):.2f}")
    print(f"bare Gradio: median {statistics.median(bare):.2f} s, {min(bare):.2f} to {max(bare):.2f}")
    ratios = [mine / theirs for mine, theirs in zip(ours, bare, strict=True)]
    spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
    print(f"ratio, pair by pair: median {statistics.median(ratios):.2f}, {spread} ({rounds} rounds)")


if __name__ == "__main__":
    main()
