"""The first screen: whom to call."""

from collections.abc import Mapping
from dataclasses import dataclass

import gradio as gr

from simulator.persona import Persona
from simulator.web import pieces


@dataclass(frozen=True)
class Choose:
    """The screen's parts."""

    screen: gr.Column
    buttons: Mapping[str, gr.Button]
    """By persona id. They wait until the page knows where the learner was: a click before that would be lost."""


def build(personas: Mapping[str, Persona]) -> Choose:
    """Draw the gallery."""
    order = {"friendly": 0, "typical": 1, "tough": 2}
    buttons = {}
    with gr.Column(elem_id="sim-choose", elem_classes="sim-screen") as screen:
        gr.HTML(
            "<h2>Whom do you want to talk to?</h2>"
            "<p class='sim-lead'>Each of them is busy and has agreed to a short call. "
            "You read up, ask, listen and leave on time. Afterwards you get a scorecard that quotes your own words.</p>"
        )
        with gr.Row(elem_classes="sim-gallery"):
            for persona in sorted(personas.values(), key=lambda each: (order[each.difficulty], each.name)):
                with gr.Column(elem_classes="sim-tile", min_width=300):
                    gr.HTML(pieces.person_card(persona), padding=False)
                    buttons[persona.id] = gr.Button(
                        f"Prepare to meet {persona.first_name}",
                        variant="primary",
                        interactive=False,
                        elem_id=f"sim-meet-{persona.id}",
                    )
    return Choose(screen, buttons)
