"""Persona files: what is wrong with one is said in one line, with the file and the line."""

from pathlib import Path

import pytest

from simulator.errors import PersonaError
from simulator.persona import check, load, load_folder, resolve

GOOD = """\
format: persona/1
id: ada-moss
name: Ada Moss
title: Baker
organisation: Moss & Daughters
field: baking
public:
  profile: Bakes bread.
temperament: {patience: 0.4}
"""


def write(folder: Path, text: str, name: str = "p.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_persona_is_enough(tmp_path: Path) -> None:
    persona = load(write(tmp_path, GOOD))
    assert persona.first_name == "Ada"
    assert persona.private.stories == ()


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param("name: Ada Moss", "name: Ada Moss\nnaem: x", 4, "naem: unknown key", id="unknown key"),
        pytest.param(
            "  profile: Bakes bread.",
            "  profile: x\n  hobbies: y",
            9,
            "public.hobbies: unknown key",
            id="unknown key inside",
        ),
        pytest.param("public:\n  profile: Bakes bread.\n", "", 1, "public: missing", id="no public section"),
        pytest.param("patience: 0.4", "patience: lots", 9, "temperament.patience", id="wrong type"),
        pytest.param("patience: 0.4", "patience: 4", 9, "temperament.patience", id="out of range"),
        pytest.param("name: Ada Moss", "name: 12", 3, "name", id="a number for a name"),
        pytest.param("id: ada-moss", "id: Ada Moss", 2, "id", id="an id with a space"),
        pytest.param("persona/1", "persona/9", 1, "this program reads persona/1", id="another version"),
        pytest.param("name: Ada Moss", "name: Ada Moss\nname: Bea", 4, "the key stands twice", id="a key twice"),
        pytest.param("name: Ada Moss", "name: [Ada", 4, "not YAML", id="broken YAML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(PersonaError) as caught:
        load(path)
    text = str(caught.value)
    assert "\n" not in text
    assert message in text
    assert text.startswith(f"{path}:{line}:")


def test_check_names_every_problem_at_once(tmp_path: Path) -> None:
    path = write(
        tmp_path, GOOD.replace("patience: 0.4", "patience: lots").replace("name: Ada Moss", "name: Ada Moss\nnaem: x")
    )
    problems = check(path)
    assert len(problems) == 2
    assert any("naem: unknown key" in problem for problem in problems)


def test_a_json_persona_keeps_its_lines(tmp_path: Path) -> None:
    path = write(tmp_path, '{"format": "persona/1",\n "id": "a",\n "nmae": "A"}', "p.json")
    assert any(problem.startswith(f"{path}:3: nmae: unknown key") for problem in check(path))


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.yaml")
    write(tmp_path, GOOD, "b.yaml")
    with pytest.raises(PersonaError, match="is taken by"):
        load_folder(tmp_path)


def test_an_unknown_id_says_who_there_is() -> None:
    with pytest.raises(PersonaError, match=r"'nobody' is unknown; there are .*dana-okafor"):
        resolve("nobody")


def test_a_mapping_is_checked_like_a_file() -> None:
    with pytest.raises(PersonaError, match="nmae: unknown key"):
        resolve(
            {
                "format": "persona/1",
                "id": "a",
                "name": "A",
                "title": "t",
                "organisation": "o",
                "field": "f",
                "public": {},
                "nmae": 1,
            }
        )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("a: &a [*a]", "too many aliases", id="a list that holds itself"),
        pytest.param(
            "a: &x [1]\nb: &y [*x, *x]\nc: [*y, *y]",
            ":2: not YAML: too many aliases",
            id="a few lines that are a million",
        ),
        pytest.param("- " * 3000, "parts within parts", id="without end, YAML"),
        pytest.param("[" * 3000, "parts within parts", id="without end, JSON"),
        pytest.param('{"a":' * 3000, "parts within parts", id="without end, JSON of keys"),
    ],
)
def test_a_small_file_that_would_be_a_huge_one_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "somebody.yaml"
    path.write_text(text)
    with pytest.raises(PersonaError, match=said) as caught:
        load(path)
    assert "\n" not in str(caught.value)
