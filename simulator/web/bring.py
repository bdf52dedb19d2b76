"""Bring your own professional: paste what is public, mend the form, see what the gallery and the dossier would show.

What is typed stays in the browser and is never lost to a mistake: nothing of the form changes but by reading a text,
which only adds to it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, get_args

import gradio as gr
from pydantic import ValidationError

from simulator import bring
from simulator.bring import FIELDS, KEYS, NEEDED, Draft
from simulator.errors import SimulatorError
from simulator.persona import Persona, Topic
from simulator.web import people, pieces
from simulator.web.shell import Changes, Shell, html, problem, script, tell, which_look

Values = dict[str, str | float]


@dataclass(frozen=True)
class Bring:
    """The screen's parts. Events of `desk`: look, read, plainly, fill, save, use; each carries the whole form."""

    desk: gr.HTML
    told: gr.HTML


class Given(NamedTuple):
    """What a browser sends with each event."""

    owner: str
    edit: str
    """The id of the professional who is being edited; empty for a new one."""
    pasted: str
    form: Values
    tried: bool
    """Whether saving was tried and failed: only from then on an empty field is a problem."""


def build(shell: Shell) -> Bring:
    """Draw the screen."""
    with gr.Column(elem_id="sim-bring", elem_classes="sim-screen"):
        desk = html(elem_id="sim-bring-desk", js=script("unsent") + script("bring"))
        told = shell.told()
    return Bring(desk, told)


