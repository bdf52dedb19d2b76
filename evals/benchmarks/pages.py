"""How long each screen takes to stand there, against a bare Gradio page of the same version.

    python -m evals.benchmarks.pages --rounds 15

Both are served by this machine and opened by the same browser in turns, so that what slows one slows the other; each
round in another order, so that none always comes after the same. A round takes from the address to what the screen is
there for: a name in the gallery, the dossier, the first words, as Gradio has drawn it. What the server may have drawn
before, to be read but not yet used, is not taken for it.
The ratio is of the medians; the product promises at most 1.15 (bare page: one `gr.HTML` in a `gr.Blocks`).
`--beside FOLDER` measures another copy of the source in the same rounds, to tell what a change brought.
"""

import argparse
import os
import random
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
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable

MOST_RATIO = 1.15
_BARE_PAGE = "bare Gradio page"
_HERE = Path(__file__).parents[2]
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
    parser.add_argument("--beside", type=Path, help="another copy of the source, measured in the same rounds")
    told = parser.parse_args()
    sources = {"": _HERE, **({" beside": told.beside.resolve()} if told.beside else {})}
    with tempfile.TemporaryDirectory() as data, _served(Path(data), sources) as urls, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        screens = [Screen(_BARE_PAGE, urls[_BARE_PAGE], "#bare")]
        screens += [screen for source in sources for screen in _screens(browser, urls[source], source)]
        screens.sort(key=lambda screen: screen.name)
        seconds = _measure(browser, screens, told.rounds)
        browser.close()
    base = statistics.median(seconds[_BARE_PAGE])
    slow = 0
    print(f"{'screen':<18} {'median s':>9} {'least s':>8} {'ratio':>6}   ({told.rounds} rounds each)")
    for screen in screens:
        taken = seconds[screen.name]
        ratio = statistics.median(taken) / base
        slow += ratio > MOST_RATIO and not screen.name.endswith(" beside")
        print(f"{screen.name:<18} {statistics.median(taken):>9.3f} {min(taken):>8.3f} {ratio:>6.2f}")
    return int(slow > 0)


def _measure(browser: Browser, screens: list[Screen], rounds: int) -> dict[str, list[float]]:
    """Seconds of every round, the first left out: it fills the browser's store, as on any second visit."""
    seconds: dict[str, list[float]] = {screen.name: [] for screen in screens}
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(60_000)
        for number in range(rounds + 1):
            for screen in random.Random(number).sample(screens, len(screens)):
                page = context.new_page()
                start = time.perf_counter()
                page.goto(screen.url, wait_until="commit")
                page.locator(screen.ready).first.wait_for()
                if number:
                    seconds[screen.name].append(time.perf_counter() - start)
                page.close()
    return seconds


def _screens(browser: Browser, app: str, after: str) -> list[Screen]:
    """Every screen, those of a call with a call that was really made; `after` goes after their names."""
    with browser.new_context() as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        on = _call(page, app)
        over = _call(page, app)
        page.locator("#sim-hang-up").click()
        page.locator("#sim-hang-up-now").click()
        page.wait_for_url("**/thank?**")
    ready = {
        "choose": ("", "#sim-meet-dana-okafor"),
        "bring": ("bring", "#sim-bring-head h1"),
        "prepare": ("prepare?with=dana-okafor", "#sim-dossier h1"),
        "call": (f"call?call={on}", ".sim-said"),
        "thank": (f"thank?call={over}", "#sim-thank h1"),
        "debrief": (f"debrief?call={over}", "#sim-scorecard h1"),
        "progress": ("progress", "#sim-progress h1"),
    }
    return [Screen(f"{name}{after}", f"{app}{path}", f"gradio-app {there}") for name, (path, there) in ready.items()]


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
def _served(data: Path, sources: dict[str, Path]) -> Iterator[dict[str, str]]:
    """The address of the bare page and of the app from each source, each by a process of its own."""
    app = [sys.executable, "-m", "simulator", "serve", "--no-browser", "--port"]
    commands = {_BARE_PAGE: ([sys.executable, "-c", _BARE], _HERE), **{name: (app, at) for name, at in sources.items()}}
    urls, running = {}, []
    try:
        for number, (name, (command, at)) in enumerate(commands.items()):
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            environment = {**os.environ, "OPENAI_API_KEY": "", "OPENAI_BASE_URL": "", "PYTHONPATH": str(at)}
            environment["SIMULATOR_DATA_DIR"] = str(data / str(number))
            started = subprocess.Popen([*command, str(port)], env=environment, cwd=at, stdout=subprocess.DEVNULL)
            running.append(started)
            urls[name] = f"http://127.0.0.1:{port}/"
        for url in urls.values():
            _wait(url)
        yield urls
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
