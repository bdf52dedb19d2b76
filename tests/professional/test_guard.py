"""What the guard stops and what it lets pass: sentences of both kinds, and all that the built-in people say."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pydantic import ValidationError

import evals
from simulator.director import Act, Stage, Tellable
from simulator.events import Guarded
from simulator.persona import Persona, catalogue
from simulator.professional import Brief
from simulator.professional.guard import Guard, Violation
from simulator.professional.lines import fill, sentences, wording
from simulator.professional.offers import introduced
from simulator.professional.phrases import Phrases, Section, ViolationName, patterns, phrases
from simulator.professional.spoken import Speech, Utterance
from simulator.transcript import Turn

DANA = catalogue()["dana-okafor"]
TABLE = yaml.safe_load((Path(__file__).parent.parent / "data" / "guard.yaml").read_text(encoding="utf-8"))
STOPPED = [(violation, sentence) for violation, rows in TABLE["stopped"].items() for sentence in rows]
OF_WHOLE_REPLIES = ("over_budget", "said_before", "no_refusal")
"""What no sentence shows by itself."""
LABELLED = Path(evals.__file__).parent / "labelled"


def stage(act: Act = Act.ANSWER, *may_tell: Tellable) -> Stage:
    return Stage(
        act=act, budget_words=60, manner="engaged", phase="questions", minutes_left=9, may_tell=may_tell, remarks=()
    )


def turns(*texts: str) -> list[Turn]:
    """Turns by turns, the professional's first."""
    return [Turn(speaker=("professional", "learner")[number % 2], text=text) for number, text in enumerate(texts)]


ASKED = turns("Dana Okafor.", "Hi Dana, I'm Sam. What is the toughest part of your work?")


def alarms(
    text: str, direction: Stage | None = None, said: Sequence[Turn] = ASKED, persona: Persona = DANA
) -> list[str]:
    """The violations of a reply, and `taken_out` for each stage direction that was taken out of it."""
    return stopped_by(Guard.on(Brief(persona, said, direction or stage())), text)


def stopped_by(guard: Guard, text: str) -> list[str]:
    speech = Speech(guard.brief.persona.name)
    found: list[str] = []
    heard: list[str] = []
    for utterance in [*speech.feed(text), *speech.finish()]:
        found += ["taken_out"] * len(utterance.taken_out)
        if utterance.text:
            alarm = guard.alarm(utterance, heard)
            found += [alarm.violation.value] if alarm else []
            heard.append(utterance.text)
    return found


@pytest.mark.parametrize(("violation", "sentence"), STOPPED, ids=[sentence for _, sentence in STOPPED])
def test_a_model_may_not_say(violation: str, sentence: str) -> None:
    assert violation in alarms(sentence)


@pytest.mark.parametrize("sentence", TABLE["passed"])
def test_a_professional_may_say(sentence: str) -> None:
    assert alarms(sentence) == []


@pytest.mark.parametrize("sentence", TABLE["taken_out"])
def test_a_stage_direction_is_taken_out_and_the_rest_may_be_said(sentence: str) -> None:
    assert alarms(sentence) == ["taken_out"]


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(STOPPED) >= 300
    assert len(TABLE["passed"]) >= 300
    assert set(TABLE["stopped"]) == {violation.value for violation in Violation} - set(OF_WHOLE_REPLIES)


SAID = turns("The night desk has a veto in the planning meeting. Ask away.", "What did that change for you?")


@pytest.mark.parametrize(
    ("text", "learner", "found"),
    [
        pytest.param("The night desk has a veto in the planning meeting.", None, ["said_before"], id="on an earlier turn"),
        pytest.param("We lost nine trucks that night. We lost nine trucks that night.", None, ["said_before"], id="twice on one turn"),
        pytest.param("The night desk has a veto in that meeting now.", None, [], id="the same in other words"),
        pytest.param("Ask away.", None, [], id="two words"),
        pytest.param("The night desk has a veto in the planning meeting.", "Sorry, could you say that again?", [], id="asked to"),
    ],
)  # fmt: skip
def test_nobody_says_a_sentence_twice_unless_they_are_asked_to(
    text: str, learner: str | None, found: list[str]
) -> None:
    said = [*SAID[:-1], Turn(speaker="learner", text=learner)] if learner else SAID
    assert alarms(text, said=said) == found


