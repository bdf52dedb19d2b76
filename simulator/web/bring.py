"""Bring your own professional: paste what is public, mend the form, see what the gallery and the dossier would show.

What is typed is never lost to a mistake: nothing of the form changes but by reading a text, which only adds to it.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from pydantic import ValidationError

from simulator import bring
from simulator.bring import FIELDS, NEEDED, Draft, Field
from simulator.errors import SimulatorError
from simulator.persona import Persona
from simulator.web import people, pieces
from simulator.web.shell import Changes, Shell

Values = dict[str, str | float]

_FOLDS = {
    "public": ("More that is public", "What a learner can look up; a scorecard grades whether they did."),
    "private": (
        "What only the call brings out (invented)",
        "Without any of it they answer in general terms, as anybody in their field would.",
    ),
    "manner": ("How they are on the call (invented)", "Patient and warm is easy to talk to; the opposite is hard."),
}
"""Of each fold its title, and what it is for."""


@dataclass(frozen=True)
class Bring:
    """The screen's parts."""

    draft: gr.BrowserState
    """What is being written, kept in the browser."""
    owner: gr.State
    head: gr.HTML
    pasted: gr.Textbox
    read: gr.Button
    plainly: gr.Button
    told: gr.HTML
    found: gr.State
    """What came of reading, until it is put into the form as that is by then."""
    tried: gr.State
    """Whether saving was tried and failed: only from then on an empty field is a problem."""
    fields: Mapping[str, gr.Textbox | gr.Slider]
    problems: Mapping[str, gr.HTML]
    """Beside each field, what is wrong with it."""
    summary: gr.HTML
    preview: gr.HTML
    clear: gr.Button
    back: gr.Button
    save: gr.Button
    use: gr.Button

    @property
    def form(self) -> list[gr.components.Component]:
        """The pasted text and the fields, in the order that the handlers take them."""
        return [self.pasted, *self.fields.values()]

    @property
    def shown(self) -> list[gr.components.Component]:
        """What is shown of the state of the form."""
        return [*self.problems.values(), self.summary, self.preview]


def build(shell: Shell) -> Bring:
    """Draw the screen."""
    model = shell.desk.settings.model
    fields: dict[str, gr.Textbox | gr.Slider] = {}
    problems: dict[str, gr.HTML] = {}

    def draw(group: str) -> None:
        for field in FIELDS:
            if field.group == group:
                fields[field.key] = _field(field)
                problems[field.key] = gr.HTML(visible=False, padding=False, elem_id=f"sim-problem-{field.key}")

    # the secret only keeps the value opaque
    draft = gr.BrowserState({}, storage_key="interview-simulator-draft", secret="interview-simulator")  # noqa: S106
    owner = gr.State("")
    with gr.Column(elem_id="sim-bring", elem_classes="sim-screen"):
        head = gr.HTML(pieces.piece("bring", name=""), elem_id="sim-bring-head", padding=False)
        with gr.Row(equal_height=False):
            with gr.Column(scale=6, min_width=320, elem_classes="sim-desk"):
                pasted = gr.Textbox(
                    label=f"What anybody can read about them (up to {bring.MOST_CHARACTERS:,} characters)",
                    lines=7,
                    max_lines=12,
                    placeholder="Paste a public profile, articles, a job page, one after the other",
                    elem_id="sim-pasted",
                )
                gr.HTML(pieces.piece("reader", model=model), padding=False)
                with gr.Row(elem_classes="sim-buttons"):
                    read = gr.Button("Read it", variant="primary", elem_id="sim-read", min_width=120)
                    plainly = gr.Button(
                        "Without a model", visible=model != "offline", elem_id="sim-read-plainly", min_width=170
                    )
                told = gr.HTML(visible=False, elem_id="sim-told", padding=False)
                found, tried = gr.State(None), gr.State(False)
                draw("first")
                for group, (title, what_for) in _FOLDS.items():
                    with gr.Accordion(title, open=False, elem_id=f"sim-fold-{group}"):
                        gr.HTML(f"<p class='sim-soft'>{what_for}</p>", padding=False)
                        draw(group)
                summary = gr.HTML(visible=False, elem_id="sim-bring-problems", padding=False)
                with gr.Row(elem_classes="sim-buttons"):
                    save = gr.Button("Save", elem_id="sim-bring-save", min_width=160)
                    use = gr.Button("Save and prepare", variant="primary", elem_id="sim-bring-use", min_width=160)
                with gr.Row(elem_classes="sim-buttons"):
                    back = gr.Button("To the gallery", elem_id="sim-bring-back", min_width=140)
                    clear = gr.Button("Clear the form", elem_id="sim-bring-clear", min_width=140)
            with gr.Column(scale=5, min_width=320, elem_classes="sim-beside"):
                preview = gr.HTML(elem_id="sim-preview", padding=False)
    ordered = {field.key: fields[field.key] for field in FIELDS}
    return Bring(
        draft,
        owner,
        head,
        pasted,
        read,
        plainly,
        told,
        found,
        tried,
        ordered,
        problems,
        summary,
        preview,
        clear,
        back,
        save,
        use,
    )


