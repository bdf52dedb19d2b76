import pytest

from simulator.grading.question_form import QuestionForm, Theme, form_of


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("How did you get into this?", Theme.STORY),
        ("What happened to the people who were mad?", Theme.CHALLENGE),
        ("why was it more use", Theme.STORY),
        ("Walk me through how you got finance to agree.", Theme.STORY),
        ("I'd love to hear about your first winter there.", Theme.STORY),
        ("Could you tell me what the hardest part was?", Theme.CHALLENGE),
        ("Who fought you on that?", Theme.CHALLENGE),
        ("What keeps you up at night?", Theme.CHALLENGE),
        ("So, um, what do people get wrong about it?", Theme.CHALLENGE),
        ("What makes someone good at this?", Theme.SKILL),
        ("Where does a first-year learn what normal looks like?", Theme.SKILL),
        ("Which skills do you look for?", Theme.SKILL),
        ("How do people on your team deal with that?", Theme.CULTURE),
        ("Who has to be in the room when you decide?", Theme.CULTURE),
        ("What does a day really look like?", Theme.CULTURE),
        ("If you were me, what would you go and look at?", Theme.ADVICE),
        ("What do you wish you had known at the start?", Theme.ADVICE),
        ("what should I do first? A master again, or something smaller?", Theme.ADVICE),
        ("How did you get a sponsor to care when they came in asking how big?", Theme.STORY),
        ("What do you use instead?", Theme.OTHER),
    ],
)
def test_an_open_question_is_powerful(question: str, theme: Theme) -> None:
    form = form_of(question)
    assert form == QuestionForm(is_open=True, theme=theme)
    assert form.is_powerful


@pytest.mark.parametrize(
    "question",
    [
        "Do you like it there?",
        "Did you need it for the work, or for the door?",
        "Is there a part of January that you still look forward to?",
        "so they paid for a whole shirt bc of one video?",
        "Have you ever been asked to do that?",
        "And would you do it again?",
        "Was it hard?",
    ],
)
def test_a_question_for_yes_or_no_is_closed(question: str) -> None:
    form = form_of(question)
    assert not form.is_open
    assert not form.is_powerful


@pytest.mark.parametrize(
    "question",
    [
        "How many people are on your team?",
        "how long have u been there",
        "What's your job title?",
        "Where did you go to university?",
        "where'd u go to school",
        "When did you join?",
        "so what do u do exactly",
        "What does a curator do?",
        "What did you study?",
        "Which year did you get it?",
        "Who is your boss?",
        "How big is the team of agronomy now, how many persons?",
        "What posts have you got open just now?",
    ],
)
def test_a_question_for_a_fact_is_closed(question: str) -> None:
    assert form_of(question) == QuestionForm(is_open=False, theme=Theme.FACT)


def test_of_several_questions_the_open_one_counts() -> None:
    assert form_of("Do you read it? What did they say to that?").is_powerful


def test_typographic_apostrophes_change_nothing() -> None:
    assert form_of("What’s the hardest part?") == form_of("What's the hardest part?")


@pytest.mark.parametrize("text", ["", "?", "…", "ok", "\n\n", "¿Por qué?", "x" * 5000])
def test_any_text_has_a_form(text: str) -> None:
    assert not form_of(text).is_open


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "text", ["." * 20000 + "a", "and " * 5000, "so " * 7000 + "x", "?! " * 7000], ids=["dots", "and", "so", "marks"]
)
def test_a_turn_that_repeats_itself_is_read_in_no_time(text: str) -> None:
    assert not form_of(text).is_powerful
