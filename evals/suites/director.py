"""Does the director do what it promises, whoever calls, whoever answers, and however hard the learner wants it?

The table by itself: what each observation moves, and which way. Whole calls, in which the learner's own account takes
the place of the observer, step by step: an ask never pleases, the third one ends the call, time that is up is up. And
calls against calls: a prepared learner leaves a professional better disposed than a rude one, a patient professional
bears more than an impatient one, and the same seed is the same call.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from evals.bench import Bench
from evals.figures import Measure
from evals.learners.archetypes import BY_NAME
from evals.learners.cast import Held, hold, roles
from evals.suite import Asked, Case, Result, means, sampled
from simulator import director
from simulator.director import Act, Mood
from simulator.events import Heard as HeardEvent
from simulator.events import Opened
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.persona import Persona, Temperament

TITLES: Mapping[str, str] = {
    "passed": "cases without a broken promise",
    "moves": "moves of the mood that go the right way",
    "steps": "turns without a broken promise",
    "ordered": "pairs of calls in the right order",
    "repeatable": "calls that are the same by their seed",
}
USUAL_CALLS = 26
FASTEST = 300
"""Words a minute that nobody's clock may go beyond: a persona talks at that pace at most."""
DIFFICULTIES = director.DIFFICULTIES

WARMS = (
    Kind.INTRODUCES_BACKGROUND, Kind.STATES_DIRECTION, Kind.STATES_PURPOSE, Kind.RESEARCH_REFERENCE,
    Kind.BUILDS_ON_RESEARCH, Kind.QUESTION, Kind.FOLLOW_UP, Kind.NO_JOB_DISCLAIMER, Kind.STAY_IN_TOUCH,
    Kind.TIME_CHECK, Kind.WRAP_UP, Kind.THANKS, Kind.TWO_WAY_OFFER,
)  # fmt: skip
"""What the product's page says professionals like. It says so here again, on purpose: a weight whose sign was turned by
mistake must not be its own judge."""
COOLS = (
    Kind.ANSWERABLE_QUESTION, Kind.WRONG_FACT, Kind.DIRECT_JOB_ASK, Kind.VEILED_JOB_ASK, Kind.RESUME_PUSH,
    Kind.SELF_PROMOTION, Kind.RUDE, Kind.OFF_SCRIPT,
)  # fmt: skip
LIKED = ("prepared", "flatterer", "unprepared", "hostile")
"""From the one whom they like best at the end to the one whom they like least."""
EARNED = (
    ("prepared", "flatterer"),
    ("prepared", "unprepared"),
    ("flatterer", "unprepared"),
    ("prepared", "early_asker"),
    ("hinter", "camouflaged"),
    ("prepared", "hostile"),
    ("late_asker", "early_asker"),
)
"""Pairs of learners, the better call first: by the points of the whole."""
CALM = Temperament(patience=0.5, warmth=0.5, directness=0.5)


