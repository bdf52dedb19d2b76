"""Where the suite is run for others to rely on, a real model takes part in it."""

import os
from importlib.util import find_spec

import pytest

from simulator import local
from simulator.local import gguf
from simulator.settings import Settings


@pytest.mark.local
@pytest.mark.skipif(not os.environ.get("CI"), reason="only CI has to have a real model; `make test` installs one")
def test_ci_has_the_small_real_model_and_what_runs_it() -> None:
    assert find_spec("xllamacpp"), "the extra `local` is not installed"
    assert gguf.is_gguf(local.find("smollm2", Settings(_env_file=None)))
