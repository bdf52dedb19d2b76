"""How long each screen takes to stand there, against a bare Gradio page of the same version.

    python -m evals.benchmarks.pages --rounds 15

Both are served by this machine and opened by the same browser in turns, so that what slows one slows the other. A
round takes from the address to what the screen is there for: a name in the gallery, the dossier, the first words.
The ratio is of the medians; the product promises at most 1.15 (bare page: one `gr.HTML` in a `gr.Blocks`).
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable

MOST_RATIO = 1.15
_BARE = """
import sys
import simulator.web
import gradio as gr
import uvicorn
from fastapi import FastAPI
with gr.Blocks() as blocks:
    gr.HTML("<h1 id='bare'>Bare</h1>")
app = FastAPI()
gr.mount_gradio_app(app, blocks, path="/", footer_links=[], run_history=False, enable_monitoring=False, ssr_mode=False)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


@dataclass(frozen=True)
class Screen:
    """An address, and what stands there when it is ready."""

    name: str
    url: str
    ready: str


def main() -> int:
    """Measure and print; 1 if a screen is slower than promised."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as data, _served(data) as (bare, app), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        screens = [Screen("bare Gradio page", bare, "#bare"), *_screens(browser, app)]
        seconds = _measure(browser, screens, rounds)
        browser.close()
    base = statistics.median(seconds["bare Gradio page"])
    slow = 0
    print(f"{'screen':<18} {'median s':>9} {'least s':>8} {'ratio':>6}   ({rounds} rounds each)")
    for screen in screens:
        taken = seconds[screen.name]
        ratio = statistics.median(taken) / base
        slow += ratio > MOST_RATIO
        print(f"{screen.name:<18} {statistics.median(taken):>9.3f} {min(taken):>8.3f} {ratio:>6.2f}")
    return int(slow > 0)


def _measure(browser: Browser, screens: list[Screen], rounds: int) -> dict[str, list[float]]:
    """Seconds of every round, the first left out: it fills the browser's store, as on any second visit."""
    seconds: dict[str, list[float]] = {screen.name: [] for screen in screens}
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(60_000)
        for number in range(rounds + 1):
            for screen in screens:
                page = context.new_page()
                start = time.perf_counter()
                page.goto(screen.url, wait_until="commit")
                page.locator(screen.ready).first.wait_for()
                if number:
                    seconds[screen.name].append(time.perf_counter() - start)
                page.close()
    return seconds


def _screens(browser: Browser, app: str) -> list[Screen]:
    """Every screen, those of a call with a call that was really made."""
    with browser.new_context() as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        on = _call(page, app)
        over = _call(page, app)
        page.locator("#sim-hang-up").click()
        page.locator("#sim-hang-up-now").click()
        page.wait_for_url("**/thank?**")
    return [
        Screen("choose", app, "#sim-meet-dana-okafor"),
        Screen("prepare", f"{app}prepare?with=dana-okafor", "#sim-dossier h1"),
        Screen("call", f"{app}call?call={on}", ".sim-said"),
        Screen("thank", f"{app}thank?call={over}", "#sim-thank h1"),
        Screen("debrief", f"{app}debrief?call={over}", "#sim-scorecard h1"),
        Screen("progress", f"{app}progress", "#sim-progress h1"),
    ]


def _call(page: Page, app: str) -> str:
    """A short call; its id."""
    page.goto(f"{app}prepare?with=dana-okafor")
    page.locator("#sim-join").click()
    page.locator(".sim-said.sim-professional").first.wait_for()
    page.locator(".sim-now").wait_for(state="detached")
    for number, words in enumerate(("Hi Dana, I study logistics. How did you start?", "What was the hardest week?"), 2):
        page.locator("#sim-box").fill(words)
        page.locator("#sim-box").press("Enter")
        page.locator(f"[data-slot=log] .sim-said.sim-professional >> nth={number - 1}").wait_for()
    return page.url.partition("call=")[2]


@contextmanager
def _served(data: str) -> Iterator[tuple[str, str]]:
    """The bare page and the app, each by a process of its own."""
    ports = []
    for _ in range(2):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            ports.append(free.getsockname()[1])
    environment = {**os.environ, "SIMULATOR_DATA_DIR": data, "OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""}
    commands = (
        [sys.executable, "-c", _BARE, str(ports[0])],
        [sys.executable, "-m", "simulator", "serve", "--no-browser", "--port", str(ports[1])],
    )
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for command in commands]
    urls = tuple(f"http://127.0.0.1:{port}/" for port in ports)
    try:
        for url in urls:
            _wait(url)
        yield urls[0], urls[1]
    finally:
        for process in running:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=30).read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    sys.exit(main())
