"""How a call went -> what the professional did about it some weeks later."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.course import course
from simulator.director import Mood
from simulator.director.chance import drawn
from simulator.grading.evidence import Evidence
from simulator.grading.follow_through import read_note
from simulator.grading.scorecard import Scorecard
from simulator.observation import UNINVITED_ASKS, Kind, Observation

Deed = Literal[
    "introduced",
    "introduction_lapsed",
    "introduction_withdrawn",
    "resume_read",
    "note_answered",
    "article_sent",
    "question_kept",
    "second_talk",
    "note_missed",
    "note_set_aside",
    "not_remembered",
    "colleague_warned",
    "door_shut",
]
"""What they did, or left undone."""
Tone = Literal["good", "mixed", "bad"]

TONES: Mapping[Deed, Tone] = {
    "introduced": "good",
    "resume_read": "good",
    "note_answered": "good",
    "article_sent": "good",
    "question_kept": "good",
    "second_talk": "good",
    "introduction_lapsed": "mixed",
    "note_missed": "mixed",
    "not_remembered": "mixed",
    "introduction_withdrawn": "bad",
    "note_set_aside": "bad",
    "colleague_warned": "bad",
    "door_shut": "bad",
}
DECIDES: Mapping[Deed, frozenset[Kind]] = {
    "introduced": frozenset({Kind.CONTACT_ASK}),
    "introduction_lapsed": frozenset({Kind.CONTACT_ASK}),
    "introduction_withdrawn": frozenset({Kind.CONTACT_ASK}) | UNINVITED_ASKS,
    "resume_read": frozenset({Kind.INVITED_JOB_TALK}),
    "question_kept": frozenset({Kind.QUESTION, Kind.BUILDS_ON_RESEARCH}),
}
"""What a letter on this deed must speak of, where it was seen."""

LIKED_RAPPORT, LIKED_PATIENCE, CIVIL_RAPPORT = 60, 30, 38
"""From where on they like to think of a call, and from where on they do not mind to."""
A_GOOD_NOTE = 3
"""The level of `follow_through` from which a note is worth an answer."""


@dataclass(frozen=True)
class Outcome:
    """How a call went, as far as it bears on what comes after. Levels 0 to 100."""

    patience: float
    rapport: float
    hung_up: bool
    rude: bool
    asks: int
    """Uninvited ones, on the call."""
    camouflaged: bool
    """Whether one came after a disclaimer."""
    contact: str | None
    """Whom the professional named."""
    asked_after_the_name: bool
    note: bool
    note_is_good: bool
    note_asks: bool
    """Whether the note asks for work, or brings a résumé that nobody wanted."""
    resume_wanted: bool
    """Whether it brings one that was asked for."""

    @property
    def is_spoilt(self) -> bool:
        """Whether they would rather not have had this call."""
        return self.hung_up or self.rude or self.camouflaged or self.asks > 1

    @property
    def was_liked(self) -> bool:
        """Whether they like to think of it."""
        return self.rapport >= LIKED_RAPPORT and self.patience >= LIKED_PATIENCE and not self.asks


@dataclass(frozen=True)
class Rule:
    """Some deeds, and when they are in question. Chance, by the call itself, chooses among several."""

    deeds: tuple[Deed, ...]
    when: str
    holds: Callable[[Outcome], bool]


RULES: tuple[Rule, ...] = (
    Rule(
        ("introduction_withdrawn",),
        "a name was given, and then work was asked for, on the call or in the note",
        lambda it: it.contact is not None and (it.note_asks or it.asked_after_the_name),
    ),
    Rule(
        ("colleague_warned", "door_shut"),
        "they were asked for work twice, or after a disclaimer, or until they hung up",
        lambda it: it.is_spoilt and it.asks > 0,
    ),
    Rule(("door_shut",), "they were insulted, or hung up out of patience", lambda it: it.is_spoilt),
    Rule(("note_set_aside",), "the note asks for work, or brings a résumé that nobody wanted", lambda it: it.note_asks),
    Rule(("introduced",), "a name was given, and a note came", lambda it: it.contact is not None and it.note),
    Rule(("introduction_lapsed",), "a name was given, and no note came", lambda it: it.contact is not None),
    Rule(("resume_read",), "the résumé that they had asked for came", lambda it: it.resume_wanted),
    Rule(
        ("article_sent", "question_kept", "second_talk", "note_answered"),
        "they liked the call, and a good note came",
        lambda it: it.was_liked and it.note_is_good,
    ),
    Rule(
        ("note_answered",),
        "the call was civil, and a good note came",
        lambda it: it.rapport >= CIVIL_RAPPORT and it.note_is_good and not it.asks,
    ),
    Rule(
        ("note_missed", "note_missed", "question_kept"),
        "they liked the call, and no note came",
        lambda it: it.was_liked and not it.note,
    ),
    Rule(("not_remembered", "door_shut"), "work was asked for once", lambda it: it.asks > 0),
    Rule(("not_remembered",), "anything else", lambda _: True),
)
"""Read from the top; the first that holds decides."""


def outcome_of(evidence: Evidence, card: Scorecard, ended_in: Mood | None = None) -> Outcome:
    """How the call went. `ended_in`: the mood that it ended in, where there is a log that knows."""
    transcript, persona = evidence.transcript, evidence.persona
    end = ended_in or course(transcript, persona, card.observations).end
    asks = [seen.turn for seen in evidence.seen(*UNINVITED_ASKS)]
    disclaimed = [seen.turn for seen in evidence.seen(Kind.NO_JOB_DISCLAIMER)]
    named, contact = _named(evidence)
    follow_up = transcript.follow_up
    note = read_note(evidence, follow_up) if follow_up and (follow_up.note or "").strip() else None
    graded = card.grades.get("follow_through")
    unwanted = bool(note and note.resume and not note.resume_invited)
    return Outcome(
        patience=end.patience,
        rapport=end.rapport,
        hung_up=transcript.ended_by == "professional",
        rude=bool(evidence.seen(Kind.RUDE)),
        asks=len(asks),
        camouflaged=any(before <= turn for turn in asks for before in disclaimed),
        contact=contact,
        asked_after_the_name=any(turn > named for turn in asks),
        note=note is not None,
        note_is_good=graded is not None and graded.level >= A_GOOD_NOTE,
        note_asks=bool(note and note.asks) or unwanted,
        resume_wanted=bool(note and note.resume and note.resume_invited),
    )


def _named(evidence: Evidence) -> tuple[int, str | None]:
    """Whom the professional named when asked for somebody, and in which turn: what was said counts."""
    turns = evidence.transcript.turns
    first = min(evidence.turns_with(Kind.CONTACT_ASK), default=len(turns))
    for number in range(first, len(turns)):
        if turns[number].speaker == "professional":
            for contact in evidence.persona.private.contacts:
                if contact.name in turns[number].text:
                    return number, contact.name
    return len(turns), None


def deed_of(outcome: Outcome, seen: Sequence[Observation], key: str) -> Deed:
    rule = next(rule for rule in RULES if rule.holds(outcome))
    asked = any(one.kind in DECIDES["question_kept"] for one in seen)
    possible = [deed for deed in rule.deeds if deed != "question_kept" or asked]
    return possible[int(drawn(0, key, "deed") * len(possible))]
