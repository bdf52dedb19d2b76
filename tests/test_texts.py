"""The page's own words: complete in every language, and each of them used."""

import re
from pathlib import Path

import pytest

import simulator
from simulator.errors import InputError
from simulator.texts import languages, read, texts

ENGLISH = "format: page/1\nlanguage: English\nsay:\n  hello: 'Hello, {name}'\n  found:\n    one: One\n    other: '{n} of them'\n"
SPANISH = "format: page/1\nlanguage: Español\nsay:\n  hello: 'Hola, {name}'\n  found:\n    one: Uno\n    other: '{n} de ellos'\n"
PACKAGE = Path(simulator.__file__).parent


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_text_is_looked_up_with_its_values(tmp_path: Path) -> None:
    t = read(write(tmp_path, "en", ENGLISH), None)
    assert t("say.hello", name="Dana") == "Hello, Dana"
    assert t.n("say.found", 1) == "One"
    assert t.n("say.found", 1200) == "1,200 of them"


@pytest.mark.parametrize(
    ("key", "values", "said"),
    [
        pytest.param("say.goodbye", {}, "is unknown", id="no such key"),
        pytest.param("say.hello", {}, "missing: name", id="a value is missing"),
        pytest.param("say.hello", {"name": "x", "age": 3}, "unused: age", id="a value has no place"),
    ],
)
def test_a_lookup_that_does_not_fit_is_refused(tmp_path: Path, key: str, values: dict[str, object], said: str) -> None:
    t = read(write(tmp_path, "en", ENGLISH), None)
    with pytest.raises(InputError, match=said):
        t(key, **values)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(SPANISH.replace("  hello: 'Hola, {name}'\n", ""), "say.hello: missing", id="one too few"),
        pytest.param(SPANISH + "  bye: Adiós\n", r"es\.yaml:8: say\.bye: unknown key", id="one too many"),
        pytest.param(SPANISH.replace("{name}", "{nombre}"), r"es\.yaml:4: say\.hello: its places", id="another place"),
        pytest.param(SPANISH.replace("Uno", "''"), "a text, not ''", id="empty"),
        pytest.param(SPANISH.replace("page/1", "page/2"), "reads page/1", id="another format"),
    ],
)
def test_a_translation_that_does_not_fit_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    english = read(write(tmp_path, "en", ENGLISH), None)
    with pytest.raises(InputError, match=said):
        read(write(tmp_path, "es", text), english)


def test_every_language_that_comes_with_the_program_is_complete() -> None:
    assert list(languages()) == ["en", "es"]
    assert texts("es").texts.keys() == texts("en").texts.keys()


def test_a_language_that_is_none_is_refused() -> None:
    for name in ("tlh", "../en", ""):
        with pytest.raises(InputError, match="does not speak"):
            texts(name)


def test_every_text_is_used_on_a_page_or_in_a_report() -> None:
    folders = (PACKAGE / "web", PACKAGE / "report")
    sources = [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".j2"}]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    whole = set(re.findall(r"[\"']((?:[a-z_]+\.)+[a-z0-9_]+)[\"']", code))
    # put together at run time: t("call.manner." ~ manner), f"shell.screen.{screen}"
    begun = tuple(set(re.findall(r"[\"']((?:[a-z_]+\.)+[a-z_]*)(?:[\"'] ?~|\{)", code)))
    counted = {f"{key}.{form}" for key in whole for form in ("one", "other")}
    unused = [key for key in texts("en").texts if key not in whole | counted and not key.startswith(begun)]
    assert unused == []
