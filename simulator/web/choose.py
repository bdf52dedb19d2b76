"""The first screen: whom to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import gradio as gr
from markupsafe import Markup

from simulator.errors import PersonaError, SimulatorError
from simulator.persona import Persona
from simulator.web import people, pieces
from simulator.web.shell import Changes, Shell, html, script, sentence

_EASIEST_FIRST = {"friendly": 0, "typical": 1, "tough": 2}


@dataclass(frozen=True)
class Choose:
    """The screen's parts."""

    own: gr.HTML
    """The learner's own professionals; its event `remove` says who is to be deleted."""


def build(shell: Shell) -> Choose:
    """Draw the gallery. Those who come with the program are part of the page; one's own come when it opens."""
    t = shell.t
    with gr.Column(elem_id="sim-choose", elem_classes="sim-screen"):
        html(pieces.piece("find", t=t, bring=shell.address("bring")), elem_id="sim-find", js=script("choose"))
        own = html(elem_id="sim-own", js=script("unsent") + script("own"))
        everybody = sorted(shell.desk.personas.values(), key=lambda each: (_EASIEST_FIRST[each.difficulty], each.name))
        html(_gallery(shell, everybody), elem_id="sim-gallery")
    return Choose(own)


class Choosing:
    """What happens on the screen."""

    def __init__(self, shell: Shell, parts: Choose) -> None:
        self.shell, self.parts = shell, parts

    def opened(self, request: gr.Request) -> Changes:
        """The learner's own professionals."""
        found = self.shell.desk.people(self.shell.place(request).owner)
        return {self.parts.own: own_people(self.shell, found.own, found.complaints)}

    def remove(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Delete one of them, for good."""
        owner, said = self.shell.place(request).owner, None
        try:
            self.shell.desk.own(owner).delete(str(getattr(event, "id", "")))
        except PersonaError:  # gone already, by another window
            said = pieces.Said(self.shell.t("choose.gone"), own=False)
        except SimulatorError as error:
            said = pieces.Said(sentence(error))
        found = self.shell.desk.people(owner)
        return {self.parts.own: own_people(self.shell, found.own, found.complaints, said)}


def own_people(
    shell: Shell, mine: Mapping[str, Persona], complaints: Iterable[str], undone: pieces.Said | None = None
) -> str:
    """The learner's own professionals, with what one can do with them; first, why what was asked for was not done."""
    gallery = _gallery(shell, sorted(mine.values(), key=lambda each: each.name), own=True) if mine else ""
    return pieces.piece("own", t=shell.t, gallery=gallery, complaints=tuple(complaints), undone=undone)


def _gallery(shell: Shell, personas: Iterable[Persona], *, own: bool = False) -> Markup:
    chosen = tuple(personas)
    return pieces.safe(
        "gallery",
        t=shell.t,
        own=own,
        people=[(persona, people.card(persona, shell.t)) for persona in chosen],
        addresses={persona.id: shell.address("prepare", **{"with": persona.id}) for persona in chosen},
        edits={persona.id: shell.address("bring", edit=persona.id) for persona in chosen},
    )
