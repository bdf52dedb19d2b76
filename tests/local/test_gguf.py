"""The head of a model file is read as ggml wrote it, and anything else is refused."""

from pathlib import Path

import pytest

from simulator.local.gguf import Head, NotGGUF, is_gguf, read
from tests.local.files import TINY, gguf


def test_a_head_tells_size_quantisation_and_context(tmp_path: Path) -> None:
    file = gguf(tmp_path / "m.gguf", shapes=((576, 1000), (576,), (4, 8, 2)))
    assert read(file) == Head(parameters=576_640, quantisation="Q4_K_M", context=2048)


def test_a_vocabulary_in_between_is_passed_over(tmp_path: Path) -> None:
    keys = {"tokenizer.ggml.tokens": ["a", "Ġthe", "é"], **TINY, "tokenizer.chat_template": "{{ messages }}"}
    assert read(gguf(tmp_path / "m.gguf", keys, ((10, 10),))) == Head(100, "Q4_K_M", 2048)


def test_what_a_file_does_not_tell_is_not_made_up(tmp_path: Path) -> None:
    assert read(gguf(tmp_path / "m.gguf", {"general.file_type": 9999})) == Head(0, None, None)


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    file = gguf(tmp_path / "m.gguf", shapes=((10,),))
    assert read(file).parameters == 10
    assert read(gguf(file, shapes=((10,), (20, 20)))).parameters == 410


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        pytest.param(134_515_008, "135M", id="millions"),
        pytest.param(1_720_574_976, "1.7B", id="few billions"),
        pytest.param(70_553_706_496, "71B", id="many billions"),
        pytest.param(3_400, "3.4k", id="thousands"),
        pytest.param(17, "17", id="a handful"),
    ],
)
def test_a_size_is_said_as_people_say_it(parameters: int, said: str) -> None:
    assert Head(parameters, None, None).size == said


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"GG", id="too short"),
        pytest.param(b"PK\x03\x04" + bytes(100), id="another format"),
    ],
)
def test_another_kind_of_file_is_told_apart(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(written)
    assert not is_gguf(file)
    with pytest.raises(NotGGUF, match="does not begin"):
        read(file)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_head_that_ends_too_soon_is_an_error_and_no_smaller_model(tmp_path: Path, share: float) -> None:
    whole = gguf(tmp_path / "m.gguf", shapes=((10, 10), (10, 10))).read_bytes()
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(NotGGUF):
        read(cut)


def test_a_head_of_nonsense_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"GGUF" + b"\xff" * 200)
    with pytest.raises(NotGGUF, match="can't be read"):
        read(file)
