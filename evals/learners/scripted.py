"""A simulated learner without a model: hears the professional out, and says what somebody of its kind would say next.

    learner = Scripted(archetype("prepared"), persona, seed=7, minutes=8)
    rehearse(persona, learner, minutes=8, seed=7, preparation=learner.preparation)
    learner.said      ->  ((1, Utterance(...)), (3, Utterance(...)), ...), each with what it was meant to be

Everything is drawn by the seed: who rings up, what they ask, in which words. Nothing but the professional's words and
the clock reaches it.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evals.learners.archetype import Archetype, Ask
from evals.learners.claims import INTRODUCTION
from evals.learners.deck import Deck, lines, people
from evals.learners.dossier import Fact, facts
from evals.learners.ear import Caught, catch
from evals.learners.manner import put
from evals.learners.spoken import Piece, Record, Utterance
from simulator.clock import timeline
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona
from simulator.transcript import Transcript, Turn

_PARTS = {
    Kind.INTRODUCES_BACKGROUND: "background",
    Kind.STATES_DIRECTION: "direction",
    Kind.STATES_PURPOSE: "purpose",
}
_ASKS = {Kind.DIRECT_JOB_ASK: "direct", Kind.VEILED_JOB_ASK: "veiled", Kind.RESUME_PUSH: "resume"}

ANSWERS = 0.7
"""How often a question about themselves is answered before they go on: not everybody does who is on the clock."""


class Scripted:
    """One learner on one call: a callable that is given the transcript so far and returns the next turn, or None."""

    def __init__(self, archetype: Archetype, persona: Persona, *, seed: int, minutes: float) -> None:
        self.archetype, self.persona, self._minutes = archetype, persona, minutes
        self._chance = random.Random(f"{seed}:{archetype.name}:{persona.id}")
        self.who = self._chance.choice([one for one in people() if one["name"].split()[0] != persona.first_name])
        self._deck = Deck(self._chance, self._known())
        self._facts = self._shuffled(facts(persona))
        self._agenda = self._planned()
        self._asks = list(archetype.asks)
        self._insists = archetype.insists
        self._declined = False
        self._things: list[str] = []
        self._told: set[Kind] = set()
        self._follows = 0
        self._closing: Iterator[list[Piece]] | None = None
        self._said: list[tuple[int, Utterance]] = []

    @property
    def said(self) -> list[tuple[int, Utterance]]:
        """What was said so far, by the number of the turn; the list grows with the call."""
        return self._said

    @property
    def preparation(self) -> Mapping[str, Any] | None:
        """What they did before the call, as in `transcript/1`; nothing where they did nothing."""
        filled = {
            name: [self._deck.fill(one) for one in value]
            if isinstance(value, list)
            else self._deck.fill(value)
            if isinstance(value, str)
            else value
            for name, value in self.archetype.preparation.items()
        }
        return filled or None

    def record(self, transcript: Mapping[str, Any]) -> Record:
        """A call that was played with this learner."""
        return Record(Transcript.model_validate(transcript), self.persona, tuple(self._said))

    def __call__(self, transcript: Mapping[str, Any]) -> str | None:
        turns = [Turn.model_validate(turn) for turn in transcript["turns"]]
        heard = catch(turns[-1].text if turns else "", self._chance)
        if heard.thing:
            self._things.append(heard.thing)
        clock = timeline(turns, self.persona.voice.words_per_minute, self._minutes)
        pieces = self._next(heard, clock.elapsed / clock.agreed)
        if not pieces:
            return None
        utterance = Utterance(tuple(put(piece, self.archetype.manner, self._chance) for piece in pieces if piece.text))
        self._told |= {kind for piece in pieces for kind in piece.kinds}
        self._said.append((len(turns), utterance))
        return utterance.text

    def _next(self, heard: Caught, passed: float) -> list[Piece]:
        if not self._said:
            return self._opening()
        if self._closing is not None:
            return next(self._closing, [])
        if self._is_over(heard, passed):
            self._closing = self._ending()
            return next(self._closing, [])
        before = self._reaction(heard)
        if again := self._insisting():
            return again
        if due := self._due(passed):
            return [*before, *self._asking(due)]
        if self.archetype.shrugs:
            return [Piece(self._deck.draw("manners", "shrugs"))]
        return [*before, *self._colour(), *self._main(heard)]

    def _is_over(self, heard: Caught, passed: float) -> bool:
        """Whether it is time to close; what one has come for is said first."""
        waiting = any(ask.at is not None for ask in self._asks)
        out_of_words = not self._agenda and not self.archetype.shrugs and self.archetype.listens < 0.5
        enough = passed >= self.archetype.close_at or len(self._said) >= self.archetype.most_turns
        return (enough or heard.short_of_time or out_of_words) and not (waiting and passed < 0.7)

    # what they say

    def _opening(self) -> list[Piece]:
        archetype, draw = self.archetype, self._deck.draw
        if archetype.shrugs:
            return [Piece(self._chance.choice(["Hi.", "Hello.", "Yeah, hi.", "Um, hello?"]))]
        pieces = [Piece(draw("opening", "greetings"))]
        if archetype.introduces and self._chance.random() < 0.4:
            pieces.append(Piece(draw("opening", "time_checks"), frozenset({Kind.TIME_CHECK})))
        elif self._chance.random() < 0.15:
            pieces.append(Piece(draw("opening", "nerves")))
        pieces += [self._about_me(kind) for kind in INTRODUCTION if kind in archetype.introduces]
        pieces += [self._referring() for _ in range(min(archetype.references, len(self._facts) - archetype.builds))]
        if archetype.disclaims:
            pieces.append(Piece(draw("opening", "disclaimers"), frozenset({Kind.NO_JOB_DISCLAIMER})))
        if archetype.rambles:
            first = (archetype.rambles + 1) // 2
            self._agenda.insert(0, lambda: self._rambling(archetype.rambles - first))
            return [*pieces, *self._rambling(first)]
        if not archetype.introduces:
            pieces += self._main(Caught())
        return pieces

    def _about_me(self, kind: Kind) -> Piece:
        if kind is Kind.STATES_PURPOSE:
            return Piece(self._deck.draw("opening", "purposes"), frozenset({kind}))
        return Piece(self._deck.fill(self._chance.choice(self.who[_PARTS[kind]])), frozenset({kind}))

    def _reaction(self, heard: Caught) -> list[Piece]:
        """What is owed to what they just said, before one's own."""
        draw = self._deck.draw
        if heard.opened:
            return [Piece(draw("manners", "invited"), frozenset({Kind.INVITED_JOB_TALK}))]
        if self.archetype.rude or self.archetype.shrugs:
            return []
        if heard.named and Kind.CONTACT_ASK in self._told:
            return [Piece(draw("manners", "named"), frozenset({Kind.THANKS}))]
        if self._declined and heard.refused:
            self._declined = False
            return [Piece(draw("asks", "accept"))]
        if heard.pointed and self._chance.random() < 0.6:
            return [Piece(draw("manners", "pointed"))]
        if heard.asked_me and (Kind.INTRODUCES_BACKGROUND not in self._told or self._chance.random() < ANSWERS):
            answer = [self._answer()]
            if self.archetype.listens >= 0.3 and self._chance.random() < 0.25 and Kind.TWO_WAY_OFFER not in self._told:
                answer.append(Piece(draw("manners", "two_way"), frozenset({Kind.TWO_WAY_OFFER})))
            return answer
        return [Piece(draw("manners", "pressed"))] if heard.pressed and self._chance.random() < 0.3 else []

    def _answer(self) -> Piece:
        if Kind.INTRODUCES_BACKGROUND not in self._told:
            return self._about_me(Kind.INTRODUCES_BACKGROUND)
        closest = self._chance.choice(self.who["closest"])
        return Piece(self._deck.draw("manners", "answers_back", closest=closest))

    def _colour(self) -> list[Piece]:
        """What comes with a turn by temper and habit."""
        archetype, draw = self.archetype, self._deck.draw
        habits: tuple[tuple[float, Callable[[], str], Kind | None], ...] = (
            (archetype.praises, lambda: draw("citing", "vague"), None),
            (archetype.boasts, lambda: draw("manners", "boasts"), Kind.SELF_PROMOTION),
            (archetype.rude, lambda: draw("manners", "rude"), Kind.RUDE),
            (archetype.breaks_part, lambda: draw("manners", "off_script"), Kind.OFF_SCRIPT),
        )
        # a habit shows by the second turn: whoever is nothing but their habit should not be without it by chance
        early = len(self._said) <= 2
        return [
            Piece(words(), frozenset({kind} if kind else ()))
            for share, words, kind in habits
            if share and (early or self._chance.random() < share)
        ]

    def _main(self, heard: Caught) -> list[Piece]:
        owed = self.archetype.listens >= 0.5 and not self._agenda
        if (heard.quote or heard.thing) and (owed or self._chance.random() < self.archetype.listens):
            return self._following(heard)
        if self._agenda:
            return self._agenda.pop(0)()
        return self._question()

    def _following(self, heard: Caught) -> list[Piece]:
        follow = frozenset({Kind.FOLLOW_UP})
        self._follows += 1
        if heard.quote and self._follows % 5 == 4:
            return [Piece(self._deck.draw("listening", "thoughts", quote=heard.quote), follow)]
        asks = follow | {Kind.QUESTION}
        if heard.thing and (not heard.quote or self._chance.random() < 0.3):
            return [Piece(self._deck.draw("listening", "naming", thing=heard.thing), asks)]
        return [Piece(self._deck.draw("listening", "quoting", quote=heard.quote or ""), asks)]

    def _question(self) -> list[Piece]:
        curt = self.archetype.closed or self.archetype.rude or self.archetype.breaks_part
        lead = "" if curt else self._deck.draw("questions", "leads")
        key = "closed" if self.archetype.closed else "open"
        return [Piece(lead), Piece(self._deck.draw("questions", key), frozenset({Kind.QUESTION}))]

    def _building(self) -> list[Piece]:
        fact, line = self._citing("builds")
        cited, asked = line.split("|")
        built = frozenset({Kind.QUESTION, Kind.BUILDS_ON_RESEARCH})
        return [
            Piece(cited, frozenset({Kind.RESEARCH_REFERENCE}), fact.source),
            Piece(asked, built, fact.source),
        ]

    def _referring(self) -> Piece:
        """A citation that nothing is asked about: it stands in a turn without a question."""
        fact, line = self._citing("references")
        return Piece(line, frozenset({Kind.RESEARCH_REFERENCE}), fact.source)

    def _citing(self, key: str) -> tuple[Fact, str]:
        """A fact that was not used yet, in a line that takes its sort."""
        fact = self._facts.pop()
        fitting = [line for line in lines("citing")[key] if f"{{{fact.sort}}}" in line]
        return fact, self._deck.fill(self._chance.choice(fitting), **{fact.sort: fact.said})

    def _erring(self) -> list[Piece]:
        then = Piece(self._deck.draw("citing", "wrong_then"), frozenset({Kind.QUESTION}))
        return [Piece(self._deck.draw("citing", "wrong"), frozenset({Kind.WRONG_FACT})), then]

    def _looking_up(self) -> list[Piece]:
        kinds = frozenset({Kind.QUESTION, Kind.ANSWERABLE_QUESTION})
        return [Piece(self._deck.draw("questions", "answerable"), kinds)]

    def _seeking(self) -> list[Piece]:
        return [Piece(self._deck.draw("questions", "openings"), frozenset({Kind.QUESTION, Kind.INVITED_JOB_TALK}))]

    def _rambling(self, paragraphs: int) -> list[Piece]:
        return [Piece(self._deck.draw("manners", "rambles")) for _ in range(paragraphs)]

    # asking for a job

    def _due(self, passed: float) -> Ask | None:
        return next((ask for ask in self._asks if ask.at is not None and passed >= ask.at), None)

    def _asking(self, ask: Ask) -> list[Piece]:
        self._asks.remove(ask)
        self._declined = True
        lead = Piece(self._deck.draw("asks", "leads"))
        return [lead, Piece(self._deck.draw("asks", _ASKS[ask.kind]), frozenset({ask.kind}))]

    def _insisting(self) -> list[Piece]:
        if not (self._declined and self._insists):
            return []
        self._insists -= 1
        kind = next(one.kind for one in self.archetype.asks)
        again = Piece(self._deck.draw("asks", _ASKS[kind]), frozenset({kind}))
        return [Piece(self._deck.draw("asks", "insist")), again]

    # the end

    def _ending(self) -> Iterator[list[Piece]]:
        archetype, draw = self.archetype, self._deck.draw
        if not archetype.closes:
            if not archetype.shrugs:
                yield [Piece(draw("closing", "abrupt"), frozenset())]
            return
        if Kind.CONTACT_ASK in archetype.closes:
            yield [Piece(draw("closing", "contacts"), frozenset({Kind.CONTACT_ASK}))]
        last = [Piece(draw("closing", "wrap_ups"), frozenset({Kind.WRAP_UP}))]
        if Kind.THANKS in archetype.closes:
            known = {"thing": self._chance.choice(self._things)} if self._things else {}
            last.append(Piece(draw("closing", "thanks", **known), frozenset({Kind.THANKS})))
        if Kind.STAY_IN_TOUCH in archetype.closes:
            last.append(Piece(draw("closing", "stays"), frozenset({Kind.STAY_IN_TOUCH})))
        if any(ask.at is None and ask.kind in UNINVITED_ASKS for ask in archetype.asks):
            last.append(Piece(draw("asks", "closing_veiled"), frozenset({Kind.VEILED_JOB_ASK})))
        yield last
        yield [Piece(draw("closing", "goodbyes"))]

    # the plan

    def _planned(self) -> list[Callable[[], list[Piece]]]:
        """What they mean to say, in order, after the introduction."""
        archetype = self.archetype
        cited: list[Callable[[], list[Piece]]] = [
            *[self._building] * min(archetype.builds, len(self._facts)),
            *[self._erring] * archetype.wrong,
            *[self._seeking] * (2 if archetype.seeks_openly else 0),
        ]
        self._chance.shuffle(cited)
        # what was read is used in the first half of the call, a question of the list in between now and then
        plan: list[Callable[[], list[Piece]]] = [self._looking_up] * archetype.answerable
        asked = 0
        for move in cited:
            plan.append(move)
            if self._chance.random() < 0.3 and asked < archetype.questions:
                plan.append(self._question)
                asked += 1
        if archetype.rambles_later:
            plan.insert(min(2, len(plan)), lambda: self._rambling(archetype.rambles_later))
        return plan + [self._question] * max(0, archetype.questions - asked)

    def _known(self) -> dict[str, str]:
        persona = self.persona
        return {
            "first": persona.first_name,
            "organisation": persona.organisation,
            "field": persona.field,
            "name": self.who["name"],
            "minutes": f"{self._minutes:g}",
        }

    def _shuffled(self, found: list[Fact]) -> list[Fact]:
        self._chance.shuffle(found)
        return found
