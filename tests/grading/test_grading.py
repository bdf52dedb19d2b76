from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.grading import GRADE_NAMES, GRADES, WEIGHTS, Grader, Scorecard, grade, refuse
from simulator.grading.evidence import Evidence
from simulator.grading.research import count
from simulator.grading.research import level as research_level
from simulator.grading.scorecard import level_of
from simulator.observation import UNINVITED_ASKS, Kind, Observation
from tests.grading.calls import (
    ANSWERABLE,
    BACKGROUND,
    DANA,
    DIRECTION,
    QUESTION,
    REFERENCE,
    UNKNOWN,
    WRAP_UP,
    WRONG,
    Line,
    observations,
    they,
    transcript,
    you,
)

GRADER = Grader(name="test", version="1")


def graded(*lines: Line, persona: Any = DANA, **fields: Any) -> Scorecard:
    return grade(transcript(*lines, **fields), persona, observations(*lines), transcript_name="t", grader=GRADER)


LINES = st.lists(
    st.one_of(
        st.builds(
            they,
            text=st.sampled_from(["Well.", "Tell me about yourself.", "The barber opened at nine."]),
            seconds=st.floats(0, 300),
        ),
        st.builds(
            lambda kinds, seconds: you("What is it, then, and why?", *kinds, seconds=seconds),
            st.lists(st.sampled_from(list(Kind)), max_size=5),
            st.floats(0, 300),
        ),
    ),
    max_size=14,
)
FIELDS = st.fixed_dictionaries(
    {
        "agreed_minutes": st.floats(1, 60),
        "joined_late_seconds": st.floats(0, 400),
        "ended_by": st.sampled_from([None, "learner", "professional", "time"]),
        "preparation": st.sampled_from(
            [None, {}, {"request": "Could you refer me?", "questions": ["Why?"], "goal": "x"}]
        ),
        "follow_up": st.sampled_from([None, {"note": "Thank you for the barber who opened at nine."}]),
    }
)


@settings(deadline=None)  # a machine that has other things to do, too, is no failure
@given(LINES, FIELDS)
def test_every_card_is_whole_and_every_grade_in_its_band(lines: list[Line], fields: dict[str, Any]) -> None:
    card = graded(*lines, **fields)
    assert tuple(card.grades) == GRADE_NAMES
    for name, given_grade in card.grades.items():
        if given_grade is None:
            assert card.ungraded[name]
            continue
        assert level_of(given_grade.points) == given_grade.level
        assert all(0 <= index < len(card.observations) for index in given_grade.observations)
        assert given_grade.why.endswith((".", "”"))
        assert given_grade.level == 5 or given_grade.try_instead
    assert Scorecard.from_json(card.to_json()).to_json() == card.to_json()


@settings(deadline=None)  # a machine that has other things to do, too, is no failure
@given(LINES, FIELDS)
def test_overall_is_the_weighted_mean_of_the_grades_that_are_there(lines: list[Line], fields: dict[str, Any]) -> None:
    card = graded(*lines, **fields)
    present = {name: one for name, one in card.grades.items() if one}
    if not present:
        assert card.overall is None
        return
    mean = sum(one.points * WEIGHTS[name] for name, one in present.items()) / sum(WEIGHTS[name] for name in present)
    assert card.overall is not None
    assert abs(card.overall.points - mean) <= 0.5
    assert card.overall.level == level_of(card.overall.points)


@settings(deadline=None)  # a machine that has other things to do, too, is no failure
@given(LINES.filter(lambda lines: sum(bool(line.seen) for line in lines) > 1), FIELDS, st.data())
def test_another_uninvited_ask_never_raises_the_job_ask(
    lines: list[Line], fields: dict[str, Any], data: st.DataObject
) -> None:
    before = graded(*lines, **fields)
    number = data.draw(st.sampled_from([number for number, line in enumerate(lines) if line.seen]))
    kind = data.draw(st.sampled_from(sorted(UNINVITED_ASKS)))
    line = lines[number]
    asked = Line(line.turn, (*line.seen, (kind, 0, 4, None)))
    after = graded(*lines[:number], asked, *lines[number + 1 :], **fields)
    old, new = before.grades["job_ask"], after.grades["job_ask"]
    assert old is not None
    assert new is not None
    assert new.level <= old.level
    assert new.points <= old.points


