"""The questions: how many are open, and about story, culture, challenge, skill or advice rather than fact.

Such a question is *powerful* here (`question_form`); one that the public section answers never is. N questions, P of
them powerful, E enough of them for the time (4 in an agreed 15 min or more, 3 in less, as in `time_use`):

| level | rule |
| --- | --- |
| 5 | P >= E and at least three in four of N |
| 4 | P >= E and at least half of N |
| 3 | P >= 2 and at least a third of N |
| 2 | P >= 1, or any open question |
| 1 | none |

Points within the level: the share of powerful questions, and in level 5 also their number (up to twice enough).
"""

from dataclasses import dataclass

from simulator.grading.dossier import unused
from simulator.grading.evidence import Evidence, Seen
from simulator.grading.question_form import QuestionForm, Theme, form_of
from simulator.grading.scorecard import Grade, Ungraded
from simulator.grading.time_use import LONG_CALL_MINUTES, QUESTIONS_LONG, QUESTIONS_SHORT
from simulator.grading.wording import counted, in_turns, in_words, listed, quoted, sentence_at
from simulator.observation import Kind


@dataclass(frozen=True)
class Asked:
    """A question and its form."""

    seen: Seen
    form: QuestionForm
    answerable: bool

    @property
    def is_powerful(self) -> bool:
        """Open, about more than a fact, and not to be looked up."""
        return self.form.is_powerful and not self.answerable


def grade_questions(evidence: Evidence) -> Grade | Ungraded:
    """The grade; always given."""
    asked = read(evidence)
    powerful = sum(one.is_powerful for one in asked)
    enough = QUESTIONS_LONG if evidence.timeline.available / 60 >= LONG_CALL_MINUTES else QUESTIONS_SHORT
    reached = level(len(asked), powerful, any(one.form.is_open for one in asked), enough)
    share = powerful / len(asked) if asked else 0.0
    fraction = (
        0.5 * share + 0.5 * (powerful - enough) / enough
        if reached == 5
        else share
        if reached > 1
        else min(1.0, len(asked) / 4)
    )
    return Grade.of(
        reached,
        fraction,
        _why(asked, powerful),
        tuple(one.seen.index for one in asked),
        _try_instead(evidence, asked, reached),
    )


def read(evidence: Evidence) -> list[Asked]:
    """The substantive questions of a call, in order, with their forms."""
    looked_up = evidence.seen(Kind.ANSWERABLE_QUESTION)
    asked = []
    for seen in evidence.seen(Kind.QUESTION):
        text = evidence.transcript.turns[seen.turn].text
        form = max(
            (form_of(seen.quote), form_of(sentence_at(text, seen.start, seen.end))),
            key=lambda form: (form.is_powerful, form.is_open),
        )
        answerable = any(one.turn == seen.turn and one.start < seen.end and seen.start < one.end for one in looked_up)
        asked.append(Asked(seen, form, answerable))
    return asked


def level(asked: int, powerful: int, any_open: bool, enough: int) -> int:
    """The level from the counts."""
    if powerful >= enough and powerful * 4 >= asked * 3:
        return 5
    if powerful >= enough and powerful * 2 >= asked:
        return 4
    if powerful >= 2 and powerful * 3 >= asked:
        return 3
    return 2 if powerful or any_open else 1


def _why(asked: list[Asked], powerful: int) -> str:
    if not asked:
        return "You asked no substantive question in the whole call, so there are no words to point to."
    themes = [
        theme
        for theme in Theme
        if theme not in (Theme.OTHER, Theme.FACT) and any(one.form.theme is theme and one.is_powerful for one in asked)
    ]
    about = f" (on {listed([str(theme) for theme in themes])})" if themes else ""
    of_them = f"{in_words(powerful)} were" if powerful > 1 else "one was" if powerful else "none was"
    said = f"Of your {counted(len(asked), 'question')} {of_them} open and about more than a fact{about}."
    if len(asked) == 1:
        said = f"Your one question was {'open and about more than a fact' if powerful else 'closed, or about a fact'}."
    weak = [one for one in asked if not one.is_powerful]
    if weak:
        first, *others = weak
        kinds = {True: "can be looked up", False: "can be answered in a word"}
        said += f" {quoted(first.seen.quote)} (turn {first.seen.turn}) {kinds[first.answerable]}"
        for alike in (True, False):
            if turns := [one.seen.turn for one in others if (one.answerable == first.answerable) == alike]:
                said += f"; so can {in_turns(turns)}" if alike else f"; {in_turns(turns)} {kinds[not first.answerable]}"
        said += "."
    return said


_WIDER = {
    Theme.ADVICE: "In my place, what would you do first, and why that?",
    Theme.CHALLENGE: "What was the hardest part of that, and how did you get through it?",
    Theme.SKILL: "What makes somebody good at that, and how did you learn it?",
    Theme.CULTURE: "How do people on your team deal with that?",
    Theme.STORY: "How did that come about, and what did you make of it at the time?",
    Theme.OTHER: "How did that come about, and what did you make of it at the time?",
    Theme.FACT: "What did that teach you that you did not expect?",
}


def wider(theme: Theme) -> str:
    """A question on the theme that can't be answered in a word, for one that can."""
    return _WIDER[theme]


def _try_instead(evidence: Evidence, asked: list[Asked], reached: int) -> str | None:
    weak = [one for one in asked if not one.is_powerful]
    if reached == 5 and not weak:
        return None
    if weak and not weak[0].answerable:
        wider = _WIDER[weak[0].form.theme]
        return f"Instead of {quoted(weak[0].seen.quote)} ask for the story or the judgement behind it: “{wider}”"
    opening = unused(evidence)
    line = opening.line if opening else f"“{_WIDER[Theme.CHALLENGE]}”"
    return (
        f"Instead of {quoted(weak[0].seen.quote)}: {line}"
        if weak
        else f"One more that cannot be answered in a word: {line}"
    )
