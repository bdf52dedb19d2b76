"""(persona, call so far, stage direction) -> the messages that a professional is given.

    [system: who you are, how you talk]                      the same all through a call, so that servers can cache it
    [assistant: "Dana Okafor."]
    [user: <learner>Hi Dana, ...</learner>]
    ...
    [user: <learner>...</learner> <direction>Answer ... at most 60 words.</direction>]

What only the conversation brings out (stories, opinions, contacts, hiring) is not in the system prompt: a model can't
give away what it was not told. It comes with the direction of the turn that earned it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Literal, Self, get_args

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from simulator import prompts
from simulator.director import Act, Manner, Remark, Stage, Tellable
from simulator.document import first_problem, read_document, read_text
from simulator.errors import InputError
from simulator.persona import Persona
from simulator.professional import Brief
from simulator.resources import prompts_dir
from simulator.tokens import MESSAGE_TOKENS, count, count_messages
from simulator.transcript import EndedBy

Text = Annotated[str, Field(min_length=1)]


class Directions(BaseModel):
    """`prompts/stage.yaml`, read: words for every value that a stage direction can take."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["stage/1"]
    acts: Mapping[Act, Text]
    remarks: Mapping[Remark, Text]
    manners: Mapping[Manner, Text]
    tellable: Mapping[Tellable, Text]
    ends: Mapping[EndedBy, Text]
    opening: Text
    omitted: Text

    @model_validator(mode="after")
    def _has_words_for_all(self) -> Self:
        wanted: dict[str, tuple[Iterable[str], Collection[str]]] = {
            "acts": (Act, self.acts.keys()),
            "remarks": (get_args(Remark), self.remarks.keys()),
            "manners": (get_args(Manner), self.manners.keys()),
            "tellable": (get_args(Tellable), self.tellable.keys()),
            "ends": (get_args(EndedBy), self.ends.keys()),
        }
        for section, (values, worded) in wanted.items():
            if missing := [str(value) for value in values if value not in worded]:
                raise ValueError(f"{section} has no words for {', '.join(missing)}")
        return self


@cache
def directions() -> Directions:
    """The words for stage directions that came with the program."""
    path = prompts_dir() / "stage.yaml"
    document = read_document(read_text(path), str(path))
    try:
        return Directions.model_validate(document.value)
    except ValidationError as error:
        raise InputError(document.complain(*first_problem(error))) from None


@cache
def fingerprint() -> str:
    """Changes when any of the texts does that a professional's messages are made of."""
    files = [prompts.load(name).fingerprint for name in ("professional", "heard", "turn")]
    return prompts.fingerprint(*files, read_text(prompts_dir() / "stage.yaml"))


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


def fitted(messages: Sequence[BaseMessage], model: str, most: int) -> list[BaseMessage]:
    """The messages as a model is sent them: at most `most` tokens, and the two speakers in strict turns.

    The oldest exchanges give way first, two turns at a time; the system prompt and the last message always stay. Many
    chat templates refuse a conversation that the assistant opens or in which one side speaks twice, so the ringing
    telephone is put in front of the greeting, and what one side said in two turns becomes one message.
    """
    first, *exchanges, last = messages
    words = directions()
    costs = [count(message.text, model).tokens + MESSAGE_TOKENS for message in exchanges]
    room = most - count_messages([first, HumanMessage(words.omitted), last], model).tokens
    gone = 0
    while gone < len(exchanges) and sum(costs[gone:]) > room:
        gone += 2
    return [first, *_alternating(words.omitted if gone else words.opening, [*exchanges[gone:], last])]


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
    return HumanMessage(prompts.load("heard").render(learner=text), additional_kwargs={"learner": text})


def _turn(said: str, stage: Stage, persona: Persona) -> str:
    words = directions()
    return prompts.load("turn").render(
        learner=said, act=words.acts[stage.act], manner=words.manners[stage.manner],
        remarks=[words.remarks[remark] for remark in stage.remarks], fact=stage.fact,
        tellable=[
            {"heading": words.tellable[kind], "lines": lines}
            for kind in stage.may_tell if (lines := _material(kind, persona))
        ],
        ends=words.ends[stage.ends] if stage.ends else None,
        minutes_left=f"{stage.minutes_left:.0f}", budget_words=stage.budget_words,
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
