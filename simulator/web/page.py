"""The pages of one language: each screen on its own, and every event, wired in one place."""

from typing import Any

import gradio as gr

from simulator.texts import Texts
from simulator.web import bring, choose, debrief, live, prepare, progress, thank
from simulator.web.desk import Desk
from simulator.web.first import FirstLooks
from simulator.web.shell import Shell

TITLE = "Informational interview practice"


def theme() -> gr.themes.Base:
    """Fonts that every machine has: none is fetched. All looks are in `styles/`."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"]
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="stone", font=sans, font_mono=["ui-monospace", "Menlo", "monospace"]
    )


def build(desk: Desk, t: Texts, first: FirstLooks) -> gr.Blocks:
    """Every page in one language. The handlers reach the engine through the desk; `first` is told how each begins."""
    app: gr.Blocks
    with gr.Blocks(title=t("shell.title"), analytics_enabled=False, fill_width=True) as app:
        _choose(Shell(desk, t, "choose", first))
    with app.route("bring", "/bring", show_in_navbar=False):
        _bring(Shell(desk, t, "bring", first))
    with app.route("prepare", "/prepare", show_in_navbar=False):
        _prepare(Shell(desk, t, "prepare", first))
    with app.route("call", "/call", show_in_navbar=False):
        _call(Shell(desk, t, "call", first))
    with app.route("thank", "/thank", show_in_navbar=False):
        thank.build(Shell(desk, t, "thank", first))
    with app.route("debrief", "/debrief", show_in_navbar=False):
        debrief.build(Shell(desk, t, "debrief", first))
    with app.route("progress", "/progress", show_in_navbar=False):
        progress.build(Shell(desk, t, "progress", first))
    return app


def _choose(shell: Shell) -> None:
    parts = choose.build(shell)
    does = choose.Choosing(shell, parts)
    shell.loads(does.opened)
    parts.own.remove(does.remove, None, [parts.own], **shell.quick)


def _bring(shell: Shell) -> None:
    parts = bring.build(shell)
    does = bring.Bringing(shell, parts)
    shell.loads(does.opened)
    desk: Any = parts.desk
    # the page sees to it that the last look counts: Gradio's "always_last" would do the first again, with what was
    # written then
    desk.look(does.look, None, [parts.told], trigger_mode="multiple", **shell.quick)
    desk.read(does.read, None, [parts.told], trigger_mode="once", **shell.quick)
    desk.plainly(does.plainly, None, [parts.told], trigger_mode="once", **shell.quick)
    desk.fill(does.fill, None, [parts.told], trigger_mode="multiple", **shell.quick)
    desk.save(does.save, None, [parts.told], trigger_mode="once", **shell.quick)
    desk.use(does.use, None, [parts.told], trigger_mode="once", **shell.quick)


def _prepare(shell: Shell) -> None:
    parts = prepare.build(shell)
    does = prepare.Preparing(shell, parts)
    shell.loads(does.opened)
    desk: Any = parts.desk
    # looks as on the screen before. None of these is queued: an answer of the queue is lost if it comes just as the
    # stream of another one closes
    desk.look(does.look, None, [parts.told], trigger_mode="multiple", **shell.quick)
    desk.ask(does.ask, None, [parts.told], trigger_mode="once", **shell.quick)
    desk.confirm(does.confirm, None, [parts.told], trigger_mode="once", **shell.quick)
    desk.join(does.join, None, [parts.told, shell.go], trigger_mode="once", **shell.quick)


def _call(shell: Shell) -> None:
    parts = live.build()
    does = live.Calling(shell, parts)
    shell.loads(does.opened)
