"""Calls that are odd all through are graded for what they are, or refused with the reason; never an error."""

from typing import Any

import pytest

from simulator.grading import GRADE_NAMES
from simulator.grading.scorecard import Scorecard
from simulator.observation import Kind, Observation
from simulator.observer import Context
from simulator.persona import Persona, Public
from simulator.scoring import score
from simulator.transcript import Transcript
from tests.observer.persona import ILSE

ASK = "Could you refer me to your director?"
OPEN = "I'm a mason and I want to move into lime work, so I hope to hear how you got there."


def paper(*said: str, **fields: Any) -> Transcript:
    """A call in which the two take turns, the professional first."""
    turns = [{"speaker": ("professional", "learner")[number % 2], "text": text} for number, text in enumerate(said)]
    return Transcript.model_validate(
        {"format": "transcript/1", "persona": "ilse-varga", "agreed_minutes": 15, "turns": turns, **fields}
    )


def graded(transcript: Transcript, persona: Persona = ILSE) -> Scorecard:
    """The scorecard, whose every quote stands in its turn."""
    card = score(transcript, name="odd", persona=persona)
    assert all(one.stands_in(transcript.turns[one.turn].text) for one in card.observations)
    assert Scorecard.from_json(card.to_json()).grades == card.grades
    return card


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param((), "too short to grade: the learner spoke not at all", id="no-turn"),
        pytest.param(("Varga.",), "too short to grade: the learner spoke not at all", id="the-professionals"),
        pytest.param(("Varga.", ASK), "too short to grade: the learner spoke once", id="the-learners"),
        pytest.param(
            ("Varga.", "", "Hello?", " \n"), "too short to grade: the learner spoke not at all", id="no-words"
        ),
    ],
)
def test_a_call_of_one_turn_is_refused_with_the_reason(said: tuple[str, ...], reason: str) -> None:
    card = graded(paper(*said))
    assert set(card.grades.values()) == {None}
    assert card.ungraded == dict.fromkeys(GRADE_NAMES, reason)
    assert card.overall is None


def test_what_was_observed_in_a_call_of_one_turn_is_given_all_the_same() -> None:
    assert Kind.DIRECT_JOB_ASK in {one.kind for one in graded(paper("Varga.", ASK)).observations}


def test_turns_without_text_count_for_nothing() -> None:
    said = ["Varga.", OPEN, "Go on.", "What was the hardest tower that you dried?", "Damme.", ASK, "No."]
    full = graded(paper(*said))
    empty = graded(paper(*said[:2], "", "", " \t", "\n", *said[2:]))
    levels = {name: grade.level for name, grade in full.grades.items() if grade}
    assert levels == {name: grade.level for name, grade in empty.grades.items() if grade}
    assert [(one.kind, one.quote) for one in full.observations] == [(one.kind, one.quote) for one in empty.observations]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(
            "Ich bin Steinmetz und möchte gern wissen, wie man bei Ihnen lernt, mit Kalk zu arbeiten.", id="german"
        ),
        pytest.param(
            "Soy cantero y me gustaría saber cómo se aprende a trabajar con la cal en su taller.", id="spanish"
        ),
        pytest.param(
            "Я каменщик и хотел бы узнать, как у вас учатся работать с известью и со старым стеклом.", id="russian"
        ),
        pytest.param(
            "我是一名石匠，我想了解你们是怎样学习用石灰修复旧建筑的，谢谢你抽出时间和我说话，我很感激。", id="chinese"
        ),
    ],
)
def test_a_call_in_another_language_is_refused_with_the_reason(said: str) -> None:
    card = graded(paper("Varga.", said, "Ja?", said))
    assert set(card.grades.values()) == {None}
    assert all("only English is graded" in reason for reason in card.ungraded.values())
    assert card.time.elapsed_seconds > 0


def test_copies_of_one_ask_are_as_many_asks() -> None:
    card = graded(paper(*["No.", ASK] * 12))
    assert card.grades["job_ask"]
    assert card.grades["job_ask"].level == 1
    assert {one.turn for one in card.observations if one.kind is Kind.DIRECT_JOB_ASK} == set(range(1, 24, 2))


def test_copies_of_one_remark_earn_no_praise() -> None:
    card = graded(paper(*["I see.", "That is very interesting."] * 30))
    levels = {name: grade.level for name, grade in card.grades.items() if grade}
    assert levels["intro_clarity"] == 1
    assert levels["research"] <= 2
    assert levels["time_use"] <= 2


class Counts:
    """Hears a question in every turn, and how much it was shown."""

    name, version = "counts", "1"

    def __init__(self) -> None:
        self.heard = 0

    def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
        self.heard += 1
        return [Observation.of(turn, Kind.QUESTION, text, 0, len(text), source="test", confidence=1.0)]


def test_a_call_of_2000_turns_is_graded_whole() -> None:
    observer = Counts()
    said = [f"{speaker} {number}?" for number in range(1000) for speaker in ("Then", "Why")]
    card = score(paper(*said), name="long", persona=ILSE, observer=observer)
    assert observer.heard == 1000
    assert {one.turn for one in card.observations} == set(range(1, 2000, 2))
    assert card.grades["time_use"]


def test_a_long_call_is_heard_to_its_end() -> None:
    said = [f"{speaker} {number}." for number in range(60) for speaker in ("That was", "Then came lorry")]
    card = graded(paper(*said, "And?", ASK))
    assert [one.turn for one in card.observations if one.kind is Kind.DIRECT_JOB_ASK] == [121]


def test_nothing_public_leaves_research_ungraded_with_the_reason() -> None:
    unknown = ILSE.model_copy(update={"public": Public()})
    card = graded(paper("Varga.", OPEN, "Go on.", "What do you do at Corbel & Finch?", "Stone.", "Why?"), unknown)
    assert card.grades["research"] is None
    assert card.ungraded["research"] == "nothing is public about Ilse Varga, so there was nothing to look up"
    assert card.grades["job_ask"]


def test_where_nothing_is_public_nothing_public_is_heard() -> None:
    unknown = ILSE.model_copy(update={"public": Public()})
    said = [
        "Varga.",
        OPEN,
        "Go on.",
        "I read your piece on lime. Where did you study?",
        "Stone.",
        "Why?",
    ]
    assert not {one.kind for one in graded(paper(*said), unknown).observations} & {
        Kind.RESEARCH_REFERENCE, Kind.BUILDS_ON_RESEARCH, Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT,
    }  # fmt: skip
