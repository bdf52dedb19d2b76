"""The last screen: the scorecard, the call marked, the note, and what to take away."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from simulator.events import Judged
from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.report import scorecard_fragment, transcript_fragment
from simulator.report.view import GRADE_TITLES, KIND_TITLES
from simulator.transcript import Transcript
from simulator.verdicts import key_of, latest, without_disputed
from simulator.web import pieces

HOURS = [
    ("within the hour", 1.0),
    ("the same day", 8.0),
    ("the next day", 23.0),
    ("three days later", 72.0),
    ("a week later", 168.0),
]


VERDICTS = [("I agree", "agree"), ("I dispute it", "dispute")]


@dataclass(frozen=True)
class Debrief:
    """The screen's parts."""

    screen: gr.Column
    card: gr.HTML
    downloads: gr.HTML
    note: gr.Textbox
    hours: gr.Dropdown
    resume: gr.Checkbox
    send_note: gr.Button
    second: gr.HTML
    seen: gr.Dropdown
    verdict: gr.Radio
    why: gr.Textbox
    judge: gr.Button
    transcript: gr.HTML
    again: gr.Button


def build() -> Debrief:
    """Draw the screen."""
    with gr.Column(visible=False, elem_id="sim-debrief", elem_classes="sim-screen") as screen:
        card = gr.HTML(elem_id="sim-scorecard", padding=False)
        downloads = gr.HTML(elem_id="sim-downloads", padding=False)
        with gr.Accordion("Write the thank-you note", open=False, elem_id="sim-note-part"):
            note = gr.Textbox(
                label="Your note",
                lines=6,
                max_lines=16,
                elem_id="sim-note",
                placeholder="Within a day, 40 to 200 words, something particular that they said",
            )
            with gr.Row():
                hours = gr.Dropdown(HOURS, value=8.0, label="You send it", elem_id="sim-hours")
                resume = gr.Checkbox(label="Attach my résumé", elem_id="sim-attach")
            send_note = gr.Button("Send the note and grade it", variant="primary", elem_id="sim-send-note")
        with gr.Accordion("Do you see it differently?", open=False, elem_id="sim-say-part"):
            gr.HTML(
                "<p class='sim-soft'>Agree with what was observed, or dispute it. What you dispute is left out of a "
                "second count, which is shown beside the first; both are kept.</p>"
            )
            seen = gr.Dropdown([], label="What was observed", elem_id="sim-seen")
            verdict = gr.Radio(VERDICTS, value="agree", label="Your view", elem_id="sim-verdict")
            why = gr.Textbox(label="Why, in a word (optional)", lines=1, max_lines=3, elem_id="sim-why")
            judge = gr.Button("Keep my view", variant="primary", elem_id="sim-judge")
        second = gr.HTML(elem_id="sim-second", padding=False)
        transcript = gr.HTML(elem_id="sim-marked", padding=False)
        again = gr.Button("Practise another call", variant="primary", elem_id="sim-again")
    return Debrief(
        screen, card, downloads, note, hours, resume, send_note, second, seen, verdict, why, judge, transcript, again
    )


def shown(
    debrief: Debrief, call_id: str, transcript: Transcript, persona: Persona, card: Scorecard, judged: Sequence[Judged]
) -> dict[object, object]:
    """What the screen shows of a graded call."""
    note = transcript.follow_up.note if transcript.follow_up else None
    second = without_disputed(transcript, persona, card, judged)
    changes: dict[object, object] = {
        debrief.card: scorecard_fragment(transcript, persona, card),
        debrief.transcript: transcript_fragment(transcript, persona, card),
        debrief.second: _beside(card, second) if second else "",
        debrief.seen: gr.update(choices=_choices(card, judged)),
        debrief.downloads: pieces.piece(
            "downloads",
            id=call_id,
            forms=[
                ("scorecard.html", "HTML page"),
                ("scorecard.md", "Markdown"),
                ("scorecard.json", "Scorecard (JSON)"),
                ("transcript.json", "Transcript (JSON)"),
            ],
        ),
    }
    if note:
        changes[debrief.note] = note
    return changes


def _choices(card: Scorecard, judged: Sequence[Judged]) -> list[tuple[str, int]]:
    verdicts = latest(judged)
    choices = []
    for number, seen in enumerate(card.observations):
        verdict = verdicts.get(key_of(seen))
        mark = "" if verdict is None else " (agreed)" if verdict.agrees else " (disputed)"
        choices.append(
            (f"turn {seen.turn}, {KIND_TITLES[seen.kind]}: “{textwrap.shorten(seen.quote, 60)}”{mark}", number)
        )
    return choices


def _beside(first: Scorecard, second: Scorecard) -> str:
    rows = [
        (GRADE_TITLES[name], given.level, again.level)
        for name in GRADE_TITLES
        if (given := first.grades[name]) and (again := second.grades[name])
    ]
    return pieces.piece("second", rows=rows, first=first.overall, second=second.overall)
