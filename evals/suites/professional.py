"""Does the professional keep to their part, to the direction, and to what was asked?

Calls with simulated learners, reply by reply: budget, offers, what is told unearned, asks declined, no sentence twice
(`evals.conduct`), what the guard would hold back, and what a language model would be given to read. Beside them single
questions with the piece of the persona's material that answers them (`evals.retrieval`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from evals import conduct
from evals.bench import Bench
from evals.figures import Measure
from evals.gold import LABELLED
from evals.learners.cast import Held, hold, roles
from evals.retrieval import Case as Question
from evals.retrieval import answer, ask, read
from evals.suite import Asked, Case, Result, means, sampled
from simulator.clock import words
from simulator.director import Act, Stage
from simulator.observation import UNINVITED_ASKS
from simulator.persona import Persona, kept
from simulator.professional import Brief
from simulator.professional.guard import Guard, Violation
from simulator.professional.lines import sentences
from simulator.professional.prompted import script
from simulator.professional.retrieval import library
from simulator.professional.spoken import Utterance

USUAL_CALLS, USUAL_QUESTIONS = 26, 60
CURT = Stage(act=Act.ANSWER_SHORTLY, budget_words=28, manner="impatient", phase="questions", minutes_left=4)
"""Under which nobody has room for what they would like to say."""
UNEARNED = Stage(act=Act.ANSWER, budget_words=110, manner="neutral", phase="questions", minutes_left=6)
"""Room for a story, and no leave to tell one."""
FEWEST_WORDS = 4
"""Of a sentence that nobody says but in its story: not "Twice."."""
_CLOSED = ("story", "opinion")
MOST_LINES = 8
"""Of failures of one call: the first are enough to see what is wrong."""
_TELLS = {
    Violation.OUT_OF_PART: "out of part",
    Violation.SPEAKS_FOR_LEARNER: "speaks for the learner",
    Violation.STAGE_DIRECTION: "reads out a direction",
    Violation.PRIVATE: "tells what was not earned",
}


TITLES: Mapping[str, str] = {
    "passed": "calls and questions without a lapse",
    "conduct": "calls without a lapse of conduct",
    "within_budget": "replies within their budget",
    "guarded": "calls in which the guard would be silent",
    "prompt_keeps_private": "calls whose prompts hold nothing unearned",
    "curt": "questions answered within few words",
    "keeps_stories": "questions that bring out nothing unearned",
    "right_piece": "questions answered by the right piece",
    "nothing_rightly": "… answered by none, rightly",
}
"""What the figures are called in a report."""


class Professional:
    """The professional, whoever plays them."""

    name = "professional"
    about = "Does the professional stay in part, within the direction and the budget, and answer what was asked?"
    titles = TITLES

    def cases(self, asked: Asked) -> list[Case]:
        """Calls first, then questions; with `n`, three calls to seven questions or so."""
        cast, people = roles(asked.learners), asked.personas
        pairs = [
            Case(
                f"{who.id}.{role.name}.{round_}", f"{who.id}.{role.name}", asked.seed + round_,
                {"persona": who.id, **role.given},
            )
            for round_ in range(3) for role in cast for who in people
        ]  # fmt: skip
        calls = sampled(pairs, _part(asked, USUAL_CALLS, len(pairs), 0.3), asked.seed)
        known = {who.id for who in people}
        asking = [
            Case(f"question.{number}", f"question.{number}", asked.seed, one.model_dump(mode="json"))
            for number, one in enumerate(read(LABELLED / "questions.jsonl"))
            if one.persona in known
        ]
        return calls + sampled(asking, _part(asked, USUAL_QUESTIONS, len(asking), 0.7), asked.seed)

    def run(self, case: Case, bench: Bench) -> Result:
        """One call, or one question."""
        if "question" in case.given:
            return _question(case, bench)
        held = hold(bench, case.given, seed=case.seed, listening=False)
        replies = held.replies
        lapses = [f"{one.check}, turn {one.turn}: {one.words[:160]}" for one in _lapses(held)]
        over = sum(words(reply.text) > reply.stage.budget_words for reply in replies)
        alarms, leaks = list(_alarms(held)), list(_leaks(held))
        result = Result(
            case.id,
            {
                "conduct": float(not lapses),
                "within_budget": 1 - over / len(replies),
                "guarded": float(not alarms),
                "prompt_keeps_private": float(not leaks),
            },
            (*lapses, *alarms, *leaks)[:MOST_LINES],
            notes={"ended_by": held.state.ended_by, "replies": len(replies)},
        )
        return replace(result, transcript=bench.paper(held.call)) if result.failures else result

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """The means."""
        return means(results)


def _part(asked: Asked, usual: int, whole: int, share: float) -> int:
    return max(1, round(asked.n * share)) if asked.n is not None else whole if asked.full else usual


def _question(case: Case, bench: Bench) -> Result:
    """Asked three times: with room and leave for anything, in a hurry, and with nothing earned."""
    question = Question.model_validate(case.given)
    who = bench.persona(question.persona)
    verdict = ask(question, who, case.seed)
    name = "right_piece" if question.pieces else "nothing_rightly"
    notes = {} if verdict.right else {"asked": question.question, "said": verdict.said}
    curt, plain = (answer(question, who, stage, case.seed) for stage in (CURT, UNEARNED))
    over = [f"{words(curt)} words of {CURT.budget_words}: {curt}"] if words(curt) > CURT.budget_words else []
    told = [f"tells what was not earned: {text[:160]}" for text in sentences(plain) if text in _unearned_of(who)][:1]
    # not every wrong piece is a broken promise: its share is what is promised
    figures = {name: float(verdict.right), "curt": float(not over), "keeps_stories": float(not told)}
    return Result(case.id, figures, (*over, *told), notes=notes)


@kept
def _unearned_of(who: Persona) -> frozenset[str]:
    """The sentences of stories and opinions that are told in nothing else, and are long enough to be theirs alone."""
    pieces = library(who.private, who.field).pieces
    closed = {sentence for piece in pieces if piece.kind in _CLOSED for sentence in piece.sentences}
    free = {sentence for piece in pieces if piece.kind not in _CLOSED for sentence in piece.sentences}
    return frozenset(sentence for sentence in closed - free if words(sentence) >= FEWEST_WORDS)


def _lapses(held: Held) -> Iterator[conduct.Lapse]:
    record = held.record
    if record is None:
        return iter(())
    said = [utterance for _, utterance in record.said]
    asks = frozenset(
        number for number, one in enumerate(said) if any(piece.kinds & UNINVITED_ASKS for piece in one.pieces)
    )
    name = held.archetype.name if held.archetype else "learner"
    turns = tuple(one.text.replace("{", "(").replace("}", ")") for one in said)
    return conduct.lapses(held.persona, conduct.Script(name, turns, asks), held.state, held.replies)


def _briefs(held: Held) -> Iterator[tuple[Brief, str]]:
    """Each reply with all that the professional knew when they gave it."""
    turns = held.state.turns
    replies = iter(held.replies)
    for number, turn in enumerate(turns):
        if turn.speaker == "professional":
            yield Brief(held.persona, turns[:number], next(replies).stage), turn.text


def _alarms(held: Held) -> Iterator[str]:
    for brief, reply in _briefs(held):
        guard, said = Guard.on(brief), list[str]()
        for sentence in sentences(reply):
            alarm = guard.alarm(Utterance(sentence, sentence), said)
            said.append(sentence)
            if alarm and alarm.violation in _TELLS:
                yield f"{_TELLS[alarm.violation]}, turn {len(brief.turns)}: {sentence[:160]}"


def _leaks(held: Held) -> Iterator[str]:
    for brief, _ in _briefs(held):
        messages = script(brief)
        read_by_model = f"{messages[0].text}\n{messages[-1].text}"
        for what, text in _unearned(held.persona, brief.stage):
            if text[:60] in read_by_model:
                yield f"the prompt of turn {len(brief.turns)} tells of {what}: {text[:60]}"


def _unearned(persona: Persona, stage: Stage) -> Iterator[tuple[str, str]]:
    """What of the private section this turn has not earned, by the sort it is of."""
    private = persona.private
    sorts = {
        "stories": [story.text for story in private.stories],
        "opinions": list(private.opinions),
        "contacts": [one.why for one in private.contacts if one.why],
        "hiring": [private.hiring] if private.hiring else [],
    }
    for sort, texts in sorts.items():
        if sort not in stage.may_tell:
            yield from ((sort, text) for text in texts)


SUITE = Professional()