ON_SOME_TURNS = [
    pytest.param("You should talk to Luis Aranda, use my name.", stage(Act.OFFER_INTRODUCTION, "contacts"), id="offered"),
    pytest.param("I'll put you in touch with Ruthanne Pell.", stage(Act.OFFER_INTRODUCTION, "contacts"), id="in touch"),
    pytest.param("There's one planner post in the budget, not approved.", stage(Act.ANSWER, "hiring"), id="the hiring note"),
    pytest.param("We have an opening coming up in Joliet.", stage(Act.ANSWER, "hiring"), id="an opening"),
    pytest.param("If your plan needs everybody to have a good day, it isn't a plan.", stage(Act.ANSWER, "opinions"), id="an opinion"),
    pytest.param("Walt hung his lunch bag over it, thirty years in.", stage(Act.TELL_STORY, "stories"), id="a story"),
    pytest.param("Hello, Dana.", stage(Act.GREET), id="a name at the greeting"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "direction"), ON_SOME_TURNS)
def test_what_the_director_opens_may_be_said_on_that_turn_and_on_no_other(sentence: str, direction: Stage) -> None:
    assert alarms(sentence, direction) == []
    assert alarms(sentence) != []


@pytest.mark.parametrize(
    "sentence",
    [
        "I'll see what I can do.",
        "Check back with me in the spring.",
        "Maybe we might have something.",
        "I can ask around.",
    ],
)
def test_what_says_little_is_a_promise_to_somebody_who_asked_for_a_job(sentence: str) -> None:
    assert alarms(sentence, stage(Act.DECLINE)) == ["offer"]
    assert alarms(sentence) == []


def test_a_pronoun_stands_for_the_papers_that_were_spoken_of() -> None:
    offered = turns("Dana Okafor.", "Could I send you my résumé?")
    assert alarms("Sure, send it over.", said=offered) == ["offer"]
    assert alarms("I'd be happy to take a look at it.", said=offered) == ["offer"]
    assert alarms("Sure, send it over.") == []


QUESTIONS = [
    pytest.param("Honestly, am I talking to a real person?", True, id="a real person"),
    pytest.param("Are you an AI?", True, id="an AI"),
    pytest.param("Is this a bot?", True, id="a bot"),
    pytest.param("Do you use AI software for the routes?", False, id="AI at work"),
    pytest.param("Which program did you study in?", False, id="a program of study"),
    pytest.param("How do the machines and the human crew get on?", False, id="machines at work"),
]


@pytest.mark.parametrize(("question", "asks"), QUESTIONS)
def test_the_truth_about_being_a_program_is_told_to_who_asks_for_it_and_to_nobody_else(
    question: str, asks: bool
) -> None:
    said = turns("Dana Okafor.", question)
    assert (alarms("I am a program, and as an AI, I have no trucks.", said=said) == []) == asks


def test_what_was_said_on_the_call_is_no_secret_any_more() -> None:
    told = "Walt hung his lunch bag over the sensor."
    again = "Walt took his lunch bag down himself, as I said."
    assert alarms(again, said=turns("Dana Okafor.", "What happened then?")) == ["private"]
    assert alarms(again, said=turns(told, "So Walt took his lunch bag down himself?")) == []
    assert alarms("Luis runs it.", said=turns("Dana Okafor.", "I know Luis from the dock. Who runs nights?")) == []


