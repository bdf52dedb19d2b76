import pytest

from simulator.grading.research import grade_research
from simulator.grading.scorecard import Grade, Ungraded
from tests.grading.calls import ANSWERABLE, BUILDS, DANA, QUESTION, REFERENCE, UNKNOWN, WRONG, Line, evidence, they, you

_BUILT = (REFERENCE, BUILDS, QUESTION)
_LOOKED_UP = (ANSWERABLE, QUESTION)


def graded(*turns: tuple[object, ...]) -> Grade:
    lines: list[Line] = []
    for number, kinds in enumerate(turns):
        lines += [they(), you(f"Line {number}, is it?", *kinds)]  # type: ignore[arg-type]
    grade = grade_research(evidence(*lines))
    assert isinstance(grade, Grade)
    return grade


@pytest.mark.parametrize(
    ("turns", "level"),
    [
        pytest.param([_BUILT, (REFERENCE,)], 5, id="two-references-one-built-on"),
        pytest.param([_BUILT, _BUILT, _BUILT], 5, id="three-built-on"),
        pytest.param([_BUILT], 4, id="one-reference-built-on"),
        pytest.param([_BUILT, _BUILT, _LOOKED_UP], 4, id="two-built-on-but-one-answerable"),
        pytest.param([_LOOKED_UP, _BUILT], 4, id="answerable-first-but-built-on-later"),
        pytest.param([_BUILT, (REFERENCE,), (WRONG,)], 3, id="level-5-but-one-wrong"),
        pytest.param([_BUILT, _LOOKED_UP, _LOOKED_UP], 3, id="built-on-but-two-answerable"),
        pytest.param([(REFERENCE,), (QUESTION,)], 3, id="reference-without-a-build"),
        pytest.param([(REFERENCE,), (REFERENCE,), _LOOKED_UP, _LOOKED_UP, (WRONG,)], 3, id="at-the-edge-of-level-3"),
        pytest.param([(QUESTION,)], 2, id="no-reference-no-lapse"),
        pytest.param([()], 2, id="nothing-at-all"),
        pytest.param([(QUESTION,), _LOOKED_UP], 2, id="no-reference-one-answerable-later"),
        pytest.param([(QUESTION,), (WRONG,)], 2, id="no-reference-one-wrong"),
        pytest.param(
            [_BUILT, _BUILT, _LOOKED_UP, _LOOKED_UP, _LOOKED_UP], 2, id="three-answerable-in-spite-of-references"
        ),
        pytest.param([_LOOKED_UP], 1, id="answerable-as-the-first-question"),
        pytest.param([(QUESTION,), _LOOKED_UP, _LOOKED_UP], 1, id="no-reference-two-answerable"),
        pytest.param([_BUILT, _BUILT, (WRONG,), (WRONG,)], 1, id="two-wrong-whatever-else"),
    ],
)
def test_the_level_follows_the_rubrics_table(turns: list[tuple[object, ...]], level: int) -> None:
    assert graded(*turns).level == level


def test_an_answerable_question_after_another_in_the_same_turn_is_not_the_first() -> None:
    both = you((QUESTION, "What surprised you most?"), (ANSWERABLE, "And where did you study?"))
    grade = grade_research(evidence(they(), both))
    assert isinstance(grade, Grade)
    assert grade.level == 2


def test_an_answerable_question_before_another_in_the_same_turn_is_the_first() -> None:
    both = you((ANSWERABLE, "Where did you study?"), (QUESTION, "And what surprised you most?"))
    grade = grade_research(evidence(they(), both))
    assert isinstance(grade, Grade)
    assert grade.level == 1


@pytest.mark.parametrize(
    ("first", "second", "level"),
    [
        pytest.param(you("One", *_BUILT, fact="a"), you("Two", REFERENCE, fact="b"), 5, id="two-facts"),
        pytest.param(you("One", *_BUILT, fact="a"), you("Two", REFERENCE, fact="a"), 4, id="one-fact-twice"),
        pytest.param(you("One", *_BUILT, fact="a"), you("Two", REFERENCE), 5, id="one-names-no-fact"),
    ],
)
def test_references_to_one_fact_are_one(first: Line, second: Line, level: int) -> None:
    grade = grade_research(evidence(they(), first, they(), second))
    assert isinstance(grade, Grade)
    assert grade.level == level


def test_two_spans_of_one_turn_are_two_references() -> None:
    line = you((REFERENCE, "Your talk"), (REFERENCE, "the merger"), "Your talk and the merger: why?", BUILDS, QUESTION)
    grade = grade_research(evidence(they(), line))
    assert isinstance(grade, Grade)
    assert grade.level == 5


def test_a_build_without_a_reference_of_its_own_rests_on_one() -> None:
    assert graded((BUILDS, QUESTION), _LOOKED_UP, _LOOKED_UP).level == 3


def test_nobody_is_graded_on_a_person_of_whom_nothing_is_public() -> None:
    given = grade_research(evidence(they(), you(*_LOOKED_UP), persona=UNKNOWN))
    assert isinstance(given, Ungraded)
    assert given.reason.startswith("nothing is public about Dana Okafor")


def test_the_advice_cites_an_article_that_was_not_used() -> None:
    used = you("In Cold Chain, Warm Heads you let drivers plan. Who objected?", *_BUILT)
    grade = grade_research(evidence(they(), used))
    assert isinstance(grade, Grade)
    assert grade.try_instead is not None
    assert "Empty Lorries" in grade.try_instead
    assert "Cold Chain" not in grade.try_instead


def test_the_advice_puts_the_right_fact_beside_the_wrong_one() -> None:
    slip = you("When you ran Harrow Freight, why?", WRONG, QUESTION, fact="2012-2019 Depot Manager, Harrow Freight")
    grade = grade_research(evidence(they(), slip))
    assert isinstance(grade, Grade)
    assert "“2012-2019 Depot Manager, Harrow Freight”" in (grade.try_instead or "")


def test_the_reason_quotes_what_could_be_looked_up() -> None:
    grade = grade_research(evidence(they(), you("So what do you do?", *_LOOKED_UP)))
    assert isinstance(grade, Grade)
    assert "“So what do you do?” in turn 1" in grade.why
    assert "your first question" in grade.why


def test_a_clean_level_has_more_points_than_the_same_with_a_lapse() -> None:
    assert graded(_BUILT, _BUILT).points > graded(_BUILT, (REFERENCE,)).points
    assert graded(_BUILT).points > graded(_BUILT, _LOOKED_UP).points
    assert graded((REFERENCE,)).points > graded((REFERENCE,), (WRONG,)).points


def test_the_grade_rests_on_all_that_was_counted() -> None:
    call = evidence(they(), you(*_BUILT), they(), you("Hm?", QUESTION), persona=DANA)
    grade = grade_research(call)
    assert isinstance(grade, Grade)
    assert [call.observations[index].kind for index in grade.observations] == [REFERENCE, BUILDS]
