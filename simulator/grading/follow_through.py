"""The thank-you note. Six marks:

| mark | met when |
| --- | --- |
| prompt | within 24 hours after the call; a note whose hour is unknown has not shown it |
| particular | one sentence of the note shares two telling words with what the professional said |
| measured | 40 to 200 words |
| no ask | no uninvited ask in it |
| résumé | none is attached, or the professional asked for it on the call |
| in touch | some way of staying in touch: news promised, leave asked to write again |

Six are level 5, five level 4, four level 3, three level 2, fewer level 1. An ask, or a résumé that nobody asked for,
leaves level 2 at best. Telling words: no stop words, no names, none of the words of thanks, and none of the
professional's title, organisation and field.

Points within the level: the sooner and the more particular, the higher.
"""

from dataclasses import dataclass

from simulator.clock import words
from simulator.grading.evidence import RESUME, Evidence
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.wording import (
    bare,
    capital,
    content_words,
    counted,
    listed,
    phrases,
    plain,
    quoted,
    sentences,
    telling_sentence,
)
from simulator.observation import Kind
from simulator.transcript import FollowUp

PROMPT_HOURS = 24.0
SHORTEST_WORDS, LONGEST_WORDS = 40, 200

_THANKS = content_words(
    "thanks thank thankful grateful gratitude appreciate advice helpful help insight insightful great wonderful call "
    "chat conversation speaking career information inspiring valuable generous opportunity regards sincerely pleasure "
    "enjoyed learned learnt learning interesting today yesterday tomorrow morning attached wishes best dear minutes "
    "hope forward meeting field job resume luck"
)
_IN_TOUCH = phrases(
    "(?:stay|keep|be|get back) in touch",
    "(?:let|keep) you (?:know|posted|updated|informed)",
    "connect(?:ed)?",
    "linkedin",
    "(?:i|we)(?:'ll| will| shall|'d like to| would like to| mean to|'m going to) "
    "(?:write|report|tell|send|update|e-?mail|message|text|share|drop|come back|call|ring|hit you up)",
    "may i (?:write|tell|send|update|e-?mail|let you|keep)",
    "(?:update|news|report)s? (?:you|to you|from me|when|once|in|at)",
    "you(?:'ll| will) hear from me",
)
_SEND = phrases(
    "send",
    "e-?mail",
    "forward",
    "attach",
    "share",
    "pass",
    "drop",
    "show",
    "give",
    "bring",
    "see",
    "have",
    "read",
    "look at",
    "copy",
)
_REFUSED = phrases(r"\w+n't", "not", "no", "never", "rather", "keep", "without", "instead")
_ENCLOSED = phrases("attach(?:ed|ing)?", "enclos(?:e|ed|ing)")


@dataclass(frozen=True)
class Note:
    """The note, read."""

    text: str
    hours: float | None
    shared: frozenset[str]
    """The telling words of its most particular sentence that the professional had used."""
    asks: bool
    resume: bool
    resume_invited: bool

    @property
    def marks(self) -> dict[str, bool]:
        """Which of the six are met."""
        return {
            "within a day": self.hours is not None and self.hours <= PROMPT_HOURS,
            "something particular": len(self.shared) >= 2,
            "a fitting length": SHORTEST_WORDS <= words(self.text) <= LONGEST_WORDS,
            "no ask": not self.asks,
            "no uninvited résumé": not self.resume or self.resume_invited,
            "a way to stay in touch": bool(_IN_TOUCH.search(plain(self.text))),
        }


def grade_follow_through(evidence: Evidence) -> Grade | Ungraded:
    """The grade; none where there is no note."""
    follow_up = evidence.transcript.follow_up
    if follow_up is None or not (follow_up.note or "").strip():
        return Ungraded("no note was written")
    note = read_note(evidence, follow_up)
    reached = level(note.marks)
    hours = PROMPT_HOURS if note.hours is None else min(note.hours, PROMPT_HOURS)
    fraction = 0.4 * (1 - hours / PROMPT_HOURS) + 0.15 * min(4, len(note.shared))
    invited = tuple(
        seen.index
        for seen in evidence.seen(Kind.INVITED_JOB_TALK, Kind.RESUME_PUSH)
        if note.resume and RESUME.search(plain(seen.quote))
    )
    return Grade.of(reached, fraction, _why(evidence, note), invited, _try_instead(evidence, note))


