"""Before the first call the page says what goes to a model's server, and to which."""

from pathlib import Path

import pytest

from simulator.texts import texts
from simulator.web.goes import goes
from tests.serving import settings


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        pytest.param({}, [], id="nothing leaves"),
        pytest.param({"model": "openai:m", "api_key": "k"}, ["m via OpenAI"], id="a model at its provider's"),
        pytest.param(
            {"model": "openai:m", "grader": "openai:g", "base_url": "https://user:secret@models.example/v1"},
            ["m via OpenAI-compatible server models.example", "g via OpenAI-compatible server models.example"],
            id="both, elsewhere",
        ),
        pytest.param({"model": "local:no-such-file.gguf"}, [], id="a file of this machine"),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_leaves_the_machine_is_said_with_where_it_goes(
    chosen: dict[str, str], said: list[str], language: str, tmp_path: Path
) -> None:
    told = goes(settings(tmp_path, **chosen), texts(language), "Dana")
    assert len(told) == len(said)
    for line, where in zip(told, said, strict=True):
        assert where in line
        assert "secret" not in line