def _field(field: Field) -> gr.Textbox | gr.Slider:
    elem_id = f"sim-field-{field.key}"
    if field.kind in {"share", "number"}:
        step = 1 if field.kind == "number" else 0.05
        return gr.Slider(field.least, field.most, value=field.default, step=step, label=field.label, elem_id=elem_id)
    return gr.Textbox(
        label=field.label, placeholder=field.hint, lines=field.rows, max_lines=max(1, 3 * field.rows), elem_id=elem_id
    )


class Bringing:
    """What happens on the screen."""

    def __init__(self, shell: Shell, parts: Bring) -> None:
        self.shell, self.desk, self.parts, self.draft = shell, shell.desk, parts, parts.draft

    @property
    def outputs(self) -> list[Any]:
        """All that may change here."""
        parts = self.parts
        shown = [parts.head, parts.told, parts.tried, *parts.form, *parts.shown]
        return [self.draft, parts.owner, *shown, self.shell.go, self.shell.notice]

    def connect(self) -> None:
        """Tie the handlers to the page."""
        parts, quiet, everything = self.parts, self.shell.quiet, self.outputs
        self.shell.opens(self.opened, [self.draft], everything)
        state = [self.draft, parts.owner, *parts.form]
        texts = [field for field in parts.form if isinstance(field, gr.Textbox)]
        sliders = [field for field in parts.form if isinstance(field, gr.Slider)]
        left = [*(field.blur for field in texts), *(field.release for field in sliders)]
        gr.on(left, None, [self.draft, *parts.form], [self.draft], js=_KEEP, **quiet)
        gr.on(left, self.look, [parts.tried, *state], parts.shown, trigger_mode="always_last", **quiet)
        waiting = {**quiet, "show_progress": "minimal", "show_progress_on": parts.told}
        for button, by_model in ((parts.read, self.desk.settings.model != "offline"), (parts.plainly, False)):
            read: Callable[..., Any] = self.read_by_model if by_model else self.read_plainly
            button.click(
                read, parts.pasted, [parts.read, parts.plainly, parts.told, parts.found], trigger_mode="once", **waiting
            ).then(self.fill, [parts.found, parts.tried, *state], [parts.found, *everything], **quiet)
        parts.clear.click(self.clear, parts.owner, everything, js=_SURE, **quiet)
        parts.back.click(lambda: self.shell.to("choose"), None, [self.shell.go], **self.shell.quick)
        parts.save.click(self.save, state, everything, trigger_mode="once", **quiet)
        parts.use.click(self.use, state, everything, trigger_mode="once", **quiet)

    def opened(self, request: gr.Request, draft: Any) -> Changes:
        """The form as it was left; for somebody to edit, as they are, unless they were being edited already."""
        place = self.shell.place(request)
        edit = place.query.get("edit", "")
        if _is_draft(draft) and draft["id"] == edit:
            return {self.parts.owner: place.owner, **self._filled(draft, place.owner)}
        if not edit:
            # the form is drawn empty; what somebody quick has typed by now stays
            head = pieces.piece("bring", name="")
            return {self.parts.owner: place.owner, self.draft: _draft("", "", bring.empty()), self.parts.head: head}
        persona = self.desk.people(place.owner).own.get(edit)
        if persona is None:
            return self.shell.nowhere(self.shell.t("shell.gone.person"), self.shell.t("shell.gone.person_words"))
        form = bring.form_of(persona.model_dump(mode="json"))
        pasted = self.desk.own(place.owner).pasted(edit)
        return {self.parts.owner: place.owner, **self._filled(_draft(edit, pasted, form), place.owner)}

    async def read_by_model(self, pasted: str) -> AsyncIterator[Changes]:
        """Read the pasted text with the model that the app was given."""
        model = self.desk.settings.model
        yield {
            **dict.fromkeys((self.parts.read, self.parts.plainly), gr.update(interactive=False)),
            self.parts.told: _status(
                f"{model} is reading. That may take a minute or two; you can go on writing below."
            ),
        }
        yield await self._read(model, pasted)

    async def read_plainly(self, pasted: str) -> Changes:
        """Read what the page's layout gives."""
        return await self._read("offline", pasted)

    def fill(self, found: Draft | None, tried: bool, draft: Any, owner: str, pasted: str, *form: Any) -> Changes:
        """Put what was found into the form, as it is by now: what was written meanwhile stays."""
        if found is None:
            return {self.parts.found: None}
        before = _values(form)
        filled = bring.merged(before, bring.form_of(found.values))
        changed = {self.parts.fields[key]: value for key, value in filled.items() if value != before[key]}
        kept = _draft(str(draft.get("id") or "") if isinstance(draft, dict) else "", pasted, filled)
        seen = self._look(kept, owner, pasted, filled, tried=tried)
        return {
            **changed, **seen, self.draft: kept, self.parts.found: None, self.parts.told: _told(found, len(changed)),
        }  # fmt: skip

    def look(self, tried: bool, draft: Any, owner: str, pasted: str, *form: Any) -> Changes:
        """What is wrong with the form, and what would be seen of it."""
        return self._look(draft, owner, pasted or "", _values(form), tried=tried)

    def clear(self, owner: str) -> Changes:
        """Everything empty again."""
        return {**self._filled(_draft("", "", bring.empty()), owner), self.parts.told: _hidden()}

    def save(self, draft: Any, owner: str, pasted: str, *form: Any) -> Changes:
        """Keep the professional, and show them in the gallery."""
        changes, persona = self._saved(draft, owner, pasted or "", _values(form))
        return changes if persona is None else {**changes, **self.shell.to("choose")}

    def use(self, draft: Any, owner: str, pasted: str, *form: Any) -> Changes:
        """Keep the professional, and prepare to meet them."""
        changes, persona = self._saved(draft, owner, pasted or "", _values(form))
        return changes if persona is None else {**changes, **self.shell.to("prepare", **{"with": persona.id})}

    async def _read(self, model: str, pasted: str) -> Changes:
        freed: Changes = dict.fromkeys((self.parts.read, self.parts.plainly), gr.update(interactive=True))
        try:
            return {**freed, self.parts.found: await bring.drafted(pasted or "", model, self.desk.settings)}
        except SimulatorError as error:
            return {**freed, self.parts.found: None, self.parts.told: _status(_sentence(str(error)), bad=True)}

    def _filled(self, draft: Mapping[str, Any], owner: str) -> Changes:
        """The form with a draft in it."""
        form = {**bring.empty(), **dict(zip(bring.KEYS, draft["form"], strict=True))}
        name = form["name"] if draft["id"] else ""
        return {
            self.draft: dict(draft),
            self.parts.head: pieces.piece("bring", name=name),
            self.parts.told: _hidden(),
            self.parts.pasted: draft["pasted"],
            **{self.parts.fields[key]: value for key, value in form.items()},
            self.parts.tried: False,
            **self._problems({}, self.parts.problems),
            self.parts.summary: _hidden(),
            **self._look(draft, owner, draft["pasted"], form, tried=False),
        }

    def _look(self, draft: Any, owner: str, pasted: str, form: Values, *, tried: bool) -> Changes:
        """Problems and preview.

        Before saving was tried, an empty field is no problem; and what saving says of it, which may come at the same
        time, is left alone.
        """
        values = bring.values_of(form, self._base(draft, owner))
        wrong = bring.wrong({**values, "id": "somebody"}, form)
        keys = [key for key in self.parts.problems if tried or key not in NEEDED]
        changes = self._problems(wrong, keys)
        if tried:
            labels = {field.key: field.label for field in FIELDS}
            listed = [(labels.get(key, ""), said) for key, all_ in wrong.items() for said in all_]
            summary = pieces.piece("problems", listed=listed)
            changes[self.parts.summary] = gr.update(value=summary, visible=bool(listed))
        return {**changes, self.parts.preview: self._preview(form, wrong, pasted, draft, owner)}

    def _problems(self, wrong: Mapping[str, Sequence[str]], keys: Iterable[str]) -> Changes:
        return {
            self.parts.problems[key]: gr.update(
                value=pieces.piece("problem", said=wrong.get(key, ())), visible=bool(wrong.get(key))
            )
            for key in keys
        }

    def _preview(self, form: Values, wrong: Mapping[str, Sequence[str]], pasted: str, draft: Any, owner: str) -> str:
        """The card and the dossier; a field that can't be used yet is left out of them."""
        if not any(form[key] for key in NEEDED):
            return pieces.piece("nobody")
        usable = {**form, **{key: value for key, value in bring.empty().items() if key in wrong}}
        values = bring.values_of(usable, self._base(draft, owner) if not wrong.get("") else None)
        values = {**dict.fromkeys(NEEDED, "…"), **values}
        id_ = str(draft.get("id") or "") if isinstance(draft, dict) else ""
        try:
            persona = bring.made(values, id_ or bring.id_of(str(form["name"])), _kept_text(pasted))
        except ValidationError:
            return pieces.piece("problem", said=["There is no preview until this is mended."])
        return people.preview(persona, self.shell.t)

    def _base(self, draft: Any, owner: str) -> dict[str, Any] | None:
        """The file that is being edited, with what the form has no field for."""
        id_ = draft.get("id") if isinstance(draft, dict) else None
        persona = self.desk.people(owner).own.get(str(id_)) if id_ else None
        return persona.model_dump(mode="json", exclude_defaults=True, exclude={"invented"}) if persona else None

    def _saved(self, draft: Any, owner: str, pasted: str, form: Values) -> tuple[Changes, Persona | None]:
        base = self._base(draft, owner)
        values = bring.values_of(form, base)
        seen = {**self._look(draft, owner, pasted, form, tried=True), self.parts.tried: True}
        if bring.wrong({**values, "id": "somebody"}, form):
            return seen, None
        try:
            own = self.desk.own(owner)
            text = bring.pasted(pasted) if pasted.strip() else ""
            taken = {*own.taken(), *self.desk.people(owner).everybody}
            id_ = base["id"] if base else bring.id_of(str(form["name"]), taken)
            persona = bring.made(values, id_, text)
            own.save(persona, text, replace=base is not None)
        except SimulatorError as error:
            return {**seen, self.parts.told: _status(_sentence(str(error)), bad=True)}, None
        return {self.draft: {}, self.parts.tried: False}, persona