def level(marks: dict[str, bool]) -> int:
    """The level from the six marks."""
    reached = max(1, sum(marks.values()) - 1)
    return reached if marks["no ask"] and marks["no uninvited résumé"] else min(2, reached)


def read_note(evidence: Evidence, follow_up: FollowUp) -> Note:
    """What the note is like."""
    text = (follow_up.note or "").strip()
    persona = evidence.persona
    dull = _THANKS | content_words(f"{persona.name} {persona.title} {persona.organisation} {persona.field}")
    said: frozenset[str] = frozenset().union(
        *(content_words(evidence.transcript.turns[turn].text) for turn in evidence.professional_turns)
    )
    shared = max(
        ((content_words(one, names=False) & said) - dull for one in sentences(text)), key=len, default=frozenset()
    )
    attached = follow_up.resume_attached or bool(RESUME.search(plain(text)) and _ENCLOSED.search(plain(text)))
    return Note(text, follow_up.hours_after, shared, evidence.asks_in(text), attached, resume_was_asked_for(evidence))


def resume_was_asked_for(evidence: Evidence) -> bool:
    """Whether a sentence of the professional's asks for the résumé, or talk of it was seen to be invited."""
    return any(
        (named := RESUME.search(one)) and _SEND.search(one) and not _REFUSED.search(one, 0, named.end())
        for turn in evidence.professional_turns
        for one in map(plain, sentences(evidence.transcript.turns[turn].text))
    ) or any(RESUME.search(plain(seen.quote)) for seen in evidence.seen(Kind.INVITED_JOB_TALK))


def _why(evidence: Evidence, note: Note) -> str:
    marks, who = note.marks, evidence.persona.first_name
    faults = []
    if not marks["within a day"]:
        faults.append(
            "nothing says when you sent it"
            if note.hours is None
            else f"it came {note.hours:g} hours after the call, and a day is the limit"
        )
    if not marks["something particular"]:
        faults.append(f"it names nothing in particular that {who} said")
    if not marks["a fitting length"]:
        faults.append(f"it has {counted(words(note.text), 'word')}, where 40 to 200 are read")
    if not marks["no ask"]:
        faults.append("it asks for a job or a good word")
    if not marks["no uninvited résumé"]:
        faults.append("a résumé came with it that nobody had asked for")
    if not marks["a way to stay in touch"]:
        faults.append("it leaves no way of staying in touch")
    met = [name for name, holds in marks.items() if holds and name != "within a day"]
    if not faults:
        best = max(sentences(note.text), key=lambda one: len(content_words(one, names=False) & note.shared))
        return f"The note came {note.hours:g} hours after the call and takes up what {who} said: {quoted(best)}"
    said = ["came within a day"] if marks["within a day"] else []
    said += [f"has {listed(met)}"] if met else []
    return f"The note {' and '.join(said) or 'has none of its six marks'}; {'; '.join(faults)}."


def _try_instead(evidence: Evidence, note: Note) -> str | None:
    marks = note.marks
    advice = []
    if not marks["no ask"] or not marks["no uninvited résumé"]:
        advice.append("Leave out the ask and the résumé: the note is for thanks alone.")
    if not marks["something particular"] and evidence.professional_turns:
        turn = max(evidence.professional_turns, key=lambda number: len(evidence.transcript.turns[number].text))
        remark = bare(telling_sentence(evidence.transcript.turns[turn].text))
        advice.append(f"Name what stayed with you: “You said, ‘{remark}’, and since then I …”")
    if not marks["a way to stay in touch"]:
        advice.append("End with: “I will let you know how it turns out.”")
    if not marks["a fitting length"]:
        advice.append(
            "Write three or four sentences: thanks, what stayed with you, what came of it, when you will write again."
        )
    if not marks["within a day"]:
        advice.append("Write it on the day of the call.")
    return capital(" ".join(advice[:2])) or None
