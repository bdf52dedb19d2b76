"""A professional in the making on a terminal: what a learner would see of them, in the words of the page.

What the pasted text does not hold is marked where it stands, as on the page.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from simulator.persona import Persona, Writing
    from simulator.texts import Texts

ASSUMED = "[assumed]"
"""What marks how hard they are and how long they have."""


def preview(persona: "Persona") -> "Iterator[RenderableType]":
    """The gallery's card, the dossier, and how the call will be, block by block."""
    from simulator.texts import FIRST, texts

    return _Seen(persona, texts(FIRST)).blocks()


def still_empty(persona: "Persona") -> str:
    """What of the form has nothing in it, in one line."""
    from simulator.bring import FIELDS, form_of

    form = form_of(persona.model_dump(mode="json"))
    left = [field.called for field in FIELDS if form[field.key] == ""]
    return f"still empty: {'; '.join(left) or 'nothing'}"


class _Seen:
    def __init__(self, persona: "Persona", t: "Texts") -> None:
        self._p, self._t = persona, t

    def blocks(self) -> "Iterator[RenderableType]":
        p, t, public = self._p, self._t, self._p.public
        pronouns = f" ({p.pronouns}{self._mark('pronouns')})" if p.pronouns else ""
        yield self._line(f"{p.name}{self._mark('name')}{pronouns}", style="bold", indent=0)
        place = f" · {p.location}{self._mark('location')}" if p.location else ""
        work = f"{p.title}{self._mark('title')}, {p.organisation}{self._mark('organisation')}"
        yield self._line(work + place, indent=0)
        yield self._line(f"{p.field}{self._mark('field')}", indent=0)
        if p.teaser:
            yield self._line(p.teaser, style="italic", indent=0)
        profile = [f"{said}{self._mark(f'public.profile.{at}')}" for at, said in enumerate(public.sentences)]
        yield from self._section(t("dossier.about"), [" ".join(profile)] if profile else ())
        yield from self._section(t("dossier.career"), self._listed("career", public.career))
        yield from self._section(t("dossier.education"), self._listed("education", public.education))
        pieces = [line for at, piece in enumerate(public.writing) for line in self._piece(at, piece)]
        yield from self._section(t("dossier.articles"), pieces)
        facts = self._listed("organisation_facts", public.organisation_facts)
        yield from self._section(f"{t('dossier.news')}: {p.organisation}", facts)
        if public.is_empty:
            yield self._line(t("dossier.empty", name=p.first_name))
        yield from self._section("The call", self._call())
        yield from self._section("Invented", self._invented())
        yield self._line("", indent=0)
        yield self._line(still_empty(p), indent=0)

    def _call(self) -> list[str]:
        p, t = self._p, self._t
        time = {"name": p.first_name, "minutes": p.schedule.minutes}
        after = p.schedule.next
        lasts = t("dossier.time_next", **time, next=after) if after else t("dossier.time", **time)
        hard = f"{t('choose.difficulty.title')}: {t(f'choose.difficulty.{p.difficulty}').lower()}"
        # no text says how somebody is on the phone
        assumed = f" {ASSUMED}" if p.invented else ""
        return [f"{hard}. {lasts}{assumed}", self._to_tell()]

    def _to_tell(self) -> str:
        held = self._p.private
        counts = [("story", "stories", len(held.stories)), ("answer", "answers", len(held.answers))]
        counts += [("opinion", "opinions", len(held.opinions)), ("contact", "contacts", len(held.contacts))]
        there = [f"{n} {one if n == 1 else many}" for one, many, n in counts if n]
        if not there:
            return "They have nothing of their own to tell yet, and answer as anybody in their field would."
        return f"What only the call brings out, to be read in the editor: {', '.join(there)}."

    def _invented(self) -> list[str]:
        p, t = self._p, self._t
        if not p.invented:
            return []
        said = [t("dossier.invented", name=p.first_name)]
        if p.is_invented("public"):
            said.append(t("dossier.nothing_pasted"))
        elif len(p.invented) > 1:
            said.append(t("dossier.marked"))
        return said

    def _listed(self, key: str, lines: Sequence[str]) -> list[str]:
        return [f"- {line}{self._mark(f'public.{key}.{at}')}" for at, line in enumerate(lines)]

    def _piece(self, at: int, piece: "Writing") -> Iterator[str]:
        path = f"public.writing.{at}"
        parts = [piece.title + self._mark(path)]
        # a piece that is marked is marked once
        whole = self._p.is_invented(path)
        for key, value in (("where", piece.where), ("year", piece.year)):
            if value:
                parts.append(f"{value}{'' if whole else self._mark(f'{path}.{key}')}")
        yield f"- {', '.join(parts)}"
        if piece.summary:
            yield f"  {piece.summary}{'' if whole else self._mark(f'{path}.summary')}"

    def _mark(self, path: str) -> str:
        marked = self._p.is_invented(path) and not self._p.is_invented("public")
        return f" [{self._t('dossier.mark')}]" if marked else ""

    def _section(self, heading: str, lines: Sequence[str]) -> "Iterator[RenderableType]":
        if lines:
            yield self._line("", indent=0)
            yield self._line(heading, style="bold", indent=0)
            yield from (self._line(line) for line in lines)

    def _line(self, line: str, style: str = "", indent: int = 2) -> "RenderableType":
        from rich.padding import Padding
        from rich.text import Text

        # a terminal obeys signs that can't be seen
        lead = len(line) - len(line.lstrip(" "))
        shown = "".join(character if character.isprintable() else " " for character in line.strip())
        text = Text(shown, style=style)
        text.highlight_words([f"[{self._t('dossier.mark')}]", ASSUMED], "yellow")
        return Padding(text, (0, 0, 0, indent + lead))