def test_a_secret_may_not_be_told_in_two_halves_either() -> None:
    guard = Guard.on(Brief(DANA, ASKED, stage()))
    first, second = "We called every ice rink.", "They had parkas for the compressor night."
    assert guard.alarm(Utterance(first, first), []) is None
    assert guard.alarm(Utterance(second, second), []) is None
    assert guard.alarm(Utterance(second, second), [first]) is not None


def everything(persona: Persona) -> Iterator[tuple[str, str, Stage]]:
    """All that the built-in professional could say for a persona, each with the question and the direction for it."""
    asked = "What is it like?"
    private = persona.private
    for answer in private.answers:
        yield from ((asked, text, stage()) for text in (answer.text, *answer.more))
    for story in private.stories:
        yield from ((asked, text, stage(Act.TELL_STORY, "stories")) for text in (story.text, *story.more))
    yield from ((asked, opinion, stage(Act.ANSWER, "opinions")) for opinion in private.opinions)
    yield asked, private.hiring, stage(Act.ANSWER, "hiring")
    for who in private.contacts:
        introduction = f"Talk to {who.name}, {who.role}: {who.why}. You may use my name."
        yield asked, introduction, stage(Act.OFFER_INTRODUCTION, "contacts")
    for topic in wording().generic.values():
        yield from ((asked, text.replace("{field}", persona.field), stage()) for text in topic)
    public = persona.public
    for fact in (public.profile, *public.organisation_facts, *(piece.summary for piece in public.writing)):
        yield asked, fact, stage()
    yield from lines(persona)


ACTS = {
    "greet": Act.GREET, "decline": Act.DECLINE, "decline_coolly": Act.DECLINE_COOLLY, "resume_offer": Act.DECLINE,
    "disclaimer": Act.DECLINE, "withhold": Act.WITHHOLD_INTRODUCTION, "keep_in_touch": Act.KEEP_IN_TOUCH, "close": Act.CLOSE,
    "contact": Act.OFFER_INTRODUCTION, "contact_name": Act.OFFER_INTRODUCTION, "use_my_name": Act.OFFER_INTRODUCTION,
    "no_contact": Act.OFFER_INTRODUCTION, "program": Act.STAY_IN_PART,
    "invite_resume": Act.INVITE_RESUME, "open_door": Act.OPEN_DOOR,
}  # fmt: skip
ASKS = {Act.DECLINE: "Could you refer me? Here is my résumé.", Act.STAY_IN_PART: "Am I talking to a program?"}


def lines(persona: Persona) -> Iterator[tuple[str, str, Stage]]:
    """A persona's lines and the shared ones, with their placeholders filled."""
    values = {
        "name": persona.name, "minutes": "about ten minutes", "learner": "Sam", "subject": "marine biology", "fact": "it has 45 people",
        "next": persona.schedule.next, "contact": "Ann Lee", "title": persona.title, "organisation": persona.organisation,
        "field": persona.field, "topic": "the team",
    }  # fmt: skip
    shared = ((use, (*of.any, *of.friendly, *of.typical, *of.tough)) for use, of in wording().lines.items())
    for use, texts in (*persona.voice.lines.items(), *shared):
        act = ACTS.get(use, Act.ANSWER)
        direction = stage(act, "contacts") if act is Act.OFFER_INTRODUCTION else stage(act)
        for text in texts:
            yield ASKS.get(act, "What is it like?"), fill(text, values) or "", direction
    for halves in wording().endless.values():
        for head in halves.heads:
            yield from ((ASKS[Act.DECLINE], f"{head}, {tail}", stage(Act.DECLINE)) for tail in halves.tails)


@pytest.mark.parametrize("persona", [pytest.param(persona, id=id_) for id_, persona in catalogue().items()])
def test_nothing_that_the_built_in_professional_says_gives_an_alarm(persona: Persona) -> None:
    @cache
    def guard(question: str, direction: Stage) -> Guard:
        call = [] if direction.act is Act.GREET else turns("Yes?", question)
        return Guard.on(Brief(persona, call, direction))

    stopped = [
        (found, text)
        for question, text, direction in everything(persona)
        if (found := stopped_by(guard(question, direction), text))
    ]
    assert stopped == []


