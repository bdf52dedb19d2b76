"""The second screen: read the dossier, write down what you want to ask, and why."""

from dataclasses import dataclass

import gradio as gr

from simulator.errors import InputError
from simulator.transcript import Preparation

CONFIRMED = [
    ("I did not confirm the call", "no"),
    ("I confirmed an hour before", "1"),
    ("I confirmed the day before", "26"),
]
MAX_FIELD_CHARACTERS = 20_000


@dataclass(frozen=True)
class Prepare:
    """The screen's parts."""

    screen: gr.Column
    dossier: gr.HTML
    questions: gr.Textbox
    goal: gr.Textbox
    notes: gr.Textbox
    request: gr.Textbox
    referred_by: gr.Textbox
    confirmed: gr.Radio
    minutes: gr.Slider
    model: gr.Radio
    join: gr.Button
    back: gr.Button

    @property
    def fields(self) -> list[gr.components.Component]:
        """What the learner fills in, in the order that `preparation` takes it."""
        return [self.questions, self.goal, self.notes, self.request, self.referred_by, self.confirmed]


def build(models: list[tuple[str, str]]) -> Prepare:
    """Draw the screen. `models` are the professionals' voices to choose from, as (words, name)."""
    with gr.Column(visible=False, elem_id="sim-prepare", elem_classes="sim-screen") as screen:
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320):
                dossier = gr.HTML(elem_id="sim-dossier", padding=False)
            with gr.Column(scale=5, min_width=320, elem_classes="sim-desk"):
                gr.HTML(
                    "<h2>Prepare</h2>"
                    "<p class='sim-soft'>All of this is optional. What you skip shows on the scorecard.</p>"
                )
                goal = gr.Textbox(
                    label="Your goal for this call",
                    lines=1,
                    max_lines=3,
                    placeholder="What do you want to know afterwards?",
                    elem_id="sim-goal",
                )
                questions = gr.Textbox(
                    label="Your questions, one a line",
                    lines=5,
                    max_lines=12,
                    elem_id="sim-questions",
                    placeholder="At least three that the dossier does not answer",
                )
                notes = gr.Textbox(label="Notes", lines=2, max_lines=12, elem_id="sim-own-notes")
                with gr.Accordion("How you asked for the call", open=False):
                    request = gr.Textbox(
                        label="Your written request",
                        lines=4,
                        max_lines=12,
                        elem_id="sim-request",
                        placeholder="Who you are, why them, how many minutes, and that it is not about a job",
                    )
                    referred_by = gr.Textbox(label="Who sent you (if anybody)", lines=1, elem_id="sim-referred")
                confirmed = gr.Radio(CONFIRMED, value="no", label="Did you confirm the call?", elem_id="sim-confirmed")
                minutes = gr.Slider(10, 30, value=15, step=1, label="Agreed minutes", elem_id="sim-minutes")
                model = gr.Radio(
                    models,
                    value=models[0][1],
                    label="Who plays the professional",
                    visible=len(models) > 1,
                    elem_id="sim-model",
                )
                with gr.Row():
                    back = gr.Button("Somebody else", variant="secondary", elem_id="sim-back", min_width=120)
                    join = gr.Button("Join the call", variant="primary", elem_id="sim-join", min_width=160)
    return Prepare(screen, dossier, questions, goal, notes, request, referred_by, confirmed, minutes, model, join, back)


def preparation(
    questions: str | None,
    goal: str | None,
    notes: str | None,
    request: str | None,
    referred_by: str | None,
    confirmed: str | None,
) -> Preparation:
    """The form as a value; empty fields are absent. Raises `InputError`."""
    for name, value in (
        ("questions", questions),
        ("goal", goal),
        ("notes", notes),
        ("request", request),
        ("who sent you", referred_by),
    ):
        if value and len(value) > MAX_FIELD_CHARACTERS:
            raise InputError(
                f"{name}: {len(value):,} characters are too many; {MAX_FIELD_CHARACTERS:,} fit. "
                "Nothing was lost: shorten it and join"
            )
    return Preparation(
        request=_text(request),
        referred_by=_text(referred_by),
        questions=tuple(line.strip(" \t-*•") for line in (questions or "").splitlines() if line.strip(" \t-*•")),
        goal=_text(goal),
        notes=_text(notes),
        confirmed_hours_before=None if confirmed in (None, "no") else float(confirmed),
    )


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None
