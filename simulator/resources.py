"""Where the texts are: `prompts/` beside the package in a checkout, inside it in a wheel."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def prompts_dir() -> Path:
    """The folder of prompts, weights and personas that came with this program."""
    inside, beside = _PACKAGE / "prompts", _PACKAGE.parent / "prompts"
    return inside if inside.is_dir() else beside