_KEEP = "(draft, pasted, ...form) => [{id: '', ...draft, pasted, form}]"
"""What is being written is kept in the browser, so that a reload loses nothing."""
_SURE = "(owner) => { if (!confirm('Clear everything in this form?')) throw new Error('kept'); return owner; }"


def _draft(id_: str, pasted: str, form: Values) -> dict[str, Any]:
    return {"id": id_, "pasted": pasted, "form": [form[key] for key in bring.KEYS]}


def _is_draft(draft: Any) -> bool:
    """Whether a browser brought a draft that this form can show."""
    known = isinstance(draft, dict) and isinstance(draft.get("pasted"), str) and isinstance(draft.get("id"), str)
    return known and isinstance(draft.get("form"), list) and len(draft["form"]) == len(bring.KEYS)


def _values(form: Sequence[Any]) -> Values:
    return {key: value if value is not None else "" for key, value in zip(bring.KEYS, form, strict=True)}


def _kept_text(pasted: str) -> str:
    try:
        return bring.pasted(pasted)
    except SimulatorError:
        return ""


def _hidden() -> Changes:
    return gr.update(value="", visible=False)


def _status(words: str, *, bad: bool = False) -> Changes:
    return gr.update(value=pieces.piece("told", lines=[words], bad=bad), visible=True)


def _told(found: Draft, changed: int) -> Changes:
    """What came of reading, in words."""
    by = "the page's layout" if found.by == "offline" else found.by
    filled = f"{changed} {'field' if changed == 1 else 'fields'}" if changed else "nothing new"
    lines = [*([_sentence(found.failure)] if found.failure else []), f"Filled in by {by}: {filled}."]
    lines += [f"Left out: {line}." for line in found.left_out]
    lacking = [field.label.split(",")[0].lower() for field in FIELDS if field.key in bring.missing(found.values)]
    if lacking:
        lines.append(f"Not in the text, so far as could be told: {', '.join(lacking)}.")
    return gr.update(value=pieces.piece("told", lines=lines, bad=found.failure is not None), visible=True)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
