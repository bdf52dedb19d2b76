"""What a run was made with: the program, the libraries that figures depend on, and every text and weight, by digest."""

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import simulator
from simulator.persona import Persona
from simulator.resources import prompts_dir

LIBRARIES = ("langchain-core", "langchain-openai", "numpy", "onnxruntime", "pydantic", "tokenizers")
"""A new version of any of these can move a figure."""
DIGITS = 16

_PACKAGE = Path(simulator.__file__).parent


@cache
def software() -> dict[str, str]:
    """Everything that has to be the same on two machines for them to give the same results."""
    return {**versions(), **texts()}


@cache
def versions() -> dict[str, str]:
    """The program's and the libraries'. The program's holds a digest of its code: most runs are between releases."""
    code = [*_PACKAGE.rglob("*.py"), *Path(__file__).parent.glob("**/*.py")]
    return {
        "simulator": f"{_version('interview-simulator')} {digest(code)}",
        "python": platform.python_version(),
        **{name: _version(name) for name in LIBRARIES},
    }


@cache
def texts() -> dict[str, str]:
    """Prompts, rubric data and director's weights in `prompts/` each by itself; the observer's weights as one."""
    folder = prompts_dir()
    files = [path for path in folder.rglob("*") if path.is_file() and "personas" not in path.relative_to(folder).parts]
    named = {f"prompts/{path.relative_to(folder).as_posix()}": digest([path]) for path in files}
    weights = [*(_PACKAGE / "observer" / "weights").iterdir(), *_PACKAGE.glob("professional/*.np*")]
    return dict(sorted(named.items())) | {"weights": digest(weights)}


def personas(who: Iterable[Persona]) -> dict[str, str]:
    """Each persona's, by id."""
    return {one.id: hashlib.sha256(one.model_dump_json().encode()).hexdigest()[:DIGITS] for one in who}


def digest(files: Iterable[Path]) -> str:
    """One for several files, whatever order they are in."""
    whole = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.name):
        whole.update(f"{path.name}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:DIGITS]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def text(whole: str) -> str:
    """Of a text."""
    return hashlib.sha256(whole.encode()).hexdigest()[:DIGITS]
