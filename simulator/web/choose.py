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
    own: gr.HTML
    """The learner's own professionals; a click on a button of theirs says whom it is about, and what is wanted."""
    bring: gr.Button
    buttons: Mapping[str, gr.Button]
    """By persona id. They wait until the page knows where the learner was: a click before that would be lost."""


_TELL_WHICH = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-act]');
  if (!button) return;
  if (button.dataset.act === 'delete' && !confirm(`Delete ${button.dataset.name} for good?`)) return;
  trigger('click', {act: button.dataset.act, id: button.dataset.id});
});
"""


def build(personas: Mapping[str, Persona]) -> Choose:
    """Draw the gallery."""
    order = {"friendly": 0, "typical": 1, "tough": 2}
    buttons = {}
    with gr.Column(elem_id="sim-choose", elem_classes="sim-screen") as screen:
        with gr.Row(elem_classes="sim-choose-head", equal_height=False):
            gr.HTML(
                "<h2>Whom do you want to talk to?</h2>"
                "<p class='sim-lead'>Each of them is busy and has agreed to a short call. You read up, ask, listen and "
                "leave on time. Afterwards you get a scorecard that quotes your own words.</p>",
                padding=False,
            )
            bring = gr.Button("Bring your own", interactive=False, elem_id="sim-to-bring", scale=0, min_width=170)
        own = gr.HTML(elem_id="sim-own", padding=False, js_on_load=_TELL_WHICH)
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
    return Choose(screen, own, bring, buttons)
