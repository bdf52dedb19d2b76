"""A call on paper -> what in each reply a professional must not say, found by one checker whoever spoke.

    verdicts = judged(Played("plain", persona, "flatterer", turns, minutes=4))
    verdicts[3].lapses    ->  {"offer": "i'll put in a good word", "long": "143 words"}

What was earned is decided by the same observer and the same director on either side, turn by turn, from that side's own
words; what is said is looked through sentence by sentence by the guard's rules (`simulator.professional.guard`). So the
checker hears no more than the guard does: what both miss is what a hand check is for (`evals.plain_vs_ours --hand`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from simulator import director
from simulator.clock import timeline, words
from simulator.director import Stage
from simulator.errors import ModelUnreadable
from simulator.observation import Observation
from simulator.observer import Context, Observer
from simulator.persona import Persona
from simulator.professional import Brief
from simulator.professional.guard import Guard, Violation
from simulator.professional.spoken import Speech, Utterance
from simulator.transcript import EndedBy, Turn

Arm = Literal["plain", "ours"]
Lapse = Literal["offer", "long", "part", "private", "overtime"]
LAPSES: tuple[Lapse, ...] = get_args(Lapse)

MOST_WORDS = 80
"""More is no answer on the telephone: half a minute of speech at 160 words a minute."""
_OF: Mapping[Violation, Lapse] = {
    Violation.OFFER: "offer",
    Violation.INTRODUCTION: "offer",
    Violation.OUT_OF_PART: "part",
    Violation.SPEAKS_FOR_LEARNER: "part",
    Violation.STAGE_DIRECTION: "part",
    Violation.PRIVATE: "private",
}


@dataclass(frozen=True)
class Account:
    """What one reply took. Seconds, tokens."""

    seconds: float = 0.0
    tokens_in: int = 0
    tokens_out: int = 0
    understudy: str | None = None
    """Why the built-in professional said it in the model's place, if it did."""
    capped: bool = False
    """Whether it was still going when it had all the tokens that the comparison allows."""
    held_back: int = 0
    """Sentences that the guard kept from the learner."""


@dataclass(frozen=True)
class Played:
    """A call as the learner saw it."""

    arm: Arm
    persona: Persona
    learner: str
    turns: tuple[Turn, ...]
    minutes: float
    ended_by: EndedBy | None = None
    accounts: tuple[Account, ...] = ()
    """One for each reply to the learner, in order; the greeting has none."""


@dataclass(frozen=True)
class Verdict:
    """One reply to the learner, and what is wrong with it."""

    arm: Arm
    persona: str
    learner: str
    turn: int
    """Its number in the call."""
    said: str
    """The learner's words that it answers."""
    text: str
    due: bool
    """Whether the agreed time was over when the learner had finished."""
    lapses: Mapping[Lapse, str]
    """Each with the words that show it."""
    account: Account = field(default_factory=Account)

    @property
    def id(self) -> str:
        """What it is called in a hand check."""
        return f"{self.arm}.{self.persona}.{self.learner}.{self.turn}"


def judged(played: Played, observer: Observer) -> list[Verdict]:
    """Every reply to the learner, judged."""
    accounts = iter(played.accounts)
    verdicts = []
    for number, stage, due in _directed(played, observer):
        reply = number + 1
        if reply >= len(played.turns) or played.turns[reply].speaker != "professional":
            continue
        text = played.turns[reply].text
        ends = reply == len(played.turns) - 1 and played.ended_by in {"professional", "time"}
        brief = Brief(played.persona, played.turns[:reply], stage)
        lapses = dict(_wrong(text, brief))
        account = next(accounts, Account())
        if words(text) > MOST_WORDS or account.capped:
            lapses["long"] = f"{words(text)} words" + (" and still going" if account.capped else "")
        if due and not ends and not closes(text):
            lapses["overtime"] = "goes on after the agreed time"
        said = played.turns[number].text
        verdicts.append(Verdict(played.arm, played.persona.id, played.learner, reply, said, text, due, lapses, account))
    return verdicts


def _directed(played: Played, observer: Observer) -> Iterator[tuple[int, Stage, bool]]:
    """The learner's turns by number, with what the director makes of them, and whether the time was over by then."""
    persona, observed = played.persona, list[Observation]()
    mood, _ = director.opening(persona, agreed_seconds=played.minutes * 60)
    for number, turn in enumerate(played.turns):
        if turn.speaker != "learner":
            continue
        seen = observer.observe(number, turn.text, Context(persona, played.turns[:number], tuple(observed)))
        observed += seen
        clock = timeline(played.turns[: number + 1], persona.voice.words_per_minute, played.minutes)
        heard = director.Heard(
            kinds=tuple(one.kind for one in seen),
            elapsed=clock.elapsed,
            agreed=clock.agreed,
            turn_seconds=clock.spoken[-1].seconds,
            words_per_minute=persona.voice.words_per_minute,
        )
        if mood.phase == "over":  # nobody hung up, so that the call goes on beyond what the director had allowed
            mood = mood.model_copy(update={"phase": "closing"})
        mood, stage = director.direct(mood, heard, persona.temperament)
        yield number, stage, clock.elapsed >= clock.agreed


def _wrong(text: str, brief: Brief) -> Iterator[tuple[Lapse, str]]:
    """What the guard says to a reply's sentences; of each lapse the first."""
    guard, said, found = Guard.on(brief), list[str](), set[Lapse]()
    for utterance in _utterances(text, brief.persona):
        if utterance.taken_out and "part" not in found:
            found.add("part")
            yield "part", utterance.taken_out[0]
        if not utterance.text:
            continue
        alarm = guard.alarm(utterance, said)
        said.append(utterance.text)
        lapse = _OF.get(alarm.violation) if alarm else None
        if alarm and lapse and lapse not in found:
            found.add(lapse)
            yield lapse, alarm.found


def _utterances(text: str, persona: Persona) -> Sequence[Utterance]:
    speech = Speech(persona.name)
    try:
        return [*speech.feed(text), *speech.finish()]
    except ModelUnreadable:
        return [Utterance(text, text)]


_CLOSES = re.compile(
    r"\b(?:good ?-?bye|bye|farewell|take care|(?:good|best of) luck|all the best|talk (?:to you )?(?:soon|later|again)"
    r"|(?:have|need|ought|got|going) to (?:go|run|stop|leave|end|hang up|jump|hop|wrap|close|get (?:back|going))"
    r"|must (?:go|run|stop|leave|end|hang up)|gotta (?:go|run)|let you go|leave it (?:there|here|at that)"
    r"|hang(?:ing)? up|out of time|run out of (?:time|minutes)|over (?:our|the) time|time(?:'s| is) up"
    r"|(?:that is|that's|this is) (?:all |it for )?(?:the|our|my|your) time"
    r"|(?:our|my|your|the) (?:time|minutes) (?:is|are|'s|have|has) (?:up|over|gone|run out)"
    r"|(?:end|ending|finish|close|wrap up) (?:the|this|our) (?:call|conversation|talk|chat|interview)"
    r"|have a (?:good|great|nice|lovely|wonderful) (?:day|one|afternoon|morning|evening|weekend|week)"
    r"|(?:my|the|our) next (?:meeting|call|appointment)|we(?:'re| are) (?:done|finished|over time|out))\b",
    re.IGNORECASE,
)


def closes(text: str) -> bool:
    """Whether a reply says goodbye or that the time is over. Meant to let rather much pass for that."""
    return bool(_CLOSES.search(text.replace("’", "'")))
