"""`local:FILE-or-NAME` becomes a file, or one line that says what is missing."""

from functools import partial
from pathlib import Path

import pytest

from simulator import local
from simulator.errors import InputError
from simulator.models import build, build_grader, called, describe
from simulator.settings import Settings
from tests.local.files import TINY, gguf
from tests.test_models import DANA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder."""
    made = tmp_path / "models"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs models counts as installed; nothing here runs one."""
    monkeypatch.setattr(local, "ENGINE", "json")


def settings(folder: Path, **changes: object) -> Settings:
    return Settings(_env_file=None, models_dir=folder, **changes)  # type: ignore[arg-type]


def test_a_file_is_found_where_it_is(tmp_path: Path, folder: Path) -> None:
    file = gguf(tmp_path / "my model.gguf")
    assert local.find(str(file), settings(folder)) == file


@pytest.mark.parametrize("name", ["tiny", "tiny.gguf", "by-me/other"])
def test_a_name_is_found_in_the_models_folder(folder: Path, name: str) -> None:
    (folder / "by-me").mkdir()
    gguf(folder / "tiny.gguf")
    gguf(folder / "by-me" / "other.gguf")
    assert local.find(name, settings(folder)).stem == Path(name).stem


def test_a_file_goes_before_a_name_of_the_folder(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gguf(folder / "tiny.gguf")
    mine = gguf(tmp_path / "tiny.gguf")
    monkeypatch.chdir(tmp_path)
    assert local.find("tiny.gguf", settings(folder)).resolve() == mine


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that carries a model and does something when imported."""
    made = tmp_path / "site" / "a_package_with_a_model"
    made.mkdir(parents=True)
    (made / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.setattr(local, "PACKAGED", {"carried": made.name})
    monkeypatch.syspath_prepend(made.parent)
    return made


def test_a_packaged_model_is_found_and_its_package_not_imported(folder: Path, package: Path) -> None:
    file = gguf(package / "Carried-1M.gguf")
    assert local.find("carried", settings(folder)) == file


def test_ones_own_file_goes_before_a_packaged_one_of_that_name(folder: Path, package: Path) -> None:
    gguf(package / "Carried-1M.gguf")
    mine = gguf(folder / "carried.gguf")
    assert local.find("carried", settings(folder)) == mine


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        pytest.param(
            "nothing",
            "no such file, and no such name in the models folder .*it has a-model, empty, text, tiny;",
            id="name",
        ),
        pytest.param("models/x.gguf", "no such file", id="file"),
        pytest.param("text.gguf", "text.gguf is not a GGUF file", id="text"),
        pytest.param("empty.gguf", "empty.gguf is not a GGUF file", id="empty"),
        pytest.param(".", "no such file", id="a folder"),
        pytest.param(
            "carried", "the package a-missing-package is not installed, and there is no carried.gguf", id="package"
        ),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, complaint: str
) -> None:
    monkeypatch.setattr(local, "PACKAGED", {"carried": "a_missing_package"})
    gguf(folder / "tiny.gguf")
    gguf(folder / "a-model.gguf")
    (folder / "text.gguf").write_text("no model")
    (folder / "empty.gguf").touch()
    config = settings(folder)
    for make in (partial(build, persona=DANA), build_grader):
        with pytest.raises(InputError, match=complaint) as refused:
            make(f"local:{name}", config)
        assert str(refused.value).startswith(f"model local:{name}: ")
        assert "\n" not in str(refused.value)


def test_an_empty_or_missing_models_folder_is_named_with_its_setting(folder: Path, tmp_path: Path) -> None:
    for where in (folder, tmp_path / "nowhere"):
        with pytest.raises(InputError, match=r"\(it has none; set SIMULATOR_MODELS_DIR for another\)") as refused:
            local.find("x", settings(where))
        assert str(where) in str(refused.value)


def test_without_the_engine_one_is_told_which_extra_brings_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gguf(folder / "tiny.gguf")
    monkeypatch.setattr(local, "ENGINE", "an_engine_nobody_has")
    with pytest.raises(InputError, match=r"needs the extra `local`.*pip install 'interview-simulator\[local\]'"):
        build("local:tiny", settings(folder), DANA)


def test_a_page_is_told_file_size_and_quantisation(folder: Path) -> None:
    gguf(folder / "tiny.gguf", shapes=((1000, 1000),))
    said = describe("local:tiny", settings(folder))
    assert said == "tiny.gguf (1.0M parameters, Q4_K_M), on this machine"
    assert called("local:tiny", settings(folder)) == said


def test_a_page_can_name_a_model_whose_file_is_gone(folder: Path) -> None:
    assert called("local:gone", settings(folder)) == "local:gone"


def test_of_a_file_whose_head_is_odd_the_name_is_told_and_no_more(folder: Path) -> None:
    (folder / "odd.gguf").write_bytes(b"GGUF" + b"\xff" * 200)
    assert local.describe(folder / "odd.gguf") == "odd.gguf"


@pytest.mark.parametrize(
    ("changes", "trained", "tokens"),
    [
        pytest.param({"context_tokens": 1000}, 131_072, 3298, id="what a prompt may take, and a reply"),
        pytest.param({"context_tokens": 8000}, 2048, 2048, id="never more than was trained"),
        pytest.param({"local_context_tokens": 700}, 2048, 700, id="as set"),
        pytest.param({"local_context_tokens": 70_000}, 2048, 2048, id="as set, but no more than was trained"),
    ],
)
def test_a_server_keeps_in_sight_what_is_sent(
    folder: Path, changes: dict[str, object], trained: int, tokens: int
) -> None:
    file = gguf(folder / "tiny.gguf", {**TINY, "llama.context_length": trained})
    assert local.context_tokens(file, settings(folder, **changes)) == tokens


def test_all_calls_with_the_same_settings_share_one_server(folder: Path) -> None:
    file = gguf(folder / "tiny.gguf")
    served = local.serve(file, settings(folder))
    assert local.serve(file, settings(folder)) is served
    assert local.serve(file, settings(folder, local_threads=1)) is not served
    assert served.process_id is None


def test_building_a_model_starts_nothing(folder: Path) -> None:
    file = gguf(folder / "tiny.gguf")
    build("local:tiny", settings(folder), DANA)
    build_grader("local:tiny", settings(folder))
    assert local.serve(file, settings(folder)).process_id is None


def test_a_template_is_a_file_or_the_one_that_is_known_by_name(folder: Path, tmp_path: Path) -> None:
    gguf(folder / "tiny.gguf")
    build("local:tiny", settings(folder, local_template="chatml"), DANA)
    (tmp_path / "mine.jinja").write_text("{{ messages }}")
    build("local:tiny", settings(folder, local_template=str(tmp_path / "mine.jinja")), DANA)
    with pytest.raises(InputError, match=r"setting local_template: llama99: no such file.*`chatml` or a file"):
        build("local:tiny", settings(folder, local_template="llama99"), DANA)
