"""`simulator personas`: list, show, check, new."""

import asyncio
import shlex
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.preview import still_empty
from simulator.errors import InputError, PersonaError

if TYPE_CHECKING:
    from simulator.bring import Draft
    from simulator.cli.bringing import Kept
    from simulator.own import Own
    from simulator.persona import Persona
    from simulator.settings import Settings

app = typer.Typer(help="The professionals: list, show, check, new.", no_args_is_help=False)

Folder = Annotated[Path | None, typer.Option("--personas", help="A folder of persona files, looked into first.")]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> int:
    return show_all() if context.invoked_subcommand is None else 0


@app.command("list")
def show_all(folder: Folder = None) -> int:
    """Who can be called: those who come with the program, and your own."""
    from rich.console import Console
    from rich.table import Table

    from simulator.persona import catalogue, load_folder, look_into
    from simulator.settings import settings

    own, complaints = look_into(settings().own_personas)
    given = load_folder(folder) if folder else {}
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "name", "work", "minutes", "difficulty"):
        table.add_column(heading, no_wrap=heading in {"id", "name"})
    for persona in {**catalogue(), **own, **given}.values():
        work = f"{persona.title}, {persona.organisation}"
        mark = " (your own)" if persona.id in own and persona.id not in given else ""
        table.add_row(persona.id, persona.name, work + mark, str(persona.schedule.minutes), persona.difficulty)
    # a pipe gets whole lines, however long
    Console(width=None if sys.stdout.isatty() else 160, markup=False).print(table)
    for complaint in complaints:
        print(f"simulator: {complaint}", file=sys.stderr)  # noqa: T201
    return 0


@app.command("show")
def show(id: Annotated[str, typer.Argument(help="An id or a persona file.")], folder: Folder = None) -> int:  # noqa: A002
    """One persona, as a file."""
    from simulator.persona import resolve
    from simulator.settings import settings

    persona = resolve(id, folder, own=settings().own_personas)
    print(persona.to_text(), end="")  # noqa: T201
    for line in _of_invention(persona):
        print(f"# {line}")  # noqa: T201
    return 0


@app.command("check")
def check(files: Annotated[list[Path], typer.Argument(help="Persona files.")]) -> int:
    """Say what is wrong with persona files, and where."""
    from simulator.persona import check as checked

    wrong = False
    for path in files:
        problems = checked(path)
        wrong = wrong or bool(problems)
        for problem in problems:
            print(problem, file=sys.stderr)  # noqa: T201
        if not problems:
            print(f"{path}: ok")  # noqa: T201
    return 2 if wrong else 0


@app.command("new")
def new(
    source: Annotated[
        str | None,
        typer.Option("--from", help="A text file of what is public: a profile, articles, a job page; - for stdin."),
    ] = None,
    model: Annotated[str | None, typer.Option(help="What reads it: offline, openai:NAME, local:NAME.")] = None,
    base_url: Annotated[str | None, typer.Option(help="The model's server.")] = None,
    name: Annotated[str | None, typer.Option(help="Their name; it need not be the real one.")] = None,
    title: Annotated[str | None, typer.Option(help="What they do.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Where they work.")] = None,
    field: Annotated[str | None, typer.Option(help="Their field, in a word or two.")] = None,
    id: Annotated[str | None, typer.Option(help="The id; made from the name if not given.")] = None,  # noqa: A002
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; your own folder if not given.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    draft: Annotated[Path | None, typer.Option(help="A persona file to go on with: a draft that was kept.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: save, or say what is wrong.")] = False,
) -> int:
    """Bring your own professional: made from a pasted text, for practice.

    On a terminal they are shown as a learner will see them, to be saved, edited ($VISUAL or $EDITOR) or given up, which
    keeps a draft. Elsewhere, and with --yes, nothing is asked.
    """
    from simulator.bring import id_of
    from simulator.cli.bringing import keeping, settled
    from simulator.own import Own
    from simulator.settings import settings

    config = settings() if base_url is None else settings().model_copy(update={"base_url": base_url})
    own = Own(config.own_personas)
    options = {"name": name, "title": title, "organisation": organisation, "field": field, "id": id}
    given = {key: value for key, value in options.items() if value is not None}
    if draft and given:
        raise InputError(f"{draft}: a draft says itself who it is, so there is no --{', no --'.join(given)}")
    if output and output.exists() and not force:
        raise InputError(f"{output}: is there already; --force writes over it")
    asks = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    with keeping(own.folder) as kept:
        if draft:
            begun = _resumed(draft, source)
            if asks:
                kept.resume(draft)
        else:
            text = _text(source, kept if asks else None) if source else ""
            found = _drafted(text, model or config.model, config) if text else None
            taken = own.taken() if output is None and not force else ()
            begun = _begun(text, found, given, output, taken, kept if asks else None)

        def save(persona: "Persona") -> Path:
            return _keep(persona, own, begun.pasted, output, force=force)

        if asks and sys.stdout.isatty():
            kept.put(begun.text, begun.pasted, id_of(begun.stem))
            for line in _of_reading(begun.draft):
                print(line, file=sys.stderr)  # noqa: T201
            done = settled(begun.text, begun.pasted, kept, save)
            if done is None:
                print(kept.where(), file=sys.stderr)  # noqa: T201
                return 1
            persona, path = done
        else:
            persona = begun.persona()
            path = save(persona)
            if draft:
                kept.resume(draft)
            kept.drop()
            _tell(persona, path, begun.draft)
    called = shlex.quote(str(path if output else persona.id))
    print(f"They are in {path}; call them with: simulator call --persona {called}")  # noqa: T201
    return 0


