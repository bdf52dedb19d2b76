"""(persona, call so far, stage direction) -> the messages that a professional is given.

    [system: who you are, how you talk]                      the same all through a call, so that servers can cache it
    [assistant: "Dana Okafor."]
    [user: <learner>Hi Dana, ...</learner>]
    ...
    [user: <learner>...</learner> <direction>Answer ... at most 60 words.</direction>]

What only the conversation brings out (stories, opinions, contacts, hiring) is not in the system prompt: a model can't
give away what it was not told. It comes with the direction of the turn that earned it. Where the guard held a sentence
back, what was heard of the reply and why it stopped come after the direction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from simulator import prompts
from simulator.clock import words as count_words
from simulator.director import Stage, Tellable
from simulator.document import read_text
from simulator.persona import Persona, kept
from simulator.professional import Brief
from simulator.professional.directions import directions
from simulator.professional.guard import Violation
from simulator.professional.phrases import phrases
from simulator.professional.recall import notes
from simulator.resources import prompts_dir
from simulator.tokens import MESSAGE_TOKENS, count, count_messages


@dataclass(frozen=True)
class Unheard:
    """Where a reply was stopped: what of it was heard, and the sentence that was not."""

    said: tuple[str, ...]
    sentence: str
    violation: Violation


FEWEST_WORDS = 8
"""Words that are left to a reply that is taken up again, at least: room for "So, what else would you like to know?"."""
MOST_WORDS = 72
"""Words that a model is asked for, at most; with the tenth that it may run over, half a minute at 160 a minute. The
stage gives a story more, which the persona's own stories, written to length, make use of, and a model fills."""
_LONGEST_UNHEARD = 400
"""Characters of a sentence that is shown to the model again."""


def budget(stage: Stage) -> int:
    """Words that a model is asked for on a turn."""
    return min(stage.budget_words, MOST_WORDS)


@cache
def fingerprint() -> str:
    """Changes when any of the texts does that a professional's messages are made of."""
    files = [prompts.load(name).fingerprint for name in ("professional", "heard", "turn", "again", "notes")]
    return prompts.fingerprint(*files, *(read_text(prompts_dir() / name) for name in ("stage.yaml", "guard.yaml")))


def script(brief: Brief) -> list[BaseMessage]:
    """The messages of one turn. The last is a `HumanMessage`, with the stage and the raw words beside its text."""
    earlier, said = (brief.turns[:-1], brief.turns[-1].text) if brief.turns else ((), "")
    return [
        SystemMessage(_system(brief.persona)),
        *(_heard(turn.text) if turn.speaker == "learner" else AIMessage(turn.text) for turn in earlier),
        HumanMessage(
            _turn(said, brief.stage, brief.persona),
            additional_kwargs={"stage": brief.stage.model_dump(mode="json"), "learner": said},
        ),
    ]


def fitted(brief: Brief, model: str, most: int, unheard: Unheard | None = None) -> list[BaseMessage]:
    """The messages as a model is sent them: at most `most` tokens, and the two speakers in strict turns.

    The oldest exchanges give way first, two turns at a time, to a line for each turn; then the oldest of those lines.
    The persona, the learner's last words and the direction always stay. Many chat templates refuse a conversation that
    the assistant opens or in which one side speaks twice, so the ringing telephone is put in front of the greeting, and
    what one side said in two turns becomes one message.
    """
    first, *exchanges, last = script(brief)
    ending = [last, *(_again(unheard, brief.stage) if unheard else ())]
    room = most - count_messages([first, *ending], model).tokens
    costs = [count(message.text, model).tokens + MESSAGE_TOKENS for message in exchanges]
    if sum(costs) + count(directions().opening, model).tokens + MESSAGE_TOKENS <= room:
        return [first, *_alternating(directions().opening, [*exchanges, *ending])]
    gone, note = _noted(brief, costs, room, model)
    return [first, *_alternating(directions().omitted, [*note, *exchanges[gone:], *ending])]