def said_in(author: str) -> Iterator[tuple[Persona, list[Turn], str]]:
    """What professionals say in an author's calls, turn by turn, with the call so far."""
    for row in (LABELLED / f"{author}-transcripts.jsonl").read_text(encoding="utf-8").splitlines():
        transcript = json.loads(row)["transcript"]
        persona, call = Persona.model_validate(transcript["persona"]), [Turn(**turn) for turn in transcript["turns"]]
        for number, turn in enumerate(call):
            if turn.speaker == "professional":
                yield persona, call[:number], turn.text


@pytest.mark.parametrize(
    ("author", "held_out"),
    [
        pytest.param(
            "fir",
            {
                "Send her a message, not a call, and mention my name.", "I can teach you in six months to get a quote and check it.",
                "I'll send you her email.", "I'll send you her number on WhatsApp.", "Come by ten o'clock.",
                "And email it to me when it's done, I'll shoot it over to HR with a note, say I talked to you.",
                "Email her, tell her I said so, and don't call before nine.", "Tell her I said it, and call the office, she doesn't do email.",
                "If yes, send me your CV and one query that you're proud of.",
            },
            id="fir",
        ),
        pytest.param(
            "dev",
            {
                "Say I sent you, and ask about her first audit committee.", "Use my name.",
                "If you are, send me your résumé and I'll put it in front of the panel.",
                "Say I sent you, and tell her about the after-action reviews.", "Send her your CV with the glue at the top, and copy me in.",
                "Tell her that I said the cooler people took seven minutes, she'll understand.", "Tell him the barber sent you, he'll know.",
            },
            id="dev",
        ),
    ],
)  # fmt: skip
def test_of_what_professionals_say_on_calls_only_real_offers_give_an_alarm(author: str, held_out: set[str]) -> None:
    stopped: dict[str, Violation] = {}
    for persona, call, text in said_in(author):
        guard = Guard.on(Brief(persona, call, stage(Act.ANSWER if call else Act.GREET, *get_args(Tellable))))
        for sentence in sentences(text):
            if alarm := guard.alarm(Utterance(sentence, sentence), []):
                stopped[sentence] = alarm.violation
    assert set(stopped) == held_out
    assert set(stopped.values()) <= {Violation.OFFER, Violation.INTRODUCTION}


def test_every_violation_has_its_words_and_its_place_in_the_log() -> None:
    names = {violation.value for violation in Violation}
    assert set(get_args(ViolationName)) == names
    assert set(get_args(Guarded.model_fields["violation"].annotation)) == names
    assert set(phrases().again) == set(phrases().told) == names


@pytest.mark.parametrize("section", get_args(Section))
def test_every_pattern_can_be_read(section: Section) -> None:
    assert patterns(section)


def broken(**changes: Any) -> dict[str, Any]:
    return {**phrases().model_dump(), **changes}


def test_a_file_that_lacks_the_words_for_a_violation_is_refused() -> None:
    told = {name: text for name, text in phrases().told.items() if name != "offer"}
    with pytest.raises(ValidationError, match="told has no words for offer"):
        Phrases.model_validate(broken(told=told))


def test_a_file_with_two_patterns_in_one_line_is_refused() -> None:
    with pytest.raises(ValidationError, match="two patterns in one line"):
        Phrases.model_validate(broken(offer=["{volunteer}hire you|come aboard"]))


def test_a_name_of_two_words_is_looked_for_like_any_other() -> None:
    assert introduced("You should talk to Ann Lee about that.", names=("Ann Lee",))
    assert introduced("Ann Lee taught me that in a week.", names=("Ann Lee",)) is None