@dataclass(frozen=True)
class _Begun:
    """A professional in the making, as far as it goes without being looked at."""

    text: str
    """The file to edit."""
    stem: str
    pasted: str
    draft: "Draft | None"
    persona: "Callable[[], Persona]"
    """Raises `InputError`, one line, for one that is not right."""


def _begun(
    text: str,
    found: "Draft | None",
    given: Mapping[str, str],
    output: Path | None,
    taken: Collection[str],
    kept: "Kept | None",
) -> _Begun:
    """From a text and what was given besides; what is missing is asked for if there is a draft to keep it in."""
    from simulator.bring import form_of, id_of, missing, values_of
    from simulator.bring.editing import editable

    values = dict(found.values) if found else {}
    form = {**form_of(values), **{key: value for key, value in given.items() if key != "id"}}
    lacking = missing(values_of(form, values))
    if lacking and kept is None:
        inside = " in the text" if text else ""
        options = ", ".join(f"--{key}" for key in lacking)
        raise InputError(f"there is no {' and no '.join(lacking)}{inside}: give {options}, or run it in a terminal")
    for key in lacking:
        form[key] = typer.prompt({"field": "field, in a word or two"}.get(key, key).capitalize(), err=True)
        stem = id_of(str(form["name"]))
        if kept:
            kept.put(editable(values_of(form, values), stem), text, stem)
    whole = values_of(form, values)
    named = output and id_of(output.stem) == output.stem
    chosen = given.get("id") or (output.stem if output and named else id_of(str(form["name"]), taken))
    return _Begun(editable(whole, chosen), chosen, text, found, lambda: _made(whole, chosen, text))


def _resumed(draft: Path, source: str | None) -> _Begun:
    """From a persona file, right or not, and the text that it was made from."""
    from simulator.bring import pasted
    from simulator.bring.editing import sheet
    from simulator.cli.bringing import beside
    from simulator.document import read_text

    text, file = pasted(_text(source)) if source else beside(draft), read_text(draft, PersonaError)

    def persona() -> "Persona":
        found = sheet(file, str(draft), text)
        if found.persona is None:
            raise PersonaError("; ".join(found.complaints))
        return found.persona

    return _Begun(file, draft.stem, text, None, persona)


def _made(values: Mapping[str, Any], id_: str, text: str) -> "Persona":
    from pydantic import ValidationError

    from simulator.bring import made, wrong

    try:
        return made(values, id_, text)
    except ValidationError:
        problems = wrong({**values, "id": id_})
        raise InputError(
            "; ".join(f"{key or 'file'}: {said}" for key, all_ in problems.items() for said in all_)
        ) from None


def _text(source: str, kept: "Kept | None" = None) -> str:
    """What was pasted, cleaned. What somebody typed is kept as it came: it may not do."""
    from simulator.bring import pasted
    from simulator.document import read_text

    if source != "-":
        return pasted(read_text(Path(source)))
    if kept:
        print("Paste the text here; Ctrl+D on a line of its own ends it.", file=sys.stderr)  # noqa: T201
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: not UTF-8 text (byte {error.start})") from None
    if kept and text.strip():
        kept.pasted(text)
    return pasted(text)


def _drafted(text: str, model: str, config: "Settings") -> "Draft":
    from simulator.bring import drafted

    if sys.stderr.isatty() and model != "offline":
        print(f"{model} reads it ...", file=sys.stderr)  # noqa: T201
    return asyncio.run(drafted(text, model, config))


def _keep(persona: "Persona", own: "Own", text: str, output: Path | None, *, force: bool) -> Path:
    from simulator.files import write_whole
    from simulator.own import text_of

    if output is None:
        try:
            return own.save(persona, text, replace=force)
        except PersonaError as error:
            raise PersonaError(f"{error}; choose another with --id" + ("" if force else ", or --force")) from None
    if output.exists() and not force:
        raise InputError(f"{output}: is there already; --force writes over it")
    write_whole(output, text_of(persona))
    return output


def _tell(persona: "Persona", path: Path, draft: "Draft | None") -> None:
    """What was made, what of it is invented, and what is not there."""
    print(f"{path}: {persona.name}, {persona.title}, {persona.organisation}")  # noqa: T201
    for line in (*_of_reading(draft), *_of_invention(persona), still_empty(persona)):
        print(line)  # noqa: T201


def _of_reading(draft: "Draft | None") -> list[str]:
    """Who read the text, what failed, and what of it was not used, a line each."""
    if draft is None:
        return []
    by = "its layout, no model took part" if draft.by == "offline" else draft.by
    said = f"read by {by}" + (f" ({draft.failure})" if draft.failure else "")
    return [said, *(f"left out: {line}" for line in draft.left_out)]


def _of_invention(persona: "Persona") -> list[str]:
    """What a persona says of itself that no pasted text bears out, a line each."""
    from simulator.bring import named

    return [f"invented: {' '.join(named(persona, path).split())}" for path in persona.invented]