@settings(deadline=None)  # a machine that has other things to do, too, is no failure
@given(LINES, st.sampled_from([ANSWERABLE, WRONG]))
def test_another_lapse_never_raises_the_research(lines: list[Line], kind: Kind) -> None:
    call = transcript(they(), you("Hm."), *lines, they(), you("Last words."))
    seen = observations(they(), you("Hm."), *lines)
    lapse = Observation.of(len(call.turns) - 1, kind, "Last words.", 0, 4, source="test", confidence=1.0)
    before, after = (count(Evidence.of(call, DANA, found)) for found in (seen, [*seen, lapse]))
    assert research_level(after) <= research_level(before)


@settings(deadline=None)  # a machine that has other things to do, too, is no failure
@given(LINES)
def test_the_order_of_the_observations_changes_no_level(lines: list[Line]) -> None:
    call, seen = transcript(*lines), observations(*lines)
    one, other = (
        grade(call, DANA, found, transcript_name="t", grader=GRADER) for found in (seen, list(reversed(seen)))
    )
    assert [given_grade and given_grade.level for given_grade in one.grades.values()] == [
        given_grade and given_grade.level for given_grade in other.grades.values()
    ]


def test_the_weights_are_20_a_core_grade_and_4_a_supporting_one() -> None:
    assert tuple(WEIGHTS) == GRADE_NAMES == tuple(name for name, _, _ in GRADES)
    assert list(WEIGHTS.values()) == [20] * 4 + [4] * 5


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        pytest.param([], "the learner spoke not at all", id="empty"),
        pytest.param([they(), you("Hello.", QUESTION)], "the learner spoke once", id="one-turn"),
        pytest.param([they(), you("Hello."), they(), you(" ")], "the learner spoke once", id="a-blank-turn-is-none"),
    ],
)
def test_a_call_with_fewer_than_two_turns_of_the_learner_is_not_graded(lines: list[Line], said: str) -> None:
    card = graded(*lines)
    assert set(card.grades.values()) == {None}
    assert set(card.ungraded.values()) == {f"too short to grade: {said}"}
    assert card.overall is None
    assert len(card.observations) == sum(len(line.seen) for line in lines)


def test_two_turns_of_the_learner_are_graded() -> None:
    assert graded(they(), you("Hello."), you("Hello?")).overall is not None


def test_a_refusal_gives_one_reason_for_all_and_keeps_the_observations() -> None:
    lines = [they(), you("Hola.", QUESTION), they(), you("Gracias.")]
    reason = "the call was not held in English"
    card = refuse(transcript(*lines), DANA, observations(*lines), reason, transcript_name="t", grader=GRADER)
    assert set(card.ungraded.values()) == {reason}
    assert card.overall is None
    assert [one.kind for one in card.observations] == [QUESTION]
    assert card.time.elapsed_seconds == 60


def test_what_is_absent_does_not_weigh() -> None:
    lines = [they(), you("Why?", QUESTION, BACKGROUND, DIRECTION, REFERENCE), they(), you("That is all.", WRAP_UP)]
    card = graded(*lines, persona=UNKNOWN)
    assert card.grades["research"] is None
    assert "nothing is public" in card.ungraded["research"]
    assert set(card.ungraded) == {"research", "preparation", "follow_through"}
    rest = [one for one in card.grades.values() if one]
    assert card.overall is not None
    assert min(one.points for one in rest) <= card.overall.points <= max(one.points for one in rest)


def test_the_clock_is_reported() -> None:
    card = graded(
        they(seconds=50),
        you("Hm.", seconds=25.004),
        they(seconds=0),
        you("Ah.", seconds=0),
        agreed_minutes=1,
        joined_late_seconds=7,
    )
    assert card.time.model_dump() == {
        "agreed_seconds": 60,
        "elapsed_seconds": 75,
        "learner_share": 0.3334,
        "joined_late_seconds": 7,
        "overrun_seconds": 15,
    }
