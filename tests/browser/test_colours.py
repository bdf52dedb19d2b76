"""What the pages look like is said once: no sheet but that of the tokens names a colour."""

import re
from pathlib import Path

import pytest

import simulator.web

STYLES = Path(simulator.web.__file__).parent / "styles"
SHEETS = sorted(path for path in STYLES.glob("*.css") if path.name != "tokens.css")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# a selector may begin with # and be spelled like a colour, so only what stands in a declaration is looked at;
# `-` on either side makes a name a part of another: white-space, --sim-white
LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color|light-dark)a?\(|(?<![\w-])(?:white|black)(?![\w-])",
    re.IGNORECASE,
)


def colours(sheet: str) -> list[str]:
    """The colours that the declarations of a style sheet spell out."""
    declarations = re.findall(r"[\w-]+\s*:\s*([^;{}]+)(?=[;}])", COMMENT.sub("", sheet))
    return [found for value in declarations for found in LITERAL.findall(value)]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_colour_is_named_by_its_token(sheet: Path) -> None:
    assert colours(sheet.read_text(encoding="utf-8")) == []


def test_the_tokens_are_where_the_colours_are() -> None:
    assert len(colours((STYLES / "tokens.css").read_text(encoding="utf-8"))) > 40


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        pytest.param("a { color: #FFF; }", 1, id="hex"),
        pytest.param("a { border: 1px solid rgb(0 0 0 / 40%) }", 1, id="function"),
        pytest.param("a { background: linear-gradient(white, black); }", 2, id="named"),
        pytest.param("@media print { a:hover { color: hsla(1, 1%, 1%, 1); } }", 1, id="in-a-media-query"),
        pytest.param("#add { white-space: nowrap; color: var(--sim-black); /* #fff */ }", 0, id="no-colour"),
    ],
)
def test_a_colour_is_known_however_it_is_spelled(rule: str, found: int) -> None:
    assert len(colours(rule)) == found
