"""The calls in the documentation are calls of this very program."""

import pytest

from evals.aloud import CALLS, LEARNERS, ON_PAPER, call, page
from simulator.persona import catalogue


@pytest.mark.parametrize("id_", ON_PAPER)
def test_a_call_in_the_documentation_is_as_the_program_holds_it_today(id_: str) -> None:
    persona = catalogue()[id_]
    written = (CALLS / f"{id_}.md").read_text(encoding="utf-8")
    assert page(persona, call(persona)) == written, "python -m evals.aloud --write"


def test_every_professional_has_a_learner_to_be_read_aloud_with() -> None:
    assert {path.stem for path in LEARNERS.glob("*.txt")} == set(catalogue())