class Bringing:
    """What happens on the screen."""

    def __init__(self, shell: Shell, parts: Bring) -> None:
        self.shell, self.desk, self.parts, self.t = shell, shell.desk, parts, shell.t

    def opened(self, request: gr.Request) -> Changes:
        """An empty form, or somebody's to be edited; the browser puts into it what it has kept."""
        place = self.shell.place(request)
        edit, form, pasted, name = place.query.get("edit", ""), bring.empty(), "", ""
        if edit:
            persona = self.desk.people(place.owner).own.get(edit)
            if persona is None:
                return self.shell.nowhere(self.t("shell.gone.person"), self.t("shell.gone.person_words"))
            form, name = bring.form_of(persona.model_dump(mode="json")), persona.name
            pasted = self.desk.own(place.owner).pasted(edit)
        screen = pieces.piece(
            "bring",
            t=self.t,
            edit=edit,
            name=name,
            values=json.dumps({**form, "pasted": pasted}),
            model=self.desk.settings.model,
            most=f"{bring.MOST_CHARACTERS:,}",
            fields=FIELDS,
            needed=NEEDED,
            topics=", ".join(get_args(Topic)),
            home=self.shell.address("choose"),
        )
        return {self.parts.desk: screen}

    def look(self, request: gr.Request, event: gr.EventData) -> Changes:
        """What is wrong with the form, and what would be seen of it. Which look it is, is told back."""
        return {self.parts.told: tell(**self._seen(self._given(request, event)), **which_look(event))}

    async def read(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Read the pasted text with the model that the app was given."""
        return await self._read(self.desk.settings.model, self._given(request, event))

    async def plainly(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Read what the text's layout gives."""
        return await self._read(bring.OFFLINE, self._given(request, event))

    def fill(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Put what was found into the form, as it is by now: what was written meanwhile stays."""
        given = self._given(request, event)
        changed = _changed(given.form, _form(getattr(event, "found", None)))
        seen = self._seen(given._replace(form={**given.form, **changed}))
        return {self.parts.told: tell(**seen, fill=changed)}

    def save(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Keep the professional, and show them in the gallery."""
        return self._saved(self._given(request, event), lambda _: self.shell.address("choose"))

    def use(self, request: gr.Request, event: gr.EventData) -> Changes:
        """Keep the professional, and prepare to meet them."""
        return self._saved(
            self._given(request, event), lambda persona: self.shell.address("prepare", **{"with": persona.id})
        )

    async def _read(self, model: str, given: Given) -> Changes:
        try:
            found = await bring.drafted(given.pasted, model, self.desk.settings)
        except SimulatorError as error:
            return {self.parts.told: tell(slots={"told": problem(error)}, free="read")}
        form = bring.form_of(found.values)
        slots = {"told": self._told(found, len(_changed(given.form, form)))}
        return {self.parts.told: tell(slots=slots, free="read", found=form)}

    def _told(self, found: Draft, changed: int) -> str:
        """What came of reading, in words."""
        t = self.t
        filled = t.n("bring.told.fields", changed) if changed else t("bring.told.nothing")
        lines = []
        if found.by == bring.OFFLINE:
            lines.append(t("bring.told.layout", filled=filled))
        else:
            lines.append(t("bring.told.model", model=found.by, filled=filled))
        lines += [t("bring.told.left_out", what=line) for line in found.left_out]
        if lacking := [t(f"bring.fields.{key}.short") for key in bring.missing(found.values)]:
            lines.append(t("bring.told.lacking", what=", ".join(lacking)))
        said = [pieces.Said(line, own=False) for line in lines]
        if found.failure:
            said.insert(0, pieces.Said(_sentence(found.failure)))
        return pieces.piece("told", said=said, bad=found.failure is not None)

    def _seen(self, given: Given) -> dict[str, Any]:
        """Problems and preview. Before saving was tried, an empty field is no problem."""
        base = self._base(given)
        wrong = bring.wrong({**bring.values_of(given.form, base), "id": "somebody"}, given.form)
        shown = {
            key: self._problems(given, key, said) for key, said in wrong.items() if given.tried or _written(given, key)
        }
        slots = {f"problem-{key}": pieces.piece("problem", said=shown.get(key, ())) for key in KEYS}
        listed = [
            (key, self.t(f"bring.fields.{key}.short") if key else "", one)
            for key, all_ in shown.items()
            for one in all_
        ]
        slots["summary"] = pieces.piece("problems", t=self.t, listed=listed if given.tried else ())
        slots["preview"] = self._preview(given, wrong)
        return {"slots": slots, "wrong": [key for key in shown if key]}

    def _problems(self, given: Given, key: str, said: Sequence[str]) -> list[pieces.Said]:
        if key in NEEDED and not _written(given, key):
            return [pieces.Said(self.t("bring.needed"), own=False)]
        return [pieces.Said(one[:1].upper() + one[1:], own=True) for one in said]

    def _preview(self, given: Given, wrong: Mapping[str, Sequence[str]]) -> str:
        """The card and the dossier; a field that can't be used yet is left out of them."""
        form = given.form
        if not any(form[key] for key in NEEDED):
            return pieces.piece("nobody", words=self.t("bring.nobody"))
        usable = {**form, **{key: value for key, value in bring.empty().items() if key in wrong}}
        values = bring.values_of(usable, self._base(given) if not wrong.get("") else None)
        values = {**dict.fromkeys(NEEDED, "…"), **values}
        try:
            persona = bring.made(values, given.edit or bring.id_of(str(form["name"])), _kept_text(given.pasted))
        except ValidationError:
            return pieces.piece("problem", said=[pieces.Said(self.t("bring.no_preview"), own=False)])
        return people.preview(persona, self.t)

    def _base(self, given: Given) -> dict[str, Any] | None:
        """The file that is being edited, with what the form has no field for."""
        persona = self.desk.people(given.owner).own.get(given.edit) if given.edit else None
        return persona.model_dump(mode="json", exclude_defaults=True, exclude={"invented"}) if persona else None

    def _saved(self, given: Given, to: Callable[[Persona], str]) -> Changes:
        given = given._replace(tried=True)
        base, seen = self._base(given), self._seen(given)
        values = bring.values_of(given.form, base)
        if bring.wrong({**values, "id": "somebody"}, given.form):
            return {self.parts.told: tell(**seen, free="save", refused=True)}
        try:
            own = self.desk.own(given.owner)
            text = bring.pasted(given.pasted) if given.pasted.strip() else ""
            taken = {*own.taken(), *self.desk.people(given.owner).everybody}
            id_ = base["id"] if base else bring.id_of(str(given.form["name"]), taken)
            persona = bring.made(values, id_, text)
            own.save(persona, text, replace=base is not None)
        except SimulatorError as error:
            seen["slots"]["summary"] = problem(error)
            return {self.parts.told: tell(**seen, free="save", refused=True)}
        return {self.parts.told: tell(saved=to(persona))}

    def _given(self, request: gr.Request, event: gr.EventData) -> Given:
        """What a browser sent; what is no form counts as an empty one."""
        sent = getattr(event, "values", None)
        values = sent if isinstance(sent, Mapping) else {}
        pasted, edit = values.get("pasted"), getattr(event, "edit", None)
        return Given(
            owner=self.shell.place(request).owner,
            edit=edit if isinstance(edit, str) else "",
            pasted=pasted if isinstance(pasted, str) else "",
            form=_form(values),
            tried=getattr(event, "tried", None) is True,
        )


def _form(values: object) -> Values:
    """A form as a browser sends it: each field as its kind wants it, else as it is when empty."""
    sent = values if isinstance(values, Mapping) else {}
    empty = bring.empty()
    return {field.key: _value(sent.get(field.key), empty[field.key], field.least, field.most) for field in FIELDS}


def _value(sent: object, empty: str | float, least: float, most: float) -> str | float:
    if isinstance(empty, str):
        return sent if isinstance(sent, str) else empty
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return empty
    return min(most, max(least, float(sent)))


def _changed(mine: Values, found: Values) -> Values:
    """What reading changes in a form; nothing that somebody wrote is lost."""
    return {key: value for key, value in bring.merged(mine, found).items() if value != mine[key]}


def _written(given: Given, key: str) -> bool:
    """Whether there is anything in a field; what belongs to no field is written somewhere."""
    return bool(str(given.form.get(key, "-")).strip())


def _kept_text(pasted: str) -> str:
    try:
        return bring.pasted(pasted)
    except SimulatorError:
        return ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
