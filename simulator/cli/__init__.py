"""Arguments -> the calls above; nothing else.

Exit status: 0 done, 1 what was checked fell short, 2 the input or the arguments are wrong (one line says what and
where), 130 interrupted. typer, because it turns typed functions into commands with help, and nothing has to be kept in
step by hand.
"""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from simulator.cli import accounts, erase, evals, personas
from simulator.errors import InputError, PersonaError, SimulatorError, TranscriptError

if TYPE_CHECKING:
    from simulator.call import Call
    from simulator.grading.scorecard import Scorecard
    from simulator.persona import Persona
    from simulator.settings import Settings
    from simulator.store import Store
    from simulator.transcript import Transcript

app = typer.Typer(
    add_completion=False,
    help="Practise informational interviews and get a scored transcript.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
)
app.add_typer(accounts.app, name="accounts")
app.add_typer(personas.app, name="personas")
app.command("erase")(erase.erase)
app.command("eval")(evals.evaluate)


class Format(StrEnum):
    """What a report can be written as."""

    JSON = "json"
    MD = "md"
    HTML = "html"


Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The port; the first free one from 7860 if not given.")
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")]
Folder = personas.Folder


def main() -> None:
    """The command `simulator`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; the exit status."""
    try:
        result = app(arguments, prog_name="simulator", standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except typer.TyperException as error:
        return _complain(error.format_message())
    except SimulatorError as error:
        return _complain(str(error))
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def _complain(message: str) -> int:
    print("simulator: " + " ".join(message.split()), file=sys.stderr)  # noqa: T201
    return 2


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> int:
    if context.invoked_subcommand is None:
        return serve()
    return 0


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = None, no_browser: NoBrowser = False) -> int:
    """Serve the app and open it in the browser."""
    from simulator.settings import settings, writable

    chosen = settings()
    writable(chosen.data_dir)
    _can_be_kept(chosen)
    from simulator.listen import listen

    with listen(host, port) as listener:
        from simulator.web.serve import serve as serve_on

        serve_on(chosen, listener, open_browser=not no_browser)
    return 0


