"""Whatever is in a file: a command says what is wrong in one line and ends with 2, or does its work. No traceback."""

import json
import string
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from simulator.cli import run
from simulator.errors import InputError
from simulator.persona import catalogue
from simulator.settings import Settings, settings
from tests.fuzz.profile import BOUNDED, FEWER

DANA = catalogue()["dana-okafor"].model_dump(mode="json", exclude_defaults=True)
CALL: dict[str, Any] = {
    "format": "transcript/1",
    "persona": "dana-okafor",
    "agreed_minutes": 15,
    "ended_by": "learner",
    "turns": [
        {"speaker": "professional", "text": "Dana Okafor."},
        {"speaker": "learner", "text": "Hi Dana, thank you for your time. How did you begin?"},
        {"speaker": "professional", "text": "On nights, in a warehouse."},
        {"speaker": "learner", "text": "What was hard about the nights? Thank you for all this."},
    ],
}
GOLD: list[dict[str, Any]] = [
    {
        "id": "one",
        "persona": DANA,
        "before": [{"speaker": "professional", "text": "Go on."}],
        "text": "Are you hiring?",
        "kinds": {"direct_job_ask": "Are you hiring?"},
        "doubt": ["question"],
    },
    {
        "id": "whole",
        "transcript": {**CALL, "persona": DANA},
        "labels": [
            {"turn": 1, "kinds": {"thanks": "thank you for your time", "question": "How did you begin?"}, "doubt": []},
            {"turn": 3, "kinds": {}, "doubt": []},
        ],
    },
]

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["", "\x00", "\ud800", "../../etc/passwd", "=1+1", "<script>", "9" * 40, "a" * 500, {"$ref": "#"}]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2),
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in inner for path in paths(item, (*at, key)))]


def bent(document: Any) -> st.SearchStrategy[Any]:
    """A good document with one or two places put wrong, taken out or called something else."""

    def put(places: list[tuple[tuple[Any, ...], str, Any]]) -> Any:
        new = json.loads(json.dumps(document))
        for path, how, value in places:
            if not path:
                continue
            at = new
            with suppress(KeyError, IndexError, TypeError):
                for key in path[:-1]:
                    at = at[key]
                if how == "put":
                    at[path[-1]] = value
                elif how == "take":
                    del at[path[-1]]
                elif isinstance(at, dict):
                    at[str(value)] = at.pop(path[-1])
        return new

    place = st.tuples(st.sampled_from(paths(document)), st.sampled_from(["put", "take", "rename"]), odd)
    return st.lists(place, min_size=1, max_size=2).map(put)


nonsense = st.one_of(
    st.binary(max_size=60),
    st.text(alphabet=string.printable, max_size=80).map(lambda text: text.encode()),
    st.sampled_from(
        [
            b"", b"\xff\xfe", b"\xef\xbb\xbf", b"[" * 3000, b"{" * 3000, b"- " * 3000, b'{"a":' * 2000, b"&a [*a]", b"a: &a [*a, *a]",
            b"!!python/object/apply:os.system [id]", b"? ? ? ?", b"%YAML 9.9\n---\n", b"\t- x", b"null", b"1e999", b"NaN", b'"\\ud800"',
            b"a: &x [1,1]\nb: &y [*x,*x]\nc: &z [*y,*y]\nd: [*z,*z]\n",
        ]
    ),
)  # fmt: skip


def written(document: Any) -> bytes:
    """As JSON, as far as it can be."""
    return json.dumps(document).encode()


def as_yaml(document: Any) -> bytes:
    """As YAML, as far as it can be."""
    with suppress(yaml.YAMLError, UnicodeError):
        return yaml.safe_dump(document, allow_unicode=True).encode("utf-8", "surrogatepass")
    return written(document)


@pytest.fixture
def ends_well(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., None]:
    """Run a command on a file of these bytes; see that it ends with 0 or 1, or with one line and 2."""

    def ends_well(content: bytes, name: str, *arguments: str) -> None:
        path = tmp_path / name
        path.write_bytes(content)
        status = run([argument.replace("FILE", str(path)) for argument in arguments])
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err + captured.out
        assert status in {0, 1, 2}
        # each line says of one thing what is wrong with it
        assert (status == 2) <= bool(captured.err.strip())
        assert all(
            line.startswith(("simulator: ", str(path)))
            for line in captured.err.splitlines()
            if line.strip() and status == 2
        )

    return ends_well


@given(content=st.one_of(nonsense, bent(DANA).map(as_yaml)))
@BOUNDED
def test_no_persona_file_makes_a_command_fail(content: bytes, ends_well: Callable[..., None]) -> None:
    ends_well(content, "somebody.yaml", "personas", "check", "FILE")


@given(content=st.one_of(nonsense, bent(CALL).map(written)))
@FEWER
def test_no_transcript_makes_a_command_fail(content: bytes, ends_well: Callable[..., None]) -> None:
    ends_well(content, "call.json", "score", "FILE")


@given(content=st.one_of(nonsense, st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))))
@FEWER
def test_no_learner_file_makes_a_command_fail(content: bytes, ends_well: Callable[..., None]) -> None:
    ends_well(content, "learner.txt", "call", "--persona", "dana-okafor", "--learner", "FILE")


@pytest.mark.parametrize("row", GOLD, ids=["a turn", "a call"])
def test_the_gold_that_is_bent_is_good(row: dict[str, Any], tmp_path: Path) -> None:
    from evals.gold import load

    path = tmp_path / "turns.jsonl"
    path.write_bytes(written(row))
    assert [one.id for one in load([path])] == [row["id"]]


@given(content=st.one_of(nonsense, *(bent(row).map(written) for row in GOLD), bent(CALL).map(written)))
@BOUNDED
def test_no_gold_file_makes_a_command_fail(content: bytes, tmp_path: Path) -> None:
    from evals.gold import load

    path = tmp_path / "turns.jsonl"
    path.write_bytes(content)
    with suppress(InputError):
        load([path])


NAMES = sorted(name for name in Settings.model_fields if name not in {"data_dir", "models_dir"})


@given(name=st.sampled_from(NAMES), value=st.text(alphabet=string.printable, max_size=30))
@BOUNDED
def test_no_setting_makes_a_command_fail(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for known in Settings.model_fields:
        monkeypatch.delenv(f"SIMULATOR_{known.upper()}", raising=False)
    (tmp_path / ".env").write_text(f"SIMULATOR_{name.upper()}={value!r}\n")
    settings.cache_clear()
    said = ""
    try:
        settings()
    except InputError as error:
        said = str(error)
    finally:
        settings.cache_clear()
    assert "\n" not in said
