"""The vocabulary, and spans that can't lie."""

import pytest
from pydantic import ValidationError

from simulator.observation import UNINVITED_ASKS, Kind, Observation


def test_there_are_the_kinds_of_the_rubric_by_the_names_that_files_use() -> None:
    assert len(Kind) == 23
    assert {kind.value for kind in UNINVITED_ASKS} == {"direct_job_ask", "veiled_job_ask", "resume_push"}


def test_an_observation_cut_from_the_text_stands_in_it() -> None:
    text = "So, are you hiring?"
    seen = Observation.of(1, Kind.DIRECT_JOB_ASK, text, 4, 18, source="rules", confidence=0.9)
    assert seen.quote == "are you hiring"
    assert seen.stands_in(text)
    assert not seen.stands_in("So, were you hiring?")


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"end": 3}, id="a span that does not fit its quote"),
        pytest.param({"quote": "", "end": 0}, id="no quote"),
        pytest.param({"kind": "praise"}, id="a kind that is not in the rubric"),
        pytest.param({"confidence": 1.2}, id="more than certain"),
        pytest.param({"turn": -1}, id="a turn before the first"),
        pytest.param({"colour": "red"}, id="an unknown field"),
    ],
)
def test_bad_observations_are_refused_at_birth(bad: dict[str, object]) -> None:
    good = {"turn": 0, "kind": "question", "quote": "why?", "start": 0, "end": 4, "source": "rules", "confidence": 1.0}
    Observation.model_validate(good)
    with pytest.raises(ValidationError):
        Observation.model_validate({**good, **bad})