@app.command()
def call(
    persona: Annotated[str, typer.Option(help="Who is called: an id or a persona file.")],
    learner: Annotated[
        Path | None, typer.Option(help="A text file of the learner's turns, one a line; runs unattended.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=1, max=240, help="The agreed minutes.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the transcript goes.")] = None,
    model: Annotated[str | None, typer.Option(help="Who plays the professional: offline, openai:NAME.")] = None,
    base_url: Annotated[str | None, typer.Option(help="The model's server.")] = None,
    seed: Annotated[int, typer.Option(help="Chance, made repeatable.")] = 0,
    difficulty: Annotated[
        Literal["friendly", "typical", "tough"] | None, typer.Option(help="Easier or harder than they are.")
    ] = None,
    folder: Folder = None,
) -> int:
    """A call in the terminal; writes a transcript."""
    from simulator.call import Calls
    from simulator.persona import resolve
    from simulator.rehearsal import paper
    from simulator.store import MemoryLog

    chosen = _settings(base_url)
    who = resolve(persona, folder, own=chosen.own_personas)
    lines = _learner_lines(learner) if learner else None
    if output:
        _can_be_written(output)
    log = MemoryLog() if lines is not None else _store(chosen)
    new_call = Calls(log, chosen).open(who, minutes=minutes, model=model, seed=seed, difficulty=difficulty)
    with _saving(new_call, output, attended=lines is None):
        if lines is not None:
            asyncio.run(_unattended(new_call, lines, str(learner)))
            _write(paper(new_call).to_text(), output)
        else:
            asyncio.run(_attended(new_call))
            _write_attended(new_call, output)
    return 0


@app.command()
def score(
    transcripts: Annotated[
        list[str], typer.Argument(help="Transcript files, JSONL files, folders of them, or - for standard input.")
    ],
    folder: Folder = None,
    grader: Annotated[str | None, typer.Option(help="What grades: offline, openai:NAME.")] = None,
    readings: Annotated[int, typer.Option(help="How often a model reads each call; the majority counts.")] = 1,
    base_url: Annotated[str | None, typer.Option(help="The model's server.")] = None,
    form: Annotated[Format, typer.Option("--format", help="What the scorecards are written as.")] = Format.JSON,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file, or a folder for several.")] = None,
) -> int:
    """Grade transcripts."""
    from simulator.files import Sources
    from simulator.scoring import observer_of, reader_of
    from simulator.scoring import score as graded

    chosen = _settings(base_url)
    wanted = grader or chosen.grader
    observer, reader = observer_of(wanted), reader_of(wanted, readings, chosen)
    found = Sources(transcripts)
    report = _report(form)
    many = found.many
    if many and form is not Format.JSON and not _is_folder(output):
        raise InputError(f"several {form.value} reports need a folder: -o DIR")
    bad = 0
    with _sink(output, form) as put, _progress(found.count) as advance:
        for source in found:
            try:
                transcript = source.read()
                who = transcript.who(folder, own=chosen.own_personas)
                card = graded(
                    transcript, name=source.name, persona=who, grader=wanted, observer=observer, reader=reader
                )
            except (TranscriptError, PersonaError) as error:
                bad += 1
                _complain(_at(source.name, str(error)))
            else:
                put(source.stem, report(transcript, who, card, one_line=many))
                if card.grader.unused_because:
                    unused = f"{card.grader.asked} was not used: {card.grader.unused_because}"
                    _complain(f"{source.name}: graded offline; {unused}")
            advance()
        if bad and output and not _is_folder(output):
            raise InputError(f"{output} was not written: {bad} of the transcripts could not be read")
    return 2 if bad else 0


@app.command("export-labels")
def export_labels(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file; standard output if not given.")] = None,
) -> int:
    """Write what learners agreed with and disputed as labelled turns (JSONL).

    What was agreed with is a label, what was disputed is none; every other kind of such a turn is left in doubt.
    """
    from simulator.events import Tree
    from simulator.settings import settings
    from simulator.verdicts import labelled_turns

    if output:
        _can_be_written(output)
    store = _store(settings())
    rows = [
        json.dumps(row, ensure_ascii=False) + "\n"
        for call_id in store.ids()
        for row in labelled_turns(call_id, Tree.of(store.read(call_id)))
    ]
    if not rows:
        _say("nobody has agreed with an observation or disputed one yet: there is no labelled turn")
    _write("".join(rows), output)
    return 0


def _settings(base_url: str | None) -> "Settings":
    from simulator.settings import settings

    return settings() if base_url is None else settings().model_copy(update={"base_url": base_url})


def _store(chosen: "Settings") -> "Store":
    from simulator.store import Database, Store

    return Store(Database(chosen.data_dir, chosen.database_url))


def _can_be_kept(chosen: "Settings") -> None:
    """Say at the start, and not in the first call, that a database can't be reached or is a newer version's."""
    from simulator.store.revisions import refuse_newer

    if chosen.database_url is None:
        refuse_newer(chosen.data_dir)
    else:
        _store(chosen).close()


def _learner_lines(path: Path) -> list[str]:
    from simulator.document import read_text

    lines = [line.replace("\\n", "\n") for line in read_text(path).splitlines() if line.strip()]
    if not lines:
        raise InputError(f"{path}: there is no turn in it")
    return lines


async def _unattended(call: "Call", lines: list[str], name: str) -> None:
    from simulator.rehearsal import play

    await play(call, lines, source=name)


async def _attended(call: "Call") -> None:
    """Talk on the terminal, until somebody hangs up."""
    name = call.state.persona.first_name
    _say(f"Calling {call.state.persona.name}. An empty line, or Ctrl+D, hangs up.")
    await call.resume()
    await _hear(call, name)
    while not call.state.over:
        clock = call.state.clock
        try:
            words = await asyncio.to_thread(input, f"[{clock.elapsed / 60:.1f} of {clock.agreed / 60:.0f} min] You: ")
        except EOFError:
            words = ""
        if not words.strip():
            await call.hang_up()
            break
        try:
            await call.say(words)
        except InputError as error:
            _say(f"({error})")
            continue
        await _hear(call, name)


async def _hear(call: "Call", name: str) -> None:
    shown = 0
    print(f"{name}: ", end="", file=sys.stderr, flush=True)  # noqa: T201
    async for moment in call.follow():
        if len(moment.sentences) < shown:
            shown = 0
        for sentence in moment.sentences[shown:]:
            print(sentence, end=" ", file=sys.stderr, flush=True)  # noqa: T201
        shown = len(moment.sentences)
        if moment.notice and not moment.speaking:
            _say(f"\n({moment.notice})")
    _say("")


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201


@contextmanager
def _saving(call: "Call", output: Path | None, *, attended: bool) -> Iterator[None]:
    """An interrupted call is not lost: what was said is written as far as it went."""
    try:
        yield
    except (KeyboardInterrupt, SimulatorError) as error:
        from simulator.rehearsal import paper

        # an unattended call with a bad turn can be played again from its file: nothing half done is written
        worth_it = attended or isinstance(error, KeyboardInterrupt)
        if call.state.turns and worth_it and (output or attended):
            with suppress(SimulatorError):
                path = output or _own_name(call)
                _write(paper(call).to_text(), path)
                _say(f"\nThe call so far is in {path}")
        raise


def _write_attended(call: "Call", output: Path | None) -> None:
    from simulator.rehearsal import paper

    path = output or (_own_name(call) if sys.stdout.isatty() else None)
    _write(paper(call).to_text(), path)
    if path:
        _say(f"The transcript is in {path}; grade it with: simulator score {path}")


def _own_name(call: "Call") -> Path:
    return Path(f"call-{call.state.persona.id}-{datetime.now():%Y%m%d-%H%M%S}.json")


def _write(text: str, path: Path | None) -> None:
    from simulator.files import write_whole

    if path is None:
        print(text, end="")  # noqa: T201
    else:
        write_whole(path, text)


def _can_be_written(path: Path) -> None:
    if path.is_dir():
        raise InputError(f"{path}: is a folder")
    try:
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except OSError as error:
        raise InputError(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _at(name: str, message: str) -> str:
    return message if message.startswith(name) else f"{name}: {message}"


def _is_folder(output: Path | None) -> bool:
    return output is not None and (output.is_dir() or (not output.exists() and not output.suffix))


def _report(form: Format) -> Callable[..., str]:
    from simulator.report import to_html, to_json, to_markdown

    def write(transcript: "Transcript", persona: "Persona", card: "Scorecard", *, one_line: bool) -> str:
        match form:
            case Format.JSON if one_line:
                return json.dumps(card.to_json(), ensure_ascii=False) + "\n"
            case Format.JSON:
                return to_json(card)
            case Format.MD:
                return to_markdown(transcript, persona, card)
            case Format.HTML:
                return to_html(transcript, persona, card)

    return write


@contextmanager
def _sink(output: Path | None, form: Format) -> Iterator[Callable[[str, str], None]]:
    """Where reports go: standard output, one file, or a folder with a file each."""
    from simulator.files import whole_file, write_whole

    if output is None:
        yield lambda _, text: print(text, end="", flush=True)  # noqa: T201
    elif _is_folder(output):
        taken: set[str] = set()

        def put(stem: str, text: str) -> None:
            name, number = stem, 1
            while name in taken:
                number += 1
                name = f"{stem}-{number}"
            taken.add(name)
            write_whole(output / f"{name}.{form.value}", text)

        yield put
    else:
        _can_be_written(output)
        with whole_file(output) as file:
            yield lambda _, text: _discard(file.write(text))


def _discard(_: Any) -> None:
    return None


@contextmanager
def _progress(count: int | None) -> Iterator[Callable[[], None]]:
    """A bar on standard error when somebody is looking and there is something to wait for."""
    if not sys.stderr.isatty() or (count is not None and count < 5):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("grading", total=count)
        yield lambda: progress.advance(task)
