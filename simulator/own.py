"""The professionals that a user brought: a folder of persona files that is theirs, or rows of a shared database.

    own = Own(settings.own_personas)
    own.save(persona, pasted="...")     ->  .../personas/ada-moss.yaml, and ada-moss.pasted.txt beside it
    own.people()                        ->  {"ada-moss": ...}, and what is wrong with files that can't be used

On one's own machine they are files, since people edit them; servers that share a database keep them in it, so that each
server has them all. The pasted text is kept beside, so that what is changed later can be held against it too.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from simulator.document import read_document, read_text
from simulator.errors import InputError, PersonaError
from simulator.files import write_whole
from simulator.persona import Persona, catalogue, load_unchanged, look_into

if TYPE_CHECKING:
    from simulator.store import Database

MOST = 100
"""Professionals of one user: more than anybody calls, and a bound for a shared server's disk."""
_HEAD = "# An invention for practice. `invented` names what the pasted text does not hold; see simulator/persona.py.\n"


class OwnPeople(Protocol):
    """One user's professionals, wherever they are kept."""

    def people(self) -> tuple[dict[str, Persona], list[str]]:
        """Who is there, by id, and one line for each who can't be used."""
        ...

    def taken(self) -> set[str]:
        """The ids that nobody new can have."""
        ...

    def pasted(self, id_: str) -> str:
        """The text that a professional was made from; empty if there was none."""
        ...

    def save(self, persona: Persona, pasted: str = "", *, replace: bool = False) -> object:
        """Keep a professional. Raises `PersonaError` for an id that is taken, `InputError` if no more fit."""
        ...

    def delete(self, id_: str) -> None:
        """Delete a professional and the text that they were made from. Raises `PersonaError` if there is none."""
        ...


class Own:
    """One user's folder. It need not be there yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def people(self) -> tuple[dict[str, Persona], list[str]]:
        """Who is in it, by id, and one line for each file that can't be used."""
        return look_into(self.folder)

    def taken(self) -> set[str]:
        """The ids that nobody new can have."""
        return {*catalogue(), *self._files()}

    def pasted(self, id_: str) -> str:
        """The text that a professional was made from; empty if there was none."""
        path = self._pasted(id_)
        return read_text(path) if id_ in self._files() and path.is_file() else ""

    def save(self, persona: Persona, pasted: str = "", *, replace: bool = False) -> Path:
        """Keep a professional; the file. Raises `PersonaError` for an id that is taken, `InputError` if it is full."""
        _not_the_programs(persona)
        files = self._files()
        before = files.get(persona.id)
        if before and not replace:
            raise PersonaError(f"id {persona.id!r} is taken by {before.name}, a professional of your own")
        if not before and len(files) >= MOST:
            raise _full(len(files))
        path = self.folder / f"{persona.id}.yaml"
        if pasted:
            write_whole(self._pasted(persona.id), pasted)
        else:
            self._pasted(persona.id).unlink(missing_ok=True)
        write_whole(path, text_of(persona))
        if before and before != path:
            before.unlink(missing_ok=True)
        return path

    def delete(self, id_: str) -> None:
        """Delete a professional and the text that they were made from. Raises `PersonaError` if there is none."""
        path = self._files().get(id_)
        if path is None:
            raise _nobody(id_)
        path.unlink(missing_ok=True)
        self._pasted(id_).unlink(missing_ok=True)

    def _pasted(self, id_: str) -> Path:
        return self.folder / f"{id_}.pasted.txt"

    def _files(self) -> dict[str, Path]:
        """The file of every id, those of files that can't be used included where they bear its name."""
        found = {}
        for path in sorted(self.folder.glob("*.*")):
            if path.suffix in {".yaml", ".yml", ".json"}:
                try:
                    found[load_unchanged(path).id] = path
                except PersonaError:
                    found[path.stem] = path
        return found


class OwnInDatabase:
    """One learner's professionals in a database that several servers share."""

    def __init__(self, database: Database, learner: str) -> None:
        from simulator.store import Professionals

        self._rows = Professionals(database, learner)

    def people(self) -> tuple[dict[str, Persona], list[str]]:
        """Who is there, by id, and one line for each who can't be used."""
        found: dict[str, Persona] = {}
        complaints = []
        for id_, text in self._rows.texts().items():
            try:
                found[id_] = _read(text, id_)
            except PersonaError as error:
                # kept by a later version, say
                complaints.append(str(error))
        return {id_: persona for id_, persona in found.items() if id_ not in catalogue()}, complaints

    def taken(self) -> set[str]:
        """The ids that nobody new can have."""
        return {*catalogue(), *self._rows.texts()}

    def pasted(self, id_: str) -> str:
        """The text that a professional was made from; empty if there was none."""
        return self._rows.pasted(id_)

    def save(self, persona: Persona, pasted: str = "", *, replace: bool = False) -> None:
        """Keep a professional. Raises `PersonaError` for an id that is taken, `InputError` if no more fit."""
        _not_the_programs(persona)
        match self._rows.put(persona.id, text_of(persona), pasted, replace=replace, most=MOST):
            case "taken":
                raise PersonaError(f"id {persona.id!r} is taken by a professional of your own")
            case "full":
                raise _full(MOST)

    def delete(self, id_: str) -> None:
        """Delete a professional and the text that they were made from. Raises `PersonaError` if there is none."""
        if not self._rows.delete(id_):
            raise _nobody(id_)


@lru_cache(maxsize=1024)
def _read(text: str, id_: str) -> Persona:
    return Persona.parse(read_document(text, f"{id_}.yaml", PersonaError))


def _not_the_programs(persona: Persona) -> None:
    if persona.id in catalogue():
        raise PersonaError(f"id {persona.id!r} is taken by a professional who comes with this program")


def _full(count: int) -> InputError:
    return InputError(f"there are {count} professionals of your own, and {MOST} fit: delete one first")


def _nobody(id_: str) -> PersonaError:
    return PersonaError(f"there is no professional {id_!r} of your own")


def text_of(persona: Persona) -> str:
    """A persona as the text of a file of one's own."""
    return _HEAD + persona.to_text()
