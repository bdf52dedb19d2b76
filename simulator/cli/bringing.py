"""Somebody at a terminal makes a professional: sees them as a learner would, and saves, edits or gives up.

What was pasted, answered and edited is in a draft on disk before it is asked about, so that neither Ctrl+C nor an
editor that fails loses any of it; the draft goes when the professional is saved.
"""

import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from simulator.errors import InputError

if TYPE_CHECKING:
    from simulator.bring.editing import Sheet
    from simulator.persona import Persona

PASTED = ".pasted.txt"
"""What the text that a draft was made from is called, beside it."""


class Kept:
    """One draft, in the folder of one's own professionals, where nothing takes it for one of them."""

    def __init__(self, own: Path) -> None:
        self._folder = own / "drafts"
        self._path: Path | None = None
        self._whole = False

    @property
    def path(self) -> Path:
        """The draft. Raises `InputError` if there is none yet."""
        if self._path is None:
            raise InputError("there is no draft yet")
        return self._path

    def resume(self, path: Path) -> None:
        """Go on with a draft that is there; a file that lies elsewhere is left alone."""
        if path.resolve().parent == self._folder.resolve():
            self._path, self._whole = path, True

    def pasted(self, text: str) -> None:
        """Keep what was pasted, before anybody is made of it."""
        self._claim("my-professional")
        self._write(_beside(self.path), text)
        # the text alone holds the name
        self.path.unlink()

    def put(self, text: str, pasted: str, stem: str) -> None:
        """Keep the file as it is by now. `stem`: what a new draft is called."""
        self._claim(stem)
        if pasted:
            self._write(_beside(self.path), pasted)
        self._write(self.path, text)
        self._whole = True

    def leave(self) -> None:
        """Leave the draft as it is; what comes next is another one."""
        self._path = None

    def drop(self) -> None:
        """They are saved: the draft is of no more use."""
        if self._path:
            for path in (self._path, _beside(self._path)):
                path.unlink(missing_ok=True)
        self._path = None

    def where(self) -> str | None:
        """Where it is and how to go on, in one line."""
        if self._path is None:
            return None
        path, flag = (self._path, "--draft") if self._whole else (_beside(self._path), "--from")
        again = f"simulator personas new {flag} {shlex.quote(str(path))}"
        return f"Not saved. What there is by now is kept in {path}; to go on: {again}"

    def _claim(self, stem: str) -> None:
        """A name that no other draft has."""
        number = 1
        while self._path is None:
            path = self._folder / (f"{stem}.yaml" if number == 1 else f"{stem}-{number}.yaml")
            number += 1
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                if not _beside(path).exists():
                    path.touch(exist_ok=False)
                    self._path = path
            except FileExistsError:
                continue
            except OSError as error:
                raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None

    def _write(self, path: Path, text: str) -> None:
        from simulator.files import write_whole

        write_whole(path, text)


def beside(draft: Path) -> str:
    """The text that a draft, or one of one's own professionals, was made from; empty if it is not there."""
    from simulator.document import read_text

    path = _beside(draft)
    return read_text(path) if path.is_file() else ""


@contextmanager
def keeping(own: Path) -> Iterator[Kept]:
    """A draft that is named when what it is for does not come to its end."""
    kept = Kept(own)
    try:
        yield kept
    except BaseException:
        if line := kept.where():
            _say(f"\n{line}")
        raise


def settled(text: str, pasted: str, kept: Kept, save: Callable[["Persona"], Path]) -> "tuple[Persona, Path] | None":
    """Show, ask, edit, until they are saved; None if somebody gives up. `text` is the file to begin with."""
    from simulator.bring.editing import sheet

    def judged(text: str, *more: str) -> "Sheet":
        found = sheet(text, kept.path.name, pasted, more)
        kept.put(found.text, pasted, kept.path.stem)
        return found

    now = judged(text)
    while True:
        _show(now)
        match _choice(["save", "edit", "give up"] if now.persona else ["edit", "give up"]):
            case "save" if now.persona:
                persona = now.persona
                try:
                    path = save(persona)
                except InputError as error:
                    now = judged(now.text, str(error))
                else:
                    kept.drop()
                    return persona, path
            case "edit":
                now = judged(_edited(kept, now.text, pasted))
            case _:
                return None


def _show(now: "Sheet") -> None:
    from rich.console import Console

    from simulator.cli.preview import preview

    console = Console(stderr=True, markup=False, highlight=False)
    console.rule()
    for block in preview(now.persona) if now.persona else ():
        console.print(block)
    if now.complaints:
        console.print("Not right yet:")
    for complaint in now.complaints:
        console.print(f"  {complaint}", soft_wrap=True)
    console.rule()


def _choice(choices: list[str]) -> str:
    """One of them, by its name or how that begins."""
    shown = ", ".join(f"[{each[0]}]{each[1:]}" for each in choices)
    while True:
        said = str(typer.prompt(shown, err=True)).strip().casefold()
        for each in choices:
            if said and each.startswith(said):
                return each


def _edited(kept: Kept, before: str, pasted: str) -> str:
    """What is in the draft when the editor is closed; what was in it before, if that can't be read."""
    import click

    from simulator.document import read_text

    path = kept.path
    # Ctrl+C is the editor's while it is open; a handler, as what is ignored would be ignored by the editor too
    ours = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        click.edit(filename=str(path))
    except click.ClickException as error:
        _say(error.format_message())
    except ValueError as error:
        _say(f"the editor that $VISUAL or $EDITOR names can't be started: {error}")
    finally:
        signal.signal(signal.SIGINT, ours)
    try:
        return read_text(path)
    except InputError as error:
        # not ours to write over: a copy of what was there before takes its place
        if path.exists():
            kept.leave()
        kept.put(before, pasted, path.stem)
        _say(f"{error}; {kept.path} holds what was there before")
        return before


def _beside(path: Path) -> Path:
    return path.with_name(path.stem + PASTED)


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201
