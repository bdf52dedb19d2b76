"""What happened next: the deed follows from the call, and every quotation in the letter is the learner's own."""

import re
from collections.abc import Sequence
from itertools import combinations
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.aftermath import Aftermath, Moment, what_happened
from simulator.aftermath.deeds import RULES, TONES, Deed, Outcome, deed_of
from simulator.aftermath.letter import LONGEST, SHORTEST, Wording, register_of, wording
from simulator.aftermath.moments import GROUPS
from simulator.clock import words
from simulator.director import Mood
from simulator.grading import Grader, grade
from simulator.observation import Kind, Observation
from simulator.persona import Persona, catalogue
from simulator.report import to_html, to_markdown
from simulator.transcript import FORMAT, EndedBy, FollowUp, Transcript, Turn

PEOPLE = sorted(catalogue().values(), key=lambda persona: persona.id)
DANA = catalogue()["dana-okafor"]
NOTE = (
    "Dear Dana, thank you for the story of Walt and the lunch bag on the sensor; I had not thought that a loading map could matter "
    "more than a device. I stood at a dock on Friday to see for myself. I will write to you in spring when I have decided. Best, Sam"
)
GOOD: list[tuple[str, list[tuple[Kind, str]]]] = [
    ("Hi, I'm Sam, a second-year logistics student, deciding between planning and operations.",
     [(Kind.INTRODUCES_BACKGROUND, "a second-year logistics student"), (Kind.STATES_DIRECTION, "deciding between planning and operations")]),
    ("I read The Last Cold Mile. What did the drivers make of the sensor at first?",
     [(Kind.BUILDS_ON_RESEARCH, "I read The Last Cold Mile. What did the drivers make of the sensor at first?"), (Kind.QUESTION, "What did the drivers make of the sensor at first?")]),
    ("You said that it was our mistake all along; how did you find out?",
     [(Kind.FOLLOW_UP, "You said that it was our mistake all along; how did you find out?"), (Kind.QUESTION, "how did you find out?")]),
    ("And that the drivers took it badly, what did you say to them, if I may ask?",
     [(Kind.FOLLOW_UP, "And that the drivers took it badly"), (Kind.QUESTION, "what did you say to them, if I may ask?")]),
    ("Thank you for the story of the lunch bag. Whom else should I hear?",
     [(Kind.THANKS, "Thank you for the story of the lunch bag"), (Kind.CONTACT_ASK, "Whom else should I hear?")]),
]  # fmt: skip
NAMED = "Talk to Luis Aranda, and say that I sent you."
BAD: list[tuple[str, list[tuple[Kind, str]]]] = [
    ("What do you do?", [(Kind.ANSWERABLE_QUESTION, "What do you do?"), (Kind.QUESTION, "What do you do?")]),
    ("Are you hiring at the moment?", [(Kind.DIRECT_JOB_ASK, "Are you hiring at the moment?")]),
    ("Could you pass my name to somebody who is?", [(Kind.DIRECT_JOB_ASK, "Could you pass my name to somebody who is?")]),
]  # fmt: skip
DULL: list[tuple[str, list[tuple[Kind, str]]]] = [
    ("Hello.", []),
    ("What is it like?", [(Kind.QUESTION, "What is it like?")]),
    ("Okay, thanks.", []),
]


