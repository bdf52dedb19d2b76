"""The written request: read by the rubric, answered by temperament, in the professional's own voice."""

import pytest

from simulator.appointment import RequestTry
from simulator.arranging import MOST_TRIES, answer_request, asks_in_writing, read_request
from simulator.director import Difficulty
from simulator.errors import InputError
from simulator.persona import Persona, catalogue
from simulator.scoring import score
from simulator.transcript import Preparation, Transcript, Turn

DANA, SALMA = catalogue()["dana-okafor"], catalogue()["salma-hourani"]

GOOD = (
    "Dear {first}, I am Ana, a second-year student. I read ‘{title}’ and would like to ask how you came to think so. "
    "Could I have fifteen minutes of your time by phone? This is about advice; I am not asking for a job."
)
GENERIC = "Hello, I am a student and would love to pick your brain about your career. Could we talk some time?"
JOB = "Hi, I'm Sam. I read ‘{title}’ and I'd love to join your team. Could you pass my resume to HR?"
SEEKER = (
    "Dear {first}, I am Sam, and I am looking for work in this field right now, so my questions will be about openings "
    "at your place. I read ‘{title}’ and liked it. May I have fifteen minutes?"
)
LONG = GOOD + " I have always been fascinated by everything about it." * 20


def written(text: str, persona: Persona) -> str:
    return text.format(first=persona.first_name, title=persona.public.writing[0].title)


def answered(text: str, persona: Persona = DANA, **how: object) -> RequestTry:
    return answer_request(persona, written(text, persona), **{"minutes": 15, "seed": 1, **how})  # type: ignore[arg-type]


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_whoever_wrote_well_is_welcome_with_everybody(persona: Persona) -> None:
    assert answered(GOOD, persona).verdict == "warmly"


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_a_request_for_a_job_is_declined_by_everybody_and_the_letter_says_why(persona: Persona) -> None:
    found = answered(JOB, persona)
    assert found.verdict == "declined"
    assert found.reasons[0] == "asks_for_job"


@pytest.mark.parametrize(
    ("text", "difficulty", "verdict"),
    [
        pytest.param(GENERIC, "friendly", "coolly", id="a friendly person takes a letter that could be to anybody"),
        pytest.param(GENERIC, "typical", "declined", id="a busy one does not"),
        pytest.param(SEEKER, "friendly", "warmly", id="looking for work openly is no fault"),
        pytest.param(SEEKER, "tough", "coolly", id="a tough person keeps such talks short"),
        pytest.param(LONG, "tough", "declined", id="a tough person does not read 300 words"),
        pytest.param(LONG, "typical", "coolly", id="a busy one reads on, without joy"),
        pytest.param("Can we talk?", "friendly", "declined", id="one line is no letter"),
    ],
)
def test_how_much_somebody_wants_to_see_hangs_on_how_hard_they_are_to_get(
    text: str, difficulty: Difficulty, verdict: str
) -> None:
    assert answered(text, difficulty=difficulty).verdict == verdict


def test_the_seed_changes_the_words_and_never_the_verdict() -> None:
    found = [answered(GENERIC, seed=seed) for seed in range(30)]
    assert {one.verdict for one in found} == {"declined"}
    assert len({one.letter for one in found}) > 5
    assert answered(GENERIC, seed=4) == answered(GENERIC, seed=4)


def test_one_who_was_declined_may_write_again_and_is_taken_coolly_in_the_end() -> None:
    tries: list[RequestTry] = []
    while not tries or tries[-1].may_rewrite:
        tries.append(answered(JOB, earlier=tries))
    assert [one.verdict for one in tries] == ["declined", "declined", "coolly"]
    assert len(tries) == MOST_TRIES
    assert tries[-1].reasons[0] == "kept_at_it"
    with pytest.raises(InputError, match="answered already"):
        answered(GOOD, earlier=tries)


def test_a_better_second_letter_is_welcome() -> None:
    first = answered(GENERIC)
    assert answered(GOOD, earlier=[first]).verdict == "warmly"


