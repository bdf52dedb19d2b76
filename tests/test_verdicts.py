"""The learner's say: what is disputed is left out of a second count, both are kept, and the last verdict counts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from simulator.call import Call, Calls
from simulator.errors import InputError
from simulator.events import Judged
from simulator.grading.scorecard import Scorecard
from simulator.observation import Kind, Observation
from simulator.persona import catalogue
from simulator.scoring import score
from simulator.settings import Settings
from simulator.store import MemoryLog, Store
from simulator.transcript import Transcript
from simulator.verdicts import latest, verdicts_on, without_disputed
from tests.talking import talk

SAID = [
    "Hi Dana, I'm a second-year logistics student. How did you end up on a night desk?",
    "Are you hiring right now?",
    "What was the hardest week you had?",
]


async def played(log: MemoryLog | Store) -> Call:
    call = Calls(log, Settings(_env_file=None)).open(catalogue()["dana-okafor"], seed=1, model="offline")
    await talk(call, SAID)
    return call


async def test_a_disputed_ask_is_left_out_of_the_second_count_and_the_first_stays() -> None:
    call = await played(MemoryLog())
    transcript, persona = call.state.transcript(call.id), call.state.persona
    first = score(transcript, persona=persona, name=call.id)
    ask = next(seen for seen in first.observations if seen.kind == "direct_job_ask")
    assert without_disputed(transcript, persona, first, call.state.judged) is None
    call.judge(ask, agrees=False, why="I was asking about the trade")
    second = without_disputed(transcript, persona, first, call.state.judged)
    assert second is not None
    assert first.grades["job_ask"] is not None
    assert second.grades["job_ask"] is not None
    assert first.grades["job_ask"].level < second.grades["job_ask"].level == 5
    assert score(transcript, persona=persona, name=call.id) == first


async def test_the_last_verdict_counts_and_survives_a_restart(tmp_path: Path) -> None:
    call = await played(Store(tmp_path))
    card = score(call.state.transcript(call.id), persona=call.state.persona, name=call.id)
    call.judge(card.observations[0], agrees=False)
    call.judge(card.observations[0], agrees=True)
    again = Calls(Store(tmp_path), Settings(_env_file=None)).get(call.id)
    assert [verdict.agrees for verdict in latest(again.state.judged).values()] == [True]


async def test_a_reason_that_is_too_long_is_refused() -> None:
    call = await played(MemoryLog())
    card = score(call.state.transcript(call.id), persona=call.state.persona, name=call.id)
    with pytest.raises(InputError, match="500 at most"):
        call.judge(card.observations[0], agrees=False, why="x " * 600)


PREPARED = Transcript.model_validate(
    {
        "format": "transcript/1",
        "persona": "dana-okafor",
        "agreed_minutes": 15,
        "ended_by": "learner",
        "preparation": {
            "request": "Dear Dana, I read that you began on the night desk at Lakeland Freight. May I ask you for fifteen "
            "minutes on how planners learn? I am not asking for a job.",
            # only the dossier tells that the first three can be looked up
            "questions": [
                "Which firms did you work for before Northwind?",
                "What was your degree in?",
                "Where is Northwind's head office?",
                "What was the hardest night?",
            ],
            "goal": "To choose a field",
            "confirmed_hours_before": 30,
        },
        "turns": [
            {"speaker": "professional", "text": "Dana Okafor."},
            {
                "speaker": "learner",
                "text": "Hi Dana, I'm Sam, a second-year logistics student in Gary, deciding between food and pharma. I read "
                "that you started on the night desk at Lakeland Freight. How did it change the way you plan?",
            },
            {"speaker": "professional", "text": "It taught me to ask who is awake."},
            {"speaker": "learner", "text": "Who is awake is a good test. How do you find that out today?"},
            {"speaker": "professional", "text": "I call."},
            {"speaker": "learner", "text": "Are you hiring right now?"},
            {"speaker": "professional", "text": "Not on this call."},
            {"speaker": "learner", "text": "Fair enough. Thank you for the story of the night desk. I'll let you go."},
        ],
        "follow_up": {
            "note": "Dear Dana, thank you for your time. What you said of asking who is awake has stayed with me, and on Friday "
            "I called a planner at our own warehouse at night to ask just that; she told me for an hour what the screen "
            "does not show. I will write again in spring. If something opens up on your team, keep me in mind. Sam",
            "hours_after": 5,
        },
    }
)


def verdict(seen: Observation, *, agrees: bool = False, minutes: float = 0, by: int = 0) -> Judged:
    """One that was given so many minutes on, of words that began and ended so many characters later."""
    at = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    return Judged(at=at, turn=seen.turn, seen=seen.kind, start=seen.start + by, end=seen.end + by, agrees=agrees)


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return score(PREPARED, name="c")


def test_a_dispute_moves_no_grade_that_does_not_hold_what_is_disputed(card: Scorecard) -> None:
    dana, moved = catalogue()["dana-okafor"], set()
    assert {"preparation", "follow_through"} <= {name for name, grade in card.grades.items() if grade}
    for number, seen in enumerate(card.observations):
        second = without_disputed(PREPARED, dana, card, [verdict(seen)])
        assert second is not None
        for name, was in card.grades.items():
            now = second.grades[name]
            if was and (was.level, was.points) != (now and (now.level, now.points)):
                assert number in was.observations, f"{name} moved with {seen.kind} in turn {seen.turn}"
                moved.add((name, seen.kind))
    # the request had promised that it was not about a job
    assert {("preparation", Kind.DIRECT_JOB_ASK), ("job_ask", Kind.DIRECT_JOB_ASK)} <= moved


def test_a_dispute_of_all_and_of_nothing_found_is_counted_as_the_first_count_is(card: Scorecard) -> None:
    dana = catalogue()["dana-okafor"]
    nothing = without_disputed(PREPARED, dana, card, [verdict(seen) for seen in card.observations])
    assert nothing is not None
    assert nothing.observations == ()
    assert nothing.grades["follow_through"] == card.grades["follow_through"]
    elsewhere = verdict(card.observations[0]).model_copy(update={"turn": 7, "seen": Kind.RUDE})
    assert without_disputed(PREPARED, dana, card, [elsewhere]) is None


def test_a_dispute_stands_when_whoever_grades_again_quotes_more_or_less(card: Scorecard) -> None:
    ask = next(seen for seen in card.observations if seen.kind is Kind.DIRECT_JOB_ASK)
    for by in (-3, 4):
        second = without_disputed(PREPARED, catalogue()["dana-okafor"], card, [verdict(ask, by=by)])
        assert second is not None
        assert second.grades["job_ask"] is not None
        assert second.grades["job_ask"].level == 5


def asked(start: int, end: int, *, turn: int = 1, kind: Kind = Kind.QUESTION) -> Observation:
    return Observation(
        turn=turn, kind=kind, quote="x" * (end - start), start=start, end=end, source="rules", confidence=1.0
    )


@pytest.mark.parametrize(
    ("given", "now"),
    [
        pytest.param(asked(10, 30), asked(10, 60), id="the_sentence_for_the_clause"),
        pytest.param(asked(10, 60), asked(40, 60), id="the_clause_for_the_sentence"),
        pytest.param(asked(10, 30), asked(18, 40), id="more_than_half"),
    ],
)
def test_a_verdict_goes_with_its_words(given: Observation, now: Observation) -> None:
    assert verdicts_on([now], [verdict(given)]) == {0: verdict(given)}


@pytest.mark.parametrize(
    ("given", "now"),
    [
        pytest.param(asked(10, 30), asked(10, 30, turn=3), id="another_turn"),
        pytest.param(asked(10, 30), asked(10, 30, kind=Kind.FOLLOW_UP), id="taken_for_something_else"),
        pytest.param(asked(10, 30), asked(31, 60), id="other_words"),
        pytest.param(asked(10, 30), asked(25, 60), id="less_than_half"),
    ],
)
def test_a_verdict_goes_no_further(given: Observation, now: Observation) -> None:
    assert verdicts_on([now], [verdict(given)]) == {}


def test_of_two_observations_that_overlap_each_keeps_its_own_verdict() -> None:
    short, long = asked(10, 30), asked(10, 60)
    agreed = verdict(long, agrees=True, minutes=1)
    assert verdicts_on([short, long], [verdict(short), agreed]) == {0: verdict(short), 1: agreed}
    assert verdicts_on([short, long], [verdict(short)]) == {0: verdict(short)}


def test_of_verdicts_on_words_that_are_quoted_otherwise_now_the_last_counts() -> None:
    last = verdict(asked(12, 34), agrees=True, minutes=2)
    given = [verdict(asked(10, 30)), last, verdict(asked(9, 30), minutes=1)]
    assert verdicts_on([asked(10, 40)], given) == {0: last}
