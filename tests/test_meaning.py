"""What numpy may take of the machine while a question is compared."""

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from simulator.meaning import on_one_core
from simulator.persona import catalogue
from simulator.professional.hearing import hear
from simulator.professional.retrieval import library


def threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_products_are_made_on_one_core_and_whoever_comes_after_has_theirs_back() -> None:
    with threadpool_limits(2, user_api="blas"):
        before = threads()
        with on_one_core():
            assert set(threads()) == {1}
        assert threads() == before


@pytest.mark.parametrize("cores", [1, 2])
def test_a_question_is_judged_alike_on_any_number_of_cores(cores: int) -> None:
    persona = catalogue()["dana-okafor"]
    known = library(persona.private, persona.field)
    question = hear("What was the toughest week you have had in this job?").whole
    alone = known.judge(question)
    with threadpool_limits(cores, user_api="blas"):
        assert (known.judge(question).signs == alone.signs).all()
