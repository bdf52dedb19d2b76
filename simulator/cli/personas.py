"""`simulator personas`: list, show, check, new."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.errors import InputError, PersonaError

if TYPE_CHECKING:
    from simulator.bring import Draft
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
) -> int:
    """Bring your own professional: made from a pasted text, for practice."""
    from pydantic import ValidationError

    from simulator.bring import form_of, id_of, made, missing, pasted, values_of, wrong
    from simulator.own import Own
    from simulator.settings import settings

    config = settings() if base_url is None else settings().model_copy(update={"base_url": base_url})
    own = Own(config.own_personas)
    text = pasted(_text(source)) if source else ""
    draft = _drafted(text, model or config.model, config) if text else None
    values = dict(draft.values) if draft else {}
    given = {"name": name, "title": title, "organisation": organisation, "field": field}
    form = {**form_of(values), **{key: value for key, value in given.items() if value is not None}}
    lacking = missing(values_of(form, values))
    if lacking and not (sys.stdin.isatty() and sys.stderr.isatty()):
        found = " in the text" if text else ""
        options = ", ".join(f"--{key}" for key in lacking)
        raise InputError(f"there is no {' and no '.join(lacking)}{found}: give {options}, or run it in a terminal")
    for key in lacking:
        form[key] = typer.prompt({"field": "field, in a word or two"}.get(key, key).capitalize(), err=True)
    values = values_of(form, values)
    taken = own.taken() if output is None and not force else ()
    chosen = id or (output.stem if output and id_of(output.stem) == output.stem else id_of(str(form["name"]), taken))
    try:
        persona = made(values, chosen, text)
    except ValidationError:
        problems = wrong({**values, "id": chosen})
        raise InputError(
            "; ".join(f"{key or 'file'}: {said}" for key, all_ in problems.items() for said in all_)
        ) from None
    path = _keep(persona, own, text, output, force=force)
    _tell(persona, path, draft, own=output is None)
    return 0


def _text(source: str) -> str:
    from simulator.document import read_text

    if source != "-":
        return read_text(Path(source))
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise InputError(f"standard input: not UTF-8 text (byte {error.start})") from None


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


def _tell(persona: "Persona", path: Path, draft: "Draft | None", *, own: bool) -> None:
    """What was made, what of it is invented, and what is not there."""
    from simulator.bring import FIELDS, form_of

    form = form_of(persona.model_dump(mode="json"))
    left_empty = [field.called for field in FIELDS if form[field.key] == ""]
    called = persona.id if own else path
    print(f"{path}: {persona.name}, {persona.title}, {persona.organisation}")  # noqa: T201
    if draft:
        by = "its layout, no model took part" if draft.by == "offline" else draft.by
        print(f"read by {by}" + (f" ({draft.failure})" if draft.failure else ""))  # noqa: T201
        for line in draft.left_out:
            print(f"left out: {line}")  # noqa: T201
    for line in _of_invention(persona):
        print(line)  # noqa: T201
    print(f"still empty: {'; '.join(left_empty) or 'nothing'}")  # noqa: T201
    print(f"simulator call --persona {called}")  # noqa: T201


def _of_invention(persona: "Persona") -> list[str]:
    """What a persona says of itself that no pasted text bears out, a line each."""
    from simulator.bring import named

    return [f"invented: {' '.join(named(persona, path).split())}" for path in persona.invented]