def _noted(brief: Brief, costs: Sequence[int], room: int, model: str) -> tuple[int, list[BaseMessage]]:
    """How many of the exchanges give way, and the notes that take their place."""
    each = [notes(brief.persona, [turn]) for turn in brief.turns[: len(costs)]]
    # counted line by line first: a note is a text of its own for every exchange that might give way
    about = [sum(count(line, model).tokens for line in lines) for lines in each]
    for gone in range(2, len(costs) + 2, 2):
        if sum(costs[gone:]) + sum(about[:gone]) <= room:
            note = _note([*chain.from_iterable(each[:gone])])
            if sum(costs[gone:]) + count_messages(note, model).tokens <= room:
                return gone, note
    lines = [*chain.from_iterable(each)]
    while lines and count_messages(_note(lines), model).tokens > room:
        lines = lines[1:]
    return len(costs), _note(lines)


def _note(lines: Sequence[str]) -> list[BaseMessage]:
    return [HumanMessage(prompts.load("notes").render(lines=lines))] if lines else []


def _again(unheard: Unheard, stage: Stage) -> Iterator[BaseMessage]:
    """What follows the direction when a sentence was held back. The stage is beside the last message, as always."""
    said = " ".join(unheard.said)
    if said:
        yield AIMessage(said)
    yield HumanMessage(
        prompts.load("again").render(
            sentence=unheard.sentence[:_LONGEST_UNHEARD], said=bool(said),
            reason=phrases().again[unheard.violation.value],
            words_left=max(FEWEST_WORDS, budget(stage) - count_words(said)),
        ),
        additional_kwargs={"stage": stage.model_dump(mode="json"), "learner": ""},
    )  # fmt: skip


def _alternating(opening: str, messages: Sequence[BaseMessage]) -> Iterator[BaseMessage]:
    if isinstance(messages[0], AIMessage):
        yield HumanMessage(opening)
    held: BaseMessage | None = None
    for message in messages:
        if held is not None and type(held) is type(message):
            held = message.model_copy(update={"content": f"{held.text}\n\n{message.text}"})
            continue
        if held is not None:
            yield held
        held = message
    if held is not None:
        yield held


@kept
def _system(persona: Persona) -> str:
    public, temperament = persona.public, persona.temperament
    return prompts.load("professional").render(
        name=persona.name, pronouns=persona.pronouns, title=persona.title, organisation=persona.organisation,
        field=persona.field, location=persona.location, manner=persona.voice.manner,
        profile=public.profile, career=public.career, education=public.education, writing=public.writing,
        organisation_facts=public.organisation_facts, answers=persona.private.answers,
        patience=round(10 * temperament.patience), warmth=round(10 * temperament.warmth),
        directness=round(10 * temperament.directness), pet_peeves=temperament.pet_peeves,
        minutes=persona.schedule.minutes, next=persona.schedule.next,
    )  # fmt: skip


def _heard(text: str) -> HumanMessage:
    return HumanMessage(_delimited(text), additional_kwargs={"learner": text})


@lru_cache(maxsize=256)
def _delimited(text: str) -> str:
    """A turn of the learner's as it is in every request of the call from then on."""
    return prompts.load("heard").render(learner=text)


def _turn(said: str, stage: Stage, persona: Persona) -> str:
    words = directions()
    return prompts.load("turn").render(
        learner=said, act=words.acts[stage.act], manner=words.manners[stage.manner],
        remarks=[words.remarks[remark] for remark in stage.remarks], fact=stage.fact,
        tellable=[
            {"heading": words.tellable[kind], "lines": lines}
            for kind in stage.may_tell if (lines := _material(kind, persona))
        ],
        must_not=[words.must_not[what] for what in stage.must_not],
        ends=words.ends[stage.ends] if stage.ends else None,
        minutes_left=f"{stage.minutes_left:.0f}", budget_words=budget(stage),
    )  # fmt: skip


def _material(kind: Tellable, persona: Persona) -> list[str]:
    private = persona.private
    match kind:
        case "stories":
            return [f"{story.topic}: {story.text}" for story in private.stories]
        case "opinions":
            return list(private.opinions)
        case "contacts":
            return [", ".join(filter(None, (who.name, who.role, who.why))) for who in private.contacts]
        case "hiring":
            return [private.hiring] if private.hiring else []