class Director:
    """The director, without an observer in between."""

    name = "director"
    about = (
        "Do calls end as they should: moods, asks, the clock and the seed, over learners, temperaments, difficulties?"
    )
    titles = TITLES

    def cases(self, asked: Asked) -> list[Case]:
        """The table, the orders, the seeds, and a sample of whole calls."""
        people, cast = asked.personas, roles(asked.learners)
        some = people[asked.seed % len(people) :: max(1, len(people) // 2)][:2]
        fixed = [
            Case("moves", "moves", asked.seed, {"about": "moves"}),
            Case("terms", "terms", asked.seed, {"about": "terms"}),
            *[Case(f"order.{who.id}", who.id, asked.seed, {"about": "order", "persona": who.id}) for who in some],
            *[Case(f"harder.{who.id}", who.id, asked.seed, {"about": "harder", "persona": who.id}) for who in some],
            *[Case(f"seed.{who.id}", who.id, asked.seed, {"about": "seed", "persona": who.id}) for who in some],
        ]
        calls = [
            Case(
                f"{who.id}.{role.name}.{hard}", f"{who.id}.{role.name}", asked.seed,
                {"about": "call", "persona": who.id, "difficulty": hard, **role.given},
            )
            for role in cast for who in people for hard in DIFFICULTIES
        ]  # fmt: skip
        return fixed + sampled(calls, asked.size(USUAL_CALLS, len(calls)), asked.seed)

    def run(self, case: Case, bench: Bench) -> Result:
        """One of them."""
        match case.given["about"]:
            case "moves":
                return _counted(case, "moves", _moves())
            case "terms":
                return _counted(case, "moves", _terms())
            case "order":
                return _counted(case, "ordered", _order(bench, case))
            case "harder":
                return _counted(case, "ordered", _harder(bench, case))
            case "seed":
                return _counted(case, "repeatable", _seeds(bench, case))
        held = hold(bench, case.given, seed=case.seed, listening=False, difficulty=case.given["difficulty"])
        result = _counted(case, "steps", _steps(held))
        return replace(result, transcript=bench.paper(held.call)) if result.failures else result

    def measures(self, results: Sequence[Result]) -> list[Measure]:
        """The means."""
        return means(results)


Tried = Iterator[tuple[bool, str]]
"""Promises as they are looked at: whether one is kept, and the line to say if not."""


def _counted(case: Case, name: str, tried: Tried) -> Result:
    kept = broken = 0
    lines: list[str] = []
    for holds, line in tried:
        kept, broken = kept + holds, broken + (not holds)
        lines += [] if holds else [line]
    return Result(case.id, {name: kept / (kept + broken)}, tuple(lines[:8]), notes={"looked_at": kept + broken})


def _turn(mood: Mood, *kinds: Kind, seconds: float = 15, elapsed: float = 100, who: Temperament = CALM) -> Mood:
    heard = director.Heard(
        kinds=kinds, elapsed=elapsed, agreed=900, turn_seconds=seconds, words_per_minute=150
    )  # fmt: skip
    return director.direct(mood, heard, who)[0]


def _fresh(**more: object) -> Mood:
    return Mood.model_validate({"patience": 60, "rapport": 40, "phase": "questions", "rapport_at_start": 40, **more})


def _moves() -> Tried:
    before = _fresh()
    for kind in WARMS:
        after = _turn(before, kind)
        yield after.rapport >= before.rapport and after.patience >= before.patience, f"{kind} cools"
        if kind not in {Kind.QUESTION}:
            pleased = after.rapport > before.rapport or after.patience > before.patience
            yield pleased, f"{kind} pleases nobody"
    for kind in COOLS:
        after = _turn(before, kind)
        yield after.rapport < before.rapport and after.patience < before.patience, f"{kind} does not cool"
        calm, short = (_turn(before, kind, who=CALM.model_copy(update={"patience": share})) for share in (1.0, 0.0))
        yield short.patience < calm.patience, f"{kind} costs the impatient no more than the patient"
        harder, softer = (_turn(_fresh(harder=steps), kind) for steps in (2, -2))
        yield harder.patience < softer.patience, f"{kind} costs no more where the learner wished it harder"
        nice = _turn(before, kind, Kind.THANKS, Kind.FOLLOW_UP, Kind.BUILDS_ON_RESEARCH)
        if kind in UNINVITED_ASKS:
            yield nice.patience <= before.patience and nice.rapport <= before.rapport, f"{kind} is bought with manners"
            twice = _turn(_fresh(disclaimed=True), kind)
            yield twice.patience < after.patience, f"{kind} costs no more after a disclaimer"
    direct, veiled = (_turn(before, kind).patience for kind in (Kind.DIRECT_JOB_ASK, Kind.VEILED_JOB_ASK))
    yield direct < veiled, "an ask in the open costs no more than a hint"
    looked_up, built = (
        _turn(before, Kind.QUESTION, kind) for kind in (Kind.ANSWERABLE_QUESTION, Kind.BUILDS_ON_RESEARCH)
    )
    yield looked_up.rapport < _turn(before, Kind.QUESTION).rapport < built.rapport, "research earns nothing"
    short, long = _turn(before, Kind.QUESTION), _turn(before, Kind.QUESTION, seconds=100)
    yield long.patience < short.patience, "a turn that rambles costs nothing"
    silent = _turn(_turn(_turn(before)))
    yield silent.patience < before.patience, "silence costs nothing"


def _terms() -> Tried:
    """The honest seeker, latecomers, and the three asks."""
    request = "I am looking for work now and would like to ask about current openings."
    yield director.terms_of(request) == "openings", "a request that says that it seeks work is not read as one"
    before = _fresh()
    honest = _turn(_fresh(seeker=True), Kind.VEILED_JOB_ASK, Kind.QUESTION)
    yield honest.patience >= before.patience and honest.asks == 0, "the honest seeker is punished for what was agreed"
    hired = _turn(_fresh(seeker=True), Kind.DIRECT_JOB_ASK)
    yield hired.asks == 1 and hired.patience < before.patience, "who seeks openly may ask to be hired on the spot"
    asked = before
    for number in (1, 2, 3):
        asked = _turn(asked.model_copy(update={"patience": 90}), Kind.VEILED_JOB_ASK)
        yield asked.asks == number, f"{asked.asks} asks are counted of {number}"
        yield (asked.phase == "over") == (number == 3), f"after {number} asks the phase is {asked.phase}"
    yield _turn(before, Kind.QUESTION, elapsed=901).phase == "over", "the agreed time is over and the call is not"
    yield _turn(_fresh(patience=5), Kind.RUDE).phase == "over", "no patience is left and the call goes on"


def _steps(held: Held) -> Tried:
    """Every turn of a call."""
    state, record = held.state, held.record
    before: Mood | None = None
    asks, clock, turn = 0, state.clock, -1
    learner = [number for number, one in enumerate(state.turns) if one.speaker == "learner"]
    for event in held.call.log.read(held.call.id):
        if isinstance(event, Opened):
            before = event.mood
        if not isinstance(event, HeardEvent) or before is None:
            continue
        turn += 1
        at = f"turn {learner[turn]}"
        now, stage = event.mood, event.stage
        uninvited = [one for one in event.observations if one.kind in UNINVITED_ASKS]
        counted = now.asks - before.asks
        asks += counted
        if counted:
            yield now.patience <= before.patience, f"{at}: patience rises from an ask"
            yield now.rapport <= before.rapport, f"{at}: rapport rises from an ask"
            yield (
                (stage.ends == "professional") == (asks >= 3 or now.patience <= 0),
                f"{at}: ask {asks} and {stage.act}",
            )
        known = before.promised or before.seeker
        yield counted == len(uninvited) or bool(known), f"{at}: {counted} asks counted of {len(uninvited)}"
        yield now.turns == turn + 1, f"{at}: the director counts {now.turns} turns"
        elapsed = clock.spoken[learner[turn]].end
        spoken = sum(len(one.text.split()) for one in state.turns[: learner[turn] + 1])
        yield elapsed >= spoken / FASTEST * 60, f"{at}: {spoken} words in {elapsed:.0f} s"
        agreed = state.opened.minutes * 60 - now.minutes_taken * 60
        over = elapsed >= agreed
        yield not over or stage.ends is not None, f"{at}: the time is over and the call goes on"
        if stage.event is None:
            left = max(0.0, agreed - elapsed) / 60
            yield (
                abs(stage.minutes_left - left) < 0.02,
                f"{at}: {stage.minutes_left} minutes left, not {left:.2f}",
            )
        room = max(stage.minutes_left * held.persona.voice.words_per_minute, 28)
        yield stage.budget_words <= min(132, room + 22), f"{at}: {stage.budget_words} words for {room:.0f}"
        yield "offer_work" in stage.must_not, f"{at}: work may be offered"
        yield (
            stage.act is not Act.OFFER_INTRODUCTION or now.rapport >= 50,
            f"{at}: a name for a rapport of {now.rapport}",
        )
        yield ("hiring" in stage.may_tell) <= (now.invited or now.seeker), f"{at}: hiring is told of, uninvited"
        yield before.phase != "over", f"{at}: something after the end"
        before = now
    if record is not None and before is not None:
        yield (before.phase == "over") == (state.ended_by in {"professional", "time"}), f"ended by {state.ended_by}"


def _order(bench: Bench, case: Case) -> Tried:
    """Learners against learners, with the same professional."""
    names = sorted({*LIKED, *(name for pair in EARNED for name in pair)})
    held = {name: hold(bench, {**case.given, "learner": name}, seed=case.seed, listening=False) for name in names}
    points: dict[str, int] = {}
    for name, call in held.items():
        assert call.record is not None
        whole = call.record.graded().overall
        points[name] = whole.points if whole else 0
    for better, worse in EARNED:
        yield points[better] > points[worse], f"{better} has {points[better]} points, {worse} {points[worse]}"
    for better, worse in pairwise(LIKED):
        ends = [held[name].state.mood.rapport for name in (better, worse)]
        yield ends[0] > ends[1], f"{better} ends with a rapport of {ends[0]}, {worse} with {ends[1]}"
    for name, by in (("prepared", "learner"), ("hostile", "professional")):
        ended = held[name].state.ended_by
        yield ended in {by, "time"}, f"{name}: the call is ended by {ended}"


def _harder(bench: Bench, case: Case) -> Tried:
    """The same learner, and a professional who is made harder step by step."""
    who = bench.persona(case.given["persona"])
    kind = replace(BY_NAME["hostile"], most_turns=9)

    def course(persona: Persona, hard: str | None) -> list[Mood]:
        held = hold(
            bench, {"learner": "hostile"}, seed=case.seed, listening=False, persona=persona, kind=kind,
            difficulty=hard, interruptions=False,
        )  # fmt: skip
        events = held.call.log.read(held.call.id)
        return [one.mood for one in events if isinstance(one, Opened | HeardEvent)]

    by_difficulty = [course(who, hard) for hard in DIFFICULTIES]
    shares = (0.9, 0.5, 0.1)
    tempers = [
        who.model_copy(update={"temperament": who.temperament.model_copy(update={"patience": one})}) for one in shares
    ]
    by_patience = [course(one, None) for one in tempers]
    for what, courses in (("harder", by_difficulty), ("less patient", by_patience)):
        for easier, harder in pairwise(courses):
            yield (
                len(harder) <= len(easier),
                f"{what}: bears {len(harder)} turns where the easier one bore {len(easier)}",
            )
            for number, (one, other) in enumerate(zip(easier, harder, strict=False)):
                yield other.patience <= one.patience, f"{what}: more patience after {number} turns"
        yield courses[0][0].patience > courses[-1][0].patience, f"{what}: begins with as much patience"


def _seeds(bench: Bench, case: Case) -> Tried:
    """The same seed, the same call, to the letter; another seed, another call."""
    lines = [
        "Hi, this is Sam Hale.",
        "What's a mistake that still makes you wince?",
        "Who taught you the most?",
        "Thank you, goodbye.",
    ]

    def played(seed: int) -> tuple[object, ...]:
        held = hold(
            bench, {**case.given, "lines": lines, "minutes": 6}, seed=seed, difficulty="tough", listening=False
        )  # fmt: skip
        moods = tuple(one.mood for one in held.call.log.read(held.call.id) if isinstance(one, Opened | HeardEvent))
        return (*(turn.text for turn in held.state.turns), *moods)

    first = [played(case.seed + number) for number in range(4)]
    yield played(case.seed) == first[0], "the same seed gives another call"
    yield len({call[0] for call in first}) > 1, "four seeds and one greeting"
    yield len(set(map(str, first))) == len(first), "two seeds and one call"


SUITE = Director()
