"""Whatever is in the folder of a run, or in a file of gates: one line says what is wrong with it. No traceback."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.folder import CASES, CONFIG
from evals.gates import gates
from evals.run import Question, Way, run
from evals.spreading import Means
from simulator.errors import SimulatorError
from tests.evals.test_run import ask, own_suite
from tests.fuzz.profile import BOUNDED, FEWER
from tests.fuzz.test_files import bent, nonsense, written

GATES = '[observer]\nquotes_verified = { at_least = 1.0 }\n"kappa.research" = { at_least = 0.8 }\n'


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that is over."""
    folder = tmp_path_factory.mktemp("runs")
    ask(folder / "out", own_suite(folder))
    return folder / "out"


@given(data=st.data())
@FEWER
def test_no_folder_makes_a_run_fail(data: st.DataObject, done: Path, tmp_path: Path) -> None:
    config = json.loads((done / CONFIG).read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (done / CASES).read_text(encoding="utf-8").splitlines()]
    bad = data.draw(st.one_of(nonsense, bent(config).map(written)))
    (tmp_path / CONFIG).write_bytes(bad if data.draw(st.booleans()) else written(config))
    worse = data.draw(st.one_of(nonsense, bent(lines[0]).map(written)))
    (tmp_path / CASES).write_bytes(worse + b"\n" + b"".join(written(line) + b"\n" for line in lines[1:3]))
    with suppress(SimulatorError):
        run(Question(), Way(resume=tmp_path, means=Means(1)))


@given(text=st.one_of(st.text(max_size=60), st.text(max_size=6).map(lambda put: GATES.replace("0.8", put, 1))))
@BOUNDED
def test_no_file_of_gates_makes_a_run_fail(text: str, tmp_path: Path) -> None:
    path = tmp_path / "gates.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(SimulatorError):
        gates(path)
