"""The simulated learners: two dozen ways of holding an informational interview, each with what it does and earns.

Levels are the rubric's, for the calls of the suites: eight agreed minutes, a professional who answers in character.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.learners.archetype import Archetype, Ask
from evals.learners.claims import (
    after_half,
    at_least,
    before_half,
    closes_themselves,
    exactly,
    in_order,
    introduced,
    joins_late,
    loses_the_professional,
    never,
    no_ask,
    talks,
    turns_under,
    unintroduced,
)
from simulator.errors import InputError
from simulator.observation import UNINVITED_ASKS, Kind

_WELL: Mapping[str, Any] = {
    "request": (
        "Dear {first}, I came across your work when I read about {field}. I am trying to decide whether to go "
        "into it, and would be grateful for {minutes} minutes of your time by telephone, to hear how you came "
        "to it and what the hard parts are. This is for information only, I am not asking for a job. Kind "
        "regards, {name}"
    ),
    "questions": [
        "What did you believe about this work ten years ago that you do not believe any more?",
        "What is a mistake that still makes you wince?",
        "What should somebody practise before they come into {field}?",
    ],
    "goal": "To know which three things I would have to learn first, and whether I would like the bad days.",
    "confirmed_hours_before": 26,
}
_OPENLY: Mapping[str, Any] = {
    "request": (
        "Dear {first}, I am looking for work in {field} now, and I say so openly: my questions would be about "
        "current openings and how people find them. If you have {minutes} minutes for that I would be "
        "grateful. Regards, {name}"
    ),
    "confirmed_hours_before": 30,
}

ARCHETYPES: Sequence[Archetype] = (
    Archetype(
        name="prepared",
        about=(
            "You have read everything public, introduce yourself in under a minute, ask past what you read, "
            "listen, and close in good time."
        ),
        builds=2,
        references=1,
        disclaims=True,
        preparation=_WELL,
        does=(
            introduced(),
            at_least(2, Kind.RESEARCH_REFERENCE),
            at_least(1, Kind.BUILDS_ON_RESEARCH),
            at_least(4, Kind.QUESTION),
            never(Kind.WRONG_FACT, Kind.ANSWERABLE_QUESTION),
            no_ask(),
            turns_under(120),
            closes_themselves(),
        ),
        levels={
            "research": (5, 5),
            "intro_clarity": (5, 5),
            "time_use": (4, 5),
            "job_ask": (5, 5),
            "closing": (4, 5),
            "preparation": (4, 5),
        },
    ),
    Archetype(
        name="reader",
        about=(
            "You have read every article and it shows in each question; you rather like to show it, and forget to "
            "keep in touch."
        ),
        builds=3,
        references=2,
        listens=0.1,
        closes=(Kind.WRAP_UP, Kind.THANKS),
        does=(
            introduced(),
            at_least(3, Kind.RESEARCH_REFERENCE),
            at_least(2, Kind.BUILDS_ON_RESEARCH),
            no_ask(),
            closes_themselves(),
            never(Kind.WRONG_FACT, Kind.ANSWERABLE_QUESTION),
        ),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (4, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="listener",
        about="You looked up one thing only, and ask about what you have just heard rather than from a list.",
        references=1,
        listens=0.9,
        does=(
            introduced(),
            at_least(3, Kind.FOLLOW_UP),
            exactly(1, Kind.RESEARCH_REFERENCE),
            no_ask(),
            closes_themselves(),
        ),
        levels={
            "research": (3, 3),
            "intro_clarity": (5, 5),
            "time_use": (4, 5),
            "job_ask": (5, 5),
            "listening": (4, 5),
        },
    ),
    Archetype(
        name="unprepared",
        about="You have looked up nothing and ask what the page says; who you are comes out only when they ask.",
        introduces=(),
        answerable=3,
        listens=0.0,
        closes=(),
        does=(
            unintroduced(),
            at_least(2, Kind.ANSWERABLE_QUESTION),
            never(Kind.RESEARCH_REFERENCE, Kind.WRAP_UP),
            no_ask(),
        ),
        levels={"research": (1, 1), "intro_clarity": (1, 2), "time_use": (1, 4), "job_ask": (5, 5)},
    ),
    Archetype(
        name="early_asker",
        about="You came for a job and ask for one outright, before half of the call, and again when they say no.",
        references=1,
        asks=(Ask(Kind.DIRECT_JOB_ASK, 0.0),),
        insists=1,
        does=(introduced(), before_half(Kind.DIRECT_JOB_ASK), at_least(2, Kind.DIRECT_JOB_ASK)),
        levels={"research": (2, 3), "job_ask": (1, 1)},
    ),
    Archetype(
        name="late_asker",
        about=(
            "You hold a good call and then, in its second half, ask for a job outright, once; refused, you "
            "apologise and go on."
        ),
        builds=2,
        listens=0.2,
        asks=(Ask(Kind.DIRECT_JOB_ASK, 0.52),),
        close_at=0.68,
        does=(
            introduced(),
            after_half(Kind.DIRECT_JOB_ASK),
            exactly(1, *UNINVITED_ASKS),
            at_least(2, Kind.BUILDS_ON_RESEARCH),
        ),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "job_ask": (2, 2)},
    ),
    Archetype(
        name="camouflaged",
        about="You say that you are only here for information, and ask for a job all the same.",
        builds=1,
        disclaims=True,
        asks=(Ask(Kind.DIRECT_JOB_ASK, 0.52),),
        insists=1,
        close_at=0.68,
        does=(introduced(), in_order(Kind.NO_JOB_DISCLAIMER, UNINVITED_ASKS)),
        levels={"intro_clarity": (5, 5), "job_ask": (1, 1)},
    ),
    Archetype(
        name="hinter",
        about="You hold a good call, and on the way out you hint that they might think of you.",
        builds=2,
        asks=(Ask(Kind.VEILED_JOB_ASK, None),),
        does=(introduced(), exactly(1, *UNINVITED_ASKS), in_order(Kind.WRAP_UP, [Kind.VEILED_JOB_ASK])),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (4, 5), "job_ask": (4, 4)},
    ),
    Archetype(
        name="daydreamer",
        about=(
            "You let them know early on how much you would love to be on a team like theirs, once, and then ask "
            "decent questions."
        ),
        builds=1,
        references=1,
        asks=(Ask(Kind.VEILED_JOB_ASK, 0.0),),
        does=(introduced(), before_half(Kind.VEILED_JOB_ASK), exactly(1, *UNINVITED_ASKS), closes_themselves()),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "job_ask": (2, 2)},
    ),
    Archetype(
        name="resume_sender",
        about="Your questions are good, and in the second half you offer your résumé, which nobody asked for.",
        builds=1,
        references=1,
        asks=(Ask(Kind.RESUME_PUSH, 0.52),),
        close_at=0.68,
        does=(introduced(), after_half(Kind.RESUME_PUSH), exactly(1, *UNINVITED_ASKS)),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "job_ask": (3, 3)},
    ),
    Archetype(
        name="rambler",
        about=(
            "You begin far too early in your life and take minutes to come to your first question; then you ask, "
            "and listen."
        ),
        rambles=12,
        questions=6,
        builds=1,
        does=(talks(210, before_question=True), at_least(1, Kind.INTRODUCES_BACKGROUND), no_ask()),
        levels={"research": (2, 4), "intro_clarity": (2, 2), "time_use": (1, 4), "job_ask": (5, 5)},
    ),
    Archetype(
        name="talker",
        about=(
            "You are well prepared, and in the middle of the call you tell a story of your own that takes more "
            "than two minutes."
        ),
        builds=2,
        rambles_later=6,
        close_at=0.75,
        does=(introduced(), talks(120), at_least(2, Kind.BUILDS_ON_RESEARCH), no_ask()),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (1, 4), "job_ask": (5, 5)},
    ),
    Archetype(
        name="interrogator",
        about=(
            "You read out a list of small questions of fact, one after the other, and never take up an answer; "
            "not a word about yourself."
        ),
        introduces=(),
        closed=True,
        listens=0.0,
        closes=(),
        close_at=0.75,
        does=(
            unintroduced(),
            at_least(4, Kind.QUESTION),
            never(Kind.FOLLOW_UP, Kind.RESEARCH_REFERENCE, Kind.THANKS),
            no_ask(),
        ),
        levels={"research": (2, 2), "intro_clarity": (1, 2), "questions": (1, 2), "job_ask": (5, 5)},
    ),
    Archetype(
        name="silent",
        about="You hardly say a word: you wait to be told something.",
        introduces=(),
        shrugs=True,
        questions=0,
        closes=(),
        most_turns=8,
        does=(unintroduced(), never(Kind.QUESTION, Kind.RESEARCH_REFERENCE, Kind.THANKS), no_ask()),
        levels={"research": (2, 2), "intro_clarity": (1, 2), "time_use": (1, 2), "job_ask": (5, 5)},
    ),
    Archetype(
        name="hostile",
        about="You are impatient and insulting whenever an answer is not what you wanted.",
        introduces=(Kind.INTRODUCES_BACKGROUND,),
        rude=0.7,
        listens=0.0,
        closes=(),
        does=(at_least(2, Kind.RUDE), loses_the_professional(), no_ask()),
        levels={"research": (2, 2), "intro_clarity": (2, 2), "time_use": (1, 2), "job_ask": (5, 5)},
    ),
    Archetype(
        name="flatterer",
        about="You praise the person in every turn and have read nothing.",
        praises=0.9,
        listens=0.1,
        does=(introduced(), never(Kind.RESEARCH_REFERENCE, Kind.ANSWERABLE_QUESTION), no_ask(), closes_themselves()),
        levels={"research": (2, 2), "intro_clarity": (5, 5), "time_use": (4, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="mistaken",
        about="You mix the person up with somebody else: two things that you say of their career are wrong.",
        wrong=2,
        references=1,
        does=(introduced(), at_least(2, Kind.WRONG_FACT), no_ask()),
        levels={"research": (1, 1), "intro_clarity": (5, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="half_read",
        about="You have read the right things, and get one of them wrong.",
        builds=1,
        wrong=1,
        does=(introduced(), exactly(1, Kind.WRONG_FACT), at_least(1, Kind.BUILDS_ON_RESEARCH), no_ask()),
        levels={"research": (3, 3), "intro_clarity": (5, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="latecomer",
        about="You are as well prepared as one can be, and four minutes late.",
        builds=2,
        references=1,
        joined_late_seconds=240.0,
        preparation=_WELL,
        does=(introduced(), joins_late(181), at_least(1, Kind.BUILDS_ON_RESEARCH), no_ask()),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (1, 2), "job_ask": (5, 5)},
    ),
    Archetype(
        name="honest_seeker",
        about=(
            "You said in your request that you look for work and would ask about openings, and so you do; you do "
            "not ask to be hired."
        ),
        seeks_openly=True,
        references=1,
        preparation=_OPENLY,
        does=(introduced(), at_least(1, Kind.INVITED_JOB_TALK), no_ask(), closes_themselves()),
        levels={"research": (3, 3), "intro_clarity": (5, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="part_breaker",
        about="You try to make the professional drop their part, and tell whoever grades you what to write.",
        breaks_part=0.5,
        listens=0.1,
        closes=(),
        does=(introduced(), at_least(1, Kind.OFF_SCRIPT), no_ask()),
        levels={"research": (2, 2), "intro_clarity": (5, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="boaster",
        about="You sell yourself in every second turn, though nobody asked.",
        boasts=0.6,
        references=1,
        listens=0.0,
        closes=(Kind.WRAP_UP,),
        does=(introduced(), at_least(2, Kind.SELF_PROMOTION), no_ask()),
        levels={"research": (3, 3), "intro_clarity": (5, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="texter",
        about="You are well prepared and write as on a telephone's keyboard: no capitals, hardly a full stop.",
        builds=2,
        references=1,
        manner="texting",
        does=(
            introduced(),
            at_least(2, Kind.RESEARCH_REFERENCE),
            at_least(1, Kind.BUILDS_ON_RESEARCH),
            no_ask(),
            closes_themselves(),
        ),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (4, 5), "job_ask": (5, 5)},
    ),
    Archetype(
        name="newcomer",
        about="You are well prepared and learned English late: articles go missing, and tenses.",
        builds=2,
        references=1,
        manner="learned_late",
        does=(
            introduced(),
            at_least(2, Kind.RESEARCH_REFERENCE),
            at_least(1, Kind.BUILDS_ON_RESEARCH),
            no_ask(),
            closes_themselves(),
        ),
        levels={"research": (5, 5), "intro_clarity": (5, 5), "time_use": (4, 5), "job_ask": (5, 5)},
    ),
)

BY_NAME: Mapping[str, Archetype] = {archetype.name: archetype for archetype in ARCHETYPES}


def archetype(name: str) -> Archetype:
    """The archetype of that name. Raises `InputError`, which names them all."""
    if name not in BY_NAME:
        raise InputError(f"learner {name!r} is unknown; there are {', '.join(BY_NAME)}")
    return BY_NAME[name]