@pytest.mark.parametrize(
    "text", [pytest.param("  \n ", id="empty"), pytest.param("x" * 100_000, id="a hundred thousand characters")]
)
def test_what_can_not_be_sent_is_said_in_one_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        answered(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("persona", [pytest.param(one, id=one.id) for one in catalogue().values()])
def test_no_letter_gives_away_what_only_a_conversation_brings_out(persona: Persona) -> None:
    private = [persona.private.hiring, *(one.name for one in persona.private.contacts)]
    for text in (GOOD, GENERIC, JOB, SEEKER):
        for seed in range(8):
            letter = answered(text, persona, seed=seed, referred_by="Bo Lindqvist").letter
            assert not any(word and word in letter for word in private)
            assert "{" not in letter
            assert letter.rstrip().endswith(persona.name)


def test_who_signed_is_greeted_by_name() -> None:
    assert "Ana" in {word.strip(",") for seed in range(20) for word in answered(GOOD, seed=seed).letter.split()}


def test_a_referrer_has_to_be_named_in_the_letter() -> None:
    text = written(GOOD, DANA)
    assert read_request(DANA, text, referred_by="Bo Lindqvist").failed("referrer")
    assert read_request(DANA, f"Bo Lindqvist told me to write. {text}", referred_by="Bo Lindqvist").met("referrer")
    assert not [one for one in read_request(DANA, text).checks if one.code == "referrer"]


@pytest.mark.parametrize("text", [pytest.param(one, id=name) for name, one in
                                  {"good": GOOD, "generic": GENERIC, "job": JOB, "seeker": SEEKER, "long": LONG}.items()])  # fmt: skip
def test_what_is_said_while_it_is_written_is_what_the_grade_says(text: str) -> None:
    request = written(text, DANA)
    call = Transcript(
        format="transcript/1",
        persona="dana-okafor",
        preparation=Preparation(request=request),
        turns=tuple(Turn(speaker="learner", text=words) for words in ("Hi, I'm Sam.", "How did you start?")),
    )
    grade = score(call, name="c").grades["preparation"]
    assert grade is not None
    reading = read_request(DANA, request)
    assert ("request" in grade.why.split(")")[0]) is reading.is_good
    assert ("asks for a job" in grade.why) is reading.asks


@pytest.mark.parametrize(
    ("text", "reads_as"),
    [
        pytest.param("I'm looking for a job in food logistics.", "seeker", id="looks for a job"),
        pytest.param("I have no experience, but I am looking for a first post.", "seeker", id="a first post"),
        pytest.param("I was laid off in May.", "seeker", id="laid off"),
        pytest.param(
            "I am job-hunting, and my questions are about openings with you.", "openings", id="says about what"
        ),
        pytest.param("I am looking for work, but I am not asking you for a job.", "information", id="asks for none"),
        pytest.param("I am not looking for a job yet; I have a year to go.", "information", id="looks for none"),
        pytest.param(
            "I am looking for advice on how people find work in this field.", "unclear", id="looks for advice"
        ),
        pytest.param("I hope that you can offer me an internship.", "job", id="asks for a job"),
        pytest.param("May I ask you about your work?", "unclear", id="says nothing of it"),
    ],
)
def test_who_looks_for_work_and_says_so_is_told_what_that_means(text: str, reads_as: str) -> None:
    reading = read_request(DANA, f"Dear Dana, I read ‘The Last Cold Mile’. {text} May I have fifteen minutes?")
    assert reading.reads_as == reads_as
    terms = next(check for check in reading.checks if check.code == "terms")
    assert terms.met is (reads_as in {"information", "openings"})
    assert ("openly that you look for work" in terms.words) is (reads_as in {"seeker", "openings"})


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param("CV attached.", True, id="attached"),
        pytest.param("Please find my résumé below.", True, id="below"),
        pytest.param("I could send you my CV.", True, id="offered"),
        pytest.param("I won't send a CV unless you ask.", False, id="kept back"),
        pytest.param("I am rewriting my CV.", False, id="only talked of"),
    ],
)
def test_a_resume_that_nobody_asked_for_is_named(text: str, named: bool) -> None:
    reading = read_request(DANA, f"{written(GOOD, DANA)} {text}")
    assert reading.resume is named
    assert reading.failed("resume") is named


def test_the_answer_says_what_is_unclear_in_an_open_search_and_that_a_resume_came_unasked() -> None:
    text = "Dear {first}, I read ‘{title}’ and I'm looking for a job in logistics, CV attached. Could we talk? Sam"
    told = answered(text, difficulty="typical")
    assert told.verdict == "declined" or told.reasons[0] == "resume_unasked"
    assert {"resume_unasked", "seeker_vague"} <= set(told.reasons)
    assert "unclear" not in told.reasons


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        pytest.param("Could you forward my CV to whoever does the hiring?", True, id="the passing on of a CV"),
        pytest.param("I hope that you can offer me an internship.", True, id="an internship"),
        pytest.param("Could I have fifteen minutes of your time?", False, id="a request for a call"),
        pytest.param("I would love to hear how you were hired.", False, id="how they were hired"),
        pytest.param("I am not asking you for a job.", False, id="a disclaimer"),
    ],
)
def test_an_ask_in_writing_is_told_from_a_request_for_a_talk(text: str, asks: bool) -> None:
    assert asks_in_writing(text, DANA) is asks
