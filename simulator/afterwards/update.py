"""The news some weeks after the call: does it say what came of it, take up what was said, stay short, ask for nothing?

No grade of the rubric is about it, so there are checks and no points.
"""

from dataclasses import dataclass

from simulator.appointment import Check
from simulator.arranging import asks_in_writing
from simulator.clock import words
from simulator.grading.evidence import Evidence
from simulator.grading.follow_through import read_note
from simulator.grading.scorecard import Scorecard
from simulator.grading.wording import content_words, counted, phrases, plain, sentences
from simulator.happened import Update
from simulator.persona import Persona
from simulator.transcript import FollowUp, Transcript

SHORTEST_WORDS, LONGEST_WORDS = 20, 200
"""Ours: below, there is no news in it; above, it is no note any more (the thank-you note's own limit)."""

_DONE = (
    "(?:decided|chose|chosen|took|taken|started|begun|began|applied|enrolled|signed|joined|accepted|got|found|met|spoke|"
    "spoken|talked|tried|read|wrote|written|went|visited|changed|dropped|finished|passed|learned|learnt|asked|called|"
    "moved|built|made|offered|followed|done|did|won|lost|failed|quit|left|turned)"
)
_NEWS = phrases(
    rf"(?:i|we)(?:'ve| have|'d| had)? (?:\w+ ){{0,2}}{_DONE}",
    r"(?:was|were|been|am|is) (?:\w+ )?(?:offered|accepted|turned down|hired|admitted|invited|rejected)",
    r"(?:it|that) (?:worked|helped|turned out|led|went|paid off|came)",
    r"(?:i am|i'm) (?:now )?(?:starting|working|studying|training|going to|doing|learning)",
)
_THANKS = phrases("thanks?", "thank you", "grateful", "owe you")


@dataclass(frozen=True)
class UpdateReading:
    """What the news is like."""

    checks: tuple[Check, ...]
    telling: str
    """The sentence that says most: of what came of it, in words of the call."""

    def met(self, code: str) -> bool:
        """Whether a check is met."""
        return any(check.code == code and check.met for check in self.checks)


def read_update(transcript: Transcript, persona: Persona, card: Scorecard, update: Update) -> UpdateReading:
    """What the news is like."""
    evidence = Evidence.of(transcript, persona, card.observations)
    text, who = update.text.strip(), persona.first_name
    # what the note's grade calls particular is particular here, too
    shared = read_note(evidence, FollowUp(note=text)).shared
    told = [sentence for sentence in sentences(text) if _NEWS.search(plain(sentence))]
    count = words(text)
    asks = asks_in_writing(text, persona)
    fits = SHORTEST_WORDS <= count <= LONGEST_WORDS
    checks = (
        _check("news", bool(told), "It says what came of it.", f"{who} can’t tell what came of it. Say one thing."),
        _check(
            "particular",
            len(shared) >= 2,
            f"It takes up something that {who} said.",
            f"It names nothing that {who} said. Name the advice that you followed, or did not.",
        ),
        _check(
            "brief",
            fits,
            f"{count} words: read in a minute.",
            f"It has {counted(count, 'word')}; {SHORTEST_WORDS} to {LONGEST_WORDS} are read.",
        ),
        _check("no_ask", not asks, "It asks for nothing.", "It asks for a job or a good word. News is news."),
        _check("thanks", bool(_THANKS.search(plain(text))), "It says thank you.", "One word of thanks is missing."),
    )
    candidates = told or sentences(text) or [text]
    telling = max(candidates, key=lambda one: (len(content_words(one) & shared), -words(one)))
    return UpdateReading(checks, telling)


def _check(code: str, met: bool, good: str, bad: str) -> Check:
    return Check(code, met, False, good if met else bad)
