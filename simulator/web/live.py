"""The third screen: the call."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from simulator.clock import speech_seconds
from simulator.report.view import minutes_and_seconds
from simulator.web import pieces

if TYPE_CHECKING:
    from simulator.call import Moment

MANNERS = {
    "warm": "leans in, smiling",
    "engaged": "is listening closely",
    "neutral": "is polite and waiting",
    "cool": "has become short with you",
    "impatient": "glances at the clock",
}


_STAY_AT_THE_END = """
let follow = true;
const log = () => element.querySelector('.sim-log');
const looked = () => setTimeout(() => {
  const box = log();
  if (box) follow = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
}, 80);
for (const what of ['wheel', 'touchmove', 'keyup', 'pointerup']) {
  element.addEventListener(what, looked, {passive: true, capture: true});
}
new MutationObserver(() => { const box = log(); if (box && follow) box.scrollTop = box.scrollHeight; })
  .observe(element, {childList: true, subtree: true, characterData: true});
"""
"""The log shows its end unless the learner has scrolled up to read."""


@dataclass(frozen=True)
class Live:
    """The screen's parts."""

    screen: gr.Column
    head: gr.HTML
    clock: gr.HTML
    notice: gr.HTML
    chat: gr.HTML
    words: gr.Textbox
    send: gr.Button
    hang_up: gr.Button
    debrief: gr.Button
    resume: gr.Button
    notes: gr.HTML


def build() -> Live:
    """Draw the screen."""
    with gr.Column(visible=False, elem_id="sim-call", elem_classes="sim-screen") as screen:
        with gr.Row(equal_height=False):
            with gr.Column(scale=7, min_width=320, elem_classes="sim-line"):
                with gr.Row(elem_classes="sim-call-head"):
                    head = gr.HTML(elem_id="sim-head", padding=False)
                    clock = gr.HTML(elem_id="sim-clock", padding=False)
                notice = gr.HTML(visible=False, elem_id="sim-call-notice", padding=False)
                # not Gradio's chatbot: that one takes what it is given for HTML, and sends the whole list each time
                chat = gr.HTML(elem_id="sim-chat", padding=False, js_on_load=_STAY_AT_THE_END)
                with gr.Row(elem_classes="sim-say", equal_height=False):
                    words = gr.Textbox(
                        label="What you say",
                        show_label=False,
                        container=False,
                        placeholder="What you say (Enter sends)",
                        lines=1,
                        max_lines=8,
                        elem_id="sim-words",
                        scale=8,
                        min_width=160,
                    )
                    send = gr.Button("Say it", variant="primary", elem_id="sim-send", scale=0, min_width=92)
                with gr.Row(elem_classes="sim-leave"):
                    hang_up = gr.Button("Hang up", variant="secondary", elem_id="sim-hang-up", scale=0, min_width=120)
                    resume = gr.Button("Ask for the reply again", visible=False, elem_id="sim-resume", scale=0)
                    debrief = gr.Button(
                        "See your scorecard", variant="primary", visible=False, elem_id="sim-to-debrief", min_width=180
                    )
            with gr.Column(scale=3, min_width=260):
                notes = gr.HTML(elem_id="sim-call-notes", padding=False)
    return Live(screen, head, clock, notice, chat, words, send, hang_up, debrief, resume, notes)


def shown(live: Live, moment: "Moment", *, whole: bool = False) -> dict[Any, Any]:
    """What of the screen changes with a moment of the call. `whole` draws also what stays the same all along."""
    state = moment.state
    stuck = not moment.speaking and not state.answered and not state.over
    changes: dict[Any, Any] = {
        live.chat: _log(moment),
        live.clock: _clock(moment),
        live.head: _head(moment),
        live.notice: gr.update(value=pieces.piece("notice", words=moment.notice or ""), visible=bool(moment.notice)),
        live.words: gr.update(interactive=not state.over),
        live.send: gr.update(visible=not state.over),
        live.hang_up: gr.update(visible=not state.over),
        live.debrief: gr.update(visible=state.over),
        live.resume: gr.update(visible=stuck),
    }
    if whole:
        preparation = state.opened.preparation
        changes[live.notes] = pieces.notes(
            preparation.goal if preparation else None,
            preparation.questions if preparation else (),
            preparation.notes if preparation else None,
        )
    return changes


def _log(moment: "Moment") -> str:
    turns = moment.state.turns
    words = " ".join(moment.sentences)
    last = turns[-1].text if turns and turns[-1].speaker == "professional" else ""
    return pieces.piece(
        "log",
        turns=turns,
        speaking=moment.speaking and not moment.state.answered,
        name=moment.state.persona.first_name,
        words=words,
        # a screen reader hears each sentence once, as it comes
        spoken=moment.sentences[-1] if moment.speaking and moment.sentences else last if not words else "",
    )


def _clock(moment: "Moment") -> str:
    state = moment.state
    pace = state.persona.voice.words_per_minute
    elapsed = state.clock.elapsed + speech_seconds(" ".join(moment.sentences), pace) * moment.speaking
    agreed = state.clock.agreed
    left = max(0.0, agreed - elapsed)
    return pieces.piece(
        "clock",
        now=minutes_and_seconds(elapsed),
        agreed=minutes_and_seconds(agreed),
        left=left,
        share=round(min(100.0, 100 * elapsed / agreed), 1),
        word="time is up" if left == 0 else "speech time; typing is free",
    )


def _head(moment: "Moment") -> str:
    state = moment.state
    understudied = any(failure for failure in state.failures)
    by = "the built-in professional, no language model" if state.opened.model == "offline" else state.opened.model
    manner = "the call is over" if state.over else MANNERS[state.mood.manner]
    return pieces.piece(
        "head",
        p=state.persona,
        portrait=pieces.portrait(state.persona, 64),
        manner=manner,
        over=state.over,
        by=by,
        understudied=understudied,
    )