def happened(
    learner: Sequence[tuple[str, list[tuple[Kind, str]]]],
    *,
    persona: Persona = DANA,
    last_reply: str = "That depends on the week.",
    note: str | None = None,
    ended_by: EndedBy = "learner",
    resume: bool = False,
    ended_in: Mood | None = None,
) -> Aftermath:
    turns = [Turn(speaker="professional", text="Dana Okafor.")]
    seen = []
    for text, kinds in learner:
        start = [(kind, text.index(quote), text.index(quote) + len(quote)) for kind, quote in kinds]
        seen += [Observation.of(len(turns), kind, text, a, b, source="test", confidence=1) for kind, a, b in start]
        turns += [Turn(speaker="learner", text=text), Turn(speaker="professional", text="We tried it for a week.")]
    turns[-1] = Turn(speaker="professional", text=last_reply)
    call = Transcript(
        format=FORMAT, persona=persona.id, agreed_minutes=15, ended_by=ended_by, turns=tuple(turns),
        follow_up=FollowUp(note=note, hours_after=5, resume_attached=resume) if note else None,
    )  # fmt: skip
    card = grade(call, persona, seen, transcript_name="x", grader=Grader(name="offline", version="3"))
    found = what_happened(call, persona, card, ended_in=ended_in)
    assert found is not None
    assert found == what_happened(call, persona, card, ended_in=ended_in)
    return found


def spoken(letter: str) -> list[str]:
    """Its sentences, without what it quotes, the names and the numbers."""
    body = re.sub(r"“[^”]*”|[Tt]urn \d+", "", letter)
    return [one.strip() for one in re.split(r"(?<=[.!?,:;])\s+|\n+", body) if len(one.split()) > 4]


@pytest.mark.parametrize(
    ("deeds", "how"),
    [
        pytest.param({"introduced"}, {"learner": GOOD, "last_reply": NAMED, "note": NOTE}, id="a name, and a note"),
        pytest.param({"introduction_lapsed"}, {"learner": GOOD, "last_reply": NAMED}, id="a name, and no note"),
        pytest.param(
            {"introduction_withdrawn"},
            {"learner": GOOD, "last_reply": NAMED, "note": NOTE + " Could you refer me? Please keep me in mind for a job."},
            id="a name, and a note that asks",
        ),
        pytest.param(
            {"introduction_withdrawn"},
            {"learner": GOOD, "last_reply": NAMED, "note": NOTE, "resume": True},
            id="a name, and a résumé that nobody wanted",
        ),
        pytest.param(
            {"article_sent", "question_kept", "second_talk", "note_answered"},
            {"learner": GOOD, "note": NOTE},
            id="a good call and a good note",
        ),
        pytest.param({"note_missed", "question_kept"}, {"learner": GOOD}, id="a good call and no note"),
        pytest.param({"note_set_aside"}, {"learner": GOOD, "note": NOTE + " Please hire me."}, id="a note that asks"),
        pytest.param({"colleague_warned", "door_shut"}, {"learner": BAD}, id="asked twice"),
        pytest.param({"door_shut"}, {"learner": DULL, "ended_by": "professional"}, id="hung up on"),
        pytest.param({"not_remembered"}, {"learner": DULL}, id="nothing much"),
        pytest.param({"not_remembered", "door_shut"}, {"learner": [*GOOD, BAD[1]]}, id="a good call and one ask"),
    ],
)  # fmt: skip
def test_the_deed_follows_from_the_call(deeds: set[Deed], how: dict[str, object]) -> None:
    assert happened(**how).deed in deeds  # type: ignore[arg-type]


def test_a_resume_that_they_had_asked_for_is_read() -> None:
    asked_for = [
        *GOOD[:4],
        ("Gladly, you will have my résumé tonight.", [(Kind.INVITED_JOB_TALK, "you will have my résumé tonight")]),
    ]
    learner = [(text, kinds) for text, kinds in asked_for]
    turns = [Turn(speaker="professional", text="Dana Okafor.")]
    seen = []
    for text, kinds in learner:
        seen += [
            Observation.of(len(turns), kind, text, text.index(q), text.index(q) + len(q), source="test", confidence=1)
            for kind, q in kinds
        ]
        turns += [
            Turn(speaker="learner", text=text),
            Turn(speaker="professional", text="Send me your résumé, I'll read it."),
        ]
    call = Transcript(
        format=FORMAT, persona=DANA.id, agreed_minutes=15, ended_by="learner", turns=tuple(turns),
        follow_up=FollowUp(note=NOTE, hours_after=5, resume_attached=True),
    )  # fmt: skip
    card = grade(call, DANA, seen, transcript_name="x", grader=Grader(name="offline", version="3"))
    found = what_happened(call, DANA, card)
    assert found is not None
    assert found.deed == "resume_read"
    assert Kind.INVITED_JOB_TALK in {moment.kind for moment in found.moments}


