"""A simulated learner that a language model plays: the same archetypes, told in words instead of code.

    learner = Prompted(archetype("prepared"), persona, chat, seed=7, minutes=8)
    rehearse(persona, learner, minutes=8)

The model is told who it is, how it is to behave, what it has read and how the clock stands, and nothing of moods,
directions or what is private. What it says is its own: there are no labels by construction.
"""

import random
import re
from collections.abc import Mapping
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from evals.learners.archetype import Archetype
from evals.learners.claims import INTRODUCTION
from evals.learners.deck import people
from evals.learners.dossier import facts
from simulator import prompts
from simulator.clock import timeline
from simulator.errors import ModelUnreadable
from simulator.models import failures, translated
from simulator.persona import Persona
from simulator.settings import Settings
from simulator.transcript import Turn

HANG_UP = "[hang up]"
"""What the model writes when it ends the call."""
MOST_CHARACTERS = 4000
"""Of a turn: a model that does not come to an end is cut at the end of a sentence."""
_BEFORE = re.compile(r"\A\s*(?:you|learner|me|caller)\s*:\s*", re.IGNORECASE)
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


class Prompted:
    """One learner on one call: a callable that is given the transcript so far and returns the next turn, or None."""

    def __init__(
        self,
        archetype: Archetype,
        persona: Persona,
        chat: BaseChatModel,
        *,
        seed: int,
        minutes: float,
        config: Settings,
    ) -> None:
        self.archetype, self.persona = archetype, persona
        self._chat, self._minutes, self._config = chat, minutes, config
        chance = random.Random(f"{seed}:{archetype.name}:{persona.id}")
        who = chance.choice([one for one in people() if one["name"].split()[0] != persona.first_name])
        known = facts(persona)
        chance.shuffle(known)
        read = known[: archetype.builds + archetype.references]
        self._system = prompts.load("learners/learner").render(
            name=who["name"],
            background=who["background"][0],
            direction=who["direction"][0].format(field=persona.field) if archetype.introduces == INTRODUCTION else None,
            about=archetype.about,
            professional=persona.name,
            title=persona.title if read else None,
            organisation=persona.organisation,
            field=persona.field,
            minutes=f"{minutes:g}",
            read=[fact.source for fact in read],
            hang_up=HANG_UP,
        )
        self._turns = 0

    def __call__(self, transcript: Mapping[str, Any]) -> str | None:
        """Raises `ModelError` where the model gives nothing that can be said."""
        turns = [Turn.model_validate(turn) for turn in transcript["turns"]]
        if self._turns >= self.archetype.most_turns + 4:
            return None
        try:
            answer = self._chat.invoke(self._messages(turns))
        except failures() as error:
            raise translated(error, self._config, begun=False) from error
        said = _spoken(answer.text)
        if said is None:
            return None
        if not said:
            raise ModelUnreadable("the model that plays the learner said nothing")
        self._turns += 1
        return said

    def _messages(self, turns: list[Turn]) -> list[BaseMessage]:
        clock = timeline(turns, self.persona.voice.words_per_minute, self._minutes)
        left = max(0.0, clock.agreed - clock.elapsed) / 60
        heard: list[BaseMessage] = []
        for turn in turns:
            heard.append(AIMessage(turn.text) if turn.speaker == "learner" else HumanMessage(self._heard(turn.text)))
        if not heard or isinstance(heard[-1], AIMessage):
            heard.append(HumanMessage(self._heard("...")))
        heard[-1] = HumanMessage(
            prompts.load("learners/turn").render(said=turns[-1].text if turns else "...", minutes=f"{left:.0f}")
        )
        return [SystemMessage(self._system), *heard]

    @staticmethod
    def _heard(text: str) -> str:
        return prompts.load("learners/heard").render(said=text)


def _spoken(text: str) -> str | None:
    """What a model's answer says aloud; None where it hangs up without a word."""
    text = _THOUGHTS.sub("", text)
    words, marker, _ = text.partition(HANG_UP)
    words = _BEFORE.sub("", words).strip().strip('"“”').strip()
    if len(words) > MOST_CHARACTERS:
        words = words[: words.rfind(".", 0, MOST_CHARACTERS) + 1 or MOST_CHARACTERS]
    return None if marker and not words else words
