"""A run as logs of Inspect AI, read back by Inspect AI itself."""

from pathlib import Path

import pytest

from evals.run import Question, Way, run
from evals.spreading import Means
from tests.evals.labelled import asking, single, write

log = pytest.importorskip("inspect_ai.log")


@pytest.mark.filterwarnings("ignore")
def test_inspect_reads_back_what_was_written(tmp_path: Path) -> None:
    gold = write(tmp_path, asking(), single("s", "direct_job_ask", text="Hm."))
    question = Question(suites=("observer",), gold=(str(gold),))
    run(question, Way(output=tmp_path / "out", means=Means(1), export=tmp_path / "logs"))
    (path,) = (tmp_path / "logs").iterdir()
    assert path.name == "observer_offline.eval"
    read = log.read_eval_log(str(path))
    assert read.status == "success"
    assert read.eval.task == "observer"
    assert read.eval.model == "offline"
    assert read.results.scores[0].metrics["quotes_verified"].value == 1
    assert [sample.id for sample in read.samples] == ["c-1", "s"]
    missed = read.samples[1]
    assert missed.scores["passed"].value == 0
    assert "direct_job_ask missed" in missed.scores["passed"].explanation
    assert [message.role for message in missed.messages] == ["assistant", "user"]
    assert missed.messages[1].text == "Hm."
