"""The professionals that come with the program: enough to talk about, in their own voice, nothing said twice."""

import re
from collections import Counter
from typing import get_args

import pytest

from simulator.clock import words
from simulator.observer import Context
from simulator.observer.asks import doors
from simulator.persona import MOST_KEPT, Answer, LineUse, Persona, Story, Topic, catalogue, kept
from simulator.professional.lines import key, sentences
from simulator.transcript import Turn

PERSONAS = [pytest.param(persona, id=id_) for id_, persona in catalogue().items()]
SHOULD_BRING = {
    "greet", "small_talk", "ask_back", "press", "interrupt", "redirect", "decline", "decline_coolly", "hang_up", "two_minutes",
    "close", "close_cool", "nothing", "contact", "no_contact", "keep_in_touch", "thanks", "introduced", "program", "off_script",
    "rude", "unclear", "language", "resume_offer", "wrong_fact", "on_profile", "hand_over",
    "ask_background", "ask_direction", "ask_purpose", "invite_resume", "open_door", "colleague", "urgent_call", "fewer_minutes",
}  # fmt: skip


OPENERS = {"invite_resume", "open_door"}
"""What they say when the director has them open the door to job talk: heard in `tests/director/test_offers.py`."""


def spoken(persona: Persona, without: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """All that they could say."""
    private = persona.private
    lines = [line for use, lines in persona.voice.lines.items() if use not in without for line in lines]
    return [*told(persona), *more(persona), *private.opinions, private.hiring, *lines]


def told(persona: Persona) -> list[str]:
    """Their stories and answers."""
    private = persona.private
    return [story.text for story in private.stories] + [answer.text for answer in private.answers]


def more(persona: Persona) -> list[str]:
    """What they add when asked further."""
    items: list[Story | Answer] = [*persona.private.stories, *persona.private.answers]
    return [text for item in items for text in item.more]


def test_twelve_professionals_from_friendly_to_tough() -> None:
    assert len(catalogue()) == 12
    assert {persona.difficulty for persona in catalogue().values()} == {"friendly", "typical", "tough"}
    assert len({persona.field for persona in catalogue().values()}) == 12
    assert len({persona.location for persona in catalogue().values()}) == 12


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_dossier_is_worth_reading(persona: Persona) -> None:
    public = persona.public
    assert 60 <= words(public.profile) <= 110
    assert len(public.career) == 4
    assert 2 <= len(public.education) <= 3
    assert len(public.writing) == 3
    assert all(writing.summary for writing in public.writing)
    assert 4 <= len(public.organisation_facts) <= 6
    assert any(re.search(r"\d", fact) for fact in public.organisation_facts)
    assert persona.teaser


@pytest.mark.parametrize("persona", PERSONAS)
def test_there_is_enough_for_half_an_hour(persona: Persona) -> None:
    private = persona.private
    assert len(private.stories) >= 8
    assert len(private.answers) >= 18
    assert {answer.topic for answer in private.answers} == set(get_args(Topic))
    assert len(private.opinions) >= 6
    assert len(private.stories) + len(private.answers) + len(private.opinions) >= 48
    assert len(private.contacts) == 3
    assert private.hiring
    minutes = sum(map(words, [*told(persona), *more(persona)])) / persona.voice.words_per_minute
    assert minutes > 12, "their half of half an hour"


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_piece_has_the_length_of_something_said_aloud(persona: Persona) -> None:
    private = persona.private
    assert [story.topic for story in private.stories if not 40 <= words(story.text) <= 90] == []
    assert [answer.text for answer in private.answers if not 20 <= words(answer.text) <= 60] == []
    assert [text for text in more(persona) if words(text) > 32] == []
    assert [opinion for opinion in private.opinions if words(opinion) > 28] == []
    lines = {use: line for use, lines in persona.voice.lines.items() for line in lines if words(line) > 27}
    assert lines == {}


@pytest.mark.parametrize("persona", PERSONAS)
def test_an_answer_can_be_cut_to_a_short_one(persona: Persona) -> None:
    assert [answer.text for answer in persona.private.answers if words(sentences(answer.text)[0]) > 28] == []


def parts(texts: list[str]) -> Counter[str]:
    return Counter(key(part) for text in texts for part in re.split(r"(?<=[.!?…])[\"'”’)]*\s+", text))


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_sentence_stands_twice_in_a_persona(persona: Persona) -> None:
    everything, lines = parts(spoken(persona)), parts([line for use in persona.voice.lines.values() for line in use])
    twice = [part for part, count in everything.items() if count > 1 and part]
    assert [part for part in twice if lines[part] < everything[part] or len(part.split()) > 3] == []


@pytest.mark.parametrize("persona", PERSONAS)
def test_nothing_they_say_opens_the_door_to_job_talk(persona: Persona) -> None:
    """Else the next ask would pass for an invited one."""
    for text in spoken(persona, without=OPENERS):
        opened = doors(Context(persona, (Turn(speaker="professional", text=text),)))
        assert not opened.role, text
        assert not opened.resume, text


@pytest.mark.parametrize("persona", PERSONAS)
def test_they_bring_words_of_their_own_for_every_turn(persona: Persona) -> None:
    lines: dict[LineUse, tuple[str, ...]] = dict(persona.voice.lines)
    assert {use: len(lines.get(use, ())) for use in SHOULD_BRING if len(lines.get(use, ())) < 2} == {}  # type: ignore[call-overload]


@pytest.mark.parametrize("persona", PERSONAS)
def test_whoever_is_asked_whether_they_are_a_program_says_so(persona: Persona) -> None:
    for line in persona.voice.lines["program"]:
        assert re.search(r"program|software|simulator", line)
        assert not re.search(r"\bnot? a program|i'm (a )?(human|real)", line, re.IGNORECASE)


def test_no_two_personas_share_a_line() -> None:
    lines = Counter(
        key(line) for persona in catalogue().values() for lines in persona.voice.lines.values() for line in lines
    )
    assert [line for line, count in lines.items() if count > 1 and len(line.split()) > 3] == []


def test_what_is_kept_of_a_persona_is_worked_out_once_and_never_taken_for_another_ones() -> None:
    asked: list[str] = []

    @kept
    def title(persona: Persona) -> str:
        asked.append(persona.title)
        return persona.title

    dana = catalogue()["dana-okafor"]
    assert [title(dana), title(dana)] == [dana.title] * 2
    assert len(asked) == 1
    others = [dana.model_copy(update={"title": f"Clerk {number}"}) for number in range(MOST_KEPT + 5)]
    assert [title(one) for one in others] == [one.title for one in others]
    assert title(dana) == dana.title
