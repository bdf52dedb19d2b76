"""The last screen: the scorecard, the call marked, the note, and what to take away."""

from dataclasses import dataclass

import gradio as gr

from simulator.grading.scorecard import Scorecard
from simulator.persona import Persona
from simulator.report import scorecard_fragment, transcript_fragment
from simulator.transcript import Transcript
from simulator.web import pieces

HOURS = [
    ("within the hour", 1.0),
    ("the same day", 8.0),
    ("the next day", 23.0),
    ("three days later", 72.0),
    ("a week later", 168.0),
]


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
        transcript = gr.HTML(elem_id="sim-marked", padding=False)
        again = gr.Button("Practise another call", variant="primary", elem_id="sim-again")
    return Debrief(screen, card, downloads, note, hours, resume, send_note, transcript, again)


def shown(
    debrief: Debrief, call_id: str, transcript: Transcript, persona: Persona, card: Scorecard
) -> dict[object, object]:
    """What the screen shows of a graded call."""
    note = transcript.follow_up.note if transcript.follow_up else None
    changes: dict[object, object] = {
        debrief.card: scorecard_fragment(transcript, persona, card),
        debrief.transcript: transcript_fragment(transcript, persona, card),
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