def test_what_was_named_counts_only_where_somebody_was_asked_for() -> None:
    assert happened(GOOD[:4], last_reply=NAMED, note=NOTE).deed != "introduced"


LINES = st.sampled_from(
    ["x", "...", "Hello?", "What is it like, and why?", "I “quoted” that.\nAnd more, then.", "a " * 400, "é" * 900]
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PEOPLE),
    st.lists(st.tuples(LINES, st.lists(st.sampled_from(list(Kind)), max_size=4)), min_size=2, max_size=12),
    st.none() | st.sampled_from([NOTE, "thx", "Please hire me."]),
    st.sampled_from(get_args(EndedBy)),
    st.booleans(),
)
def test_any_letter_has_its_length_and_quotes_word_for_word(
    persona: Persona, lines: list[tuple[str, list[Kind]]], note: str | None, ended_by: EndedBy, named: bool
) -> None:
    reply = NAMED.replace("Luis Aranda", persona.private.contacts[0].name) if named else "It depends."
    learner = [(text, [(kind, text.strip()) for kind in kinds]) for text, kinds in lines]
    found = happened(learner, persona=persona, last_reply=reply, note=note, ended_by=ended_by)
    assert SHORTEST <= words(found.letter) <= LONGEST
    assert 2 <= len(found.moments) <= 3
    assert len({moment.turn for moment in found.moments}) == len(found.moments)
    for moment in found.moments:
        assert moment.quote in learner[(moment.turn - 1) // 2][0]
        assert f"“{moment.quote}”" in found.letter
    assert "{" not in found.letter
    assert found.paragraphs[-1].split()[-1] in persona.name


@pytest.mark.parametrize(
    ("learner", "how"),
    [
        pytest.param(GOOD, {"note": NOTE}, id="a good call"),
        pytest.param(GOOD, {}, id="without a note"),
        pytest.param(BAD, {}, id="a bad call"),
        pytest.param(DULL, {}, id="a dull call"),
    ],
)  # fmt: skip
def test_a_dozen_people_do_not_sound_alike(
    learner: list[tuple[str, list[tuple[Kind, str]]]], how: dict[str, object]
) -> None:
    letters = {persona.id: set(spoken(happened(learner, persona=persona, **how).letter)) for persona in PEOPLE}  # type: ignore[arg-type]
    for one, other in combinations(letters, 2):
        shared = letters[one] & letters[other]
        assert len(shared) <= len(letters[one] | letters[other]) / 2, f"{one} and {other}: {sorted(shared)}"
    everywhere = set.intersection(*letters.values())
    assert not everywhere


def test_people_write_in_their_own_register_and_close_with_a_line_of_their_own() -> None:
    assert {register_of(persona) for persona in PEOPLE} == {"warm", "plain", "blunt"}
    for persona in PEOPLE:
        own = [line for use in ("keep_in_touch", "close_cool") for line in persona.voice.lines.get(use, ())]  # type: ignore[call-overload]
        assert any(line in happened(BAD, persona=persona).letter for line in own)


def test_the_moments_speak_for_the_deed() -> None:
    good, bad = happened(GOOD, note=NOTE), happened(BAD)
    assert all(GROUPS[moment.kind] not in {"ask", "lookup", "resume"} for moment in good.moments if moment.kind)
    assert {"ask", "lookup"} >= {GROUPS[moment.kind] for moment in bad.moments if moment.kind}


def test_a_note_may_change_what_happened() -> None:
    assert not happened(GOOD).note
    assert happened(GOOD, note=NOTE).note
    assert happened(GOOD).letter != happened(GOOD, note=NOTE).letter


def test_a_call_that_could_not_be_graded_has_no_aftermath() -> None:
    call = Transcript(format=FORMAT, persona=DANA.id, turns=(Turn(speaker="learner", text="Hello?"),))
    card = grade(call, DANA, [], transcript_name="x", grader=Grader(name="offline", version="3"))
    assert what_happened(call, DANA, card) is None


def test_a_letter_that_does_not_quote_what_it_rests_on_is_refused() -> None:
    moments = (Moment(turn=1, quote="never said"), Moment(turn=3, quote="nor this"))
    with pytest.raises(ValidationError, match="does not cite turn 1"):
        Aftermath(deed="introduced", weeks=4, moments=moments, paragraphs=("Dear Sam,", "It was fine."), note=True)


def test_a_quotation_that_nobody_said_is_refused() -> None:
    found = happened(GOOD)
    other = Transcript(
        format=FORMAT, persona=DANA.id, turns=tuple(Turn(speaker="learner", text="something else") for _ in range(20))
    )
    with pytest.raises(ValueError, match="is not in turn"):
        found.checked(other)


def test_every_deed_has_a_rule_a_tone_and_several_wordings() -> None:
    assert {deed for rule in RULES for deed in rule.deeds} == set(get_args(Deed)) == set(TONES)
    for deed, pool in wording().deeds.items():
        assert len(pool.any) >= 3, deed
    assert RULES[-1].holds(None)  # type: ignore[arg-type]


def test_a_slot_that_does_not_exist_is_refused_by_name() -> None:
    broken = wording().model_dump()
    broken["signed"]["good"]["any"] = ("Yours, {nobody}",)
    with pytest.raises(ValidationError, match="there is no slot nobody"):
        Wording.model_validate(broken)


def test_a_question_is_only_kept_where_one_was_asked() -> None:
    outcome = Outcome(
        patience=80, rapport=80, hung_up=False, rude=False, asks=0, camouflaged=False, contact=None, asked_after_the_name=False,
        note=False, note_is_good=False, note_asks=False, resume_wanted=False,
    )  # fmt: skip
    assert {deed_of(outcome, [], str(number)) for number in range(40)} == {"note_missed"}


def test_the_report_shows_it_escaped_and_leads_to_the_turns() -> None:
    hostile = [
        (
            "I read <b>The Last Cold Mile</b>. Why?",
            [(Kind.BUILDS_ON_RESEARCH, "I read <b>The Last Cold Mile</b>. Why?")],
        ),
        *GOOD[2:4],
    ]
    turns = [Turn(speaker="professional", text="Dana Okafor.")]
    seen = []
    for text, kinds in hostile:
        seen += [
            Observation.of(len(turns), kind, text, text.index(q), text.index(q) + len(q), source="test", confidence=1)
            for kind, q in kinds
        ]
        turns += [Turn(speaker="learner", text=text), Turn(speaker="professional", text="We tried it.")]
    call = Transcript(format=FORMAT, persona=DANA.id, agreed_minutes=15, ended_by="learner", turns=tuple(turns))
    card = grade(call, DANA, seen, transcript_name="x", grader=Grader(name="offline", version="3"))
    page, text = to_html(call, DANA, card), to_markdown(call, DANA, card)
    assert "What happened next" in page
    assert "&lt;b&gt;The Last Cold Mile&lt;/b&gt;" in page
    assert "<b>The Last" not in page + text
    found = what_happened(call, DANA, card)
    assert found is not None
    assert all(f'href="#sim-turn-{moment.turn}"' in page for moment in found.moments)
    assert "## What happened next" in text
    assert "without a thank-you note" in text


def test_the_mood_that_the_log_knows_decides_and_not_one_played_again() -> None:
    """The learner may have wished them harder, which no transcript says."""
    liked = happened(GOOD[:-1], note=NOTE)
    cold = happened(GOOD[:-1], note=NOTE, ended_in=Mood(patience=12, rapport=9))
    assert TONES[liked.deed] == "good"
    assert cold.deed == "not_remembered"
