"""The report in its forms: whole in every language, escaped in every form, and each picture with its words."""

import json
import re
import warnings
from dataclasses import replace
from html import escape
from itertools import pairwise

import pytest

from simulator.branches import Comparison, Row, Step
from simulator.clock import timeline
from simulator.director import Act, Mood
from simulator.grading import Grader, grade
from simulator.grading.scorecard import Scorecard
from simulator.happened import Update
from simulator.observation import Kind, Observation
from simulator.persona import Persona, catalogue
from simulator.report import Beyond, View, part, to_html, to_json, to_markdown
from simulator.report import pictures as drawn
from simulator.report.marks import Judgement
from simulator.texts import languages, texts
from simulator.transcript import FORMAT, FollowUp, Transcript, Turn

DANA = catalogue()["dana-okafor"]
HOSTILE = '</p><script>alert(1)</script> "quoted" & <b>bold</b>'
SAID: list[tuple[str, list[tuple[Kind, str]]]] = [
    ("Hi, I'm Sam, a logistics student.", [(Kind.INTRODUCES_BACKGROUND, "a logistics student")]),
    (f"How did you start? {HOSTILE}", [(Kind.QUESTION, "How did you start?")]),
    ("Do you like it? Are you hiring?", [(Kind.QUESTION, "Do you like it?"), (Kind.DIRECT_JOB_ASK, "Are you hiring?")]),
]
NOTE = (
    "Dear Dana, thank you for the story of the storm. I have thought about it ever since, and I have begun a list of whom I "
    f"would call on my own route. I will write to you in the summer to tell you what I chose. {HOSTILE} Sam"
)


def call(note: str | None = None, **more: object) -> tuple[Transcript, Scorecard]:
    """A short call with what was observed in it, graded."""
    turns, seen = [Turn(speaker="professional", text="Dana Okafor.", by="offline")], []
    for words, kinds in SAID:
        for kind, quote in kinds:
            start = words.index(quote)
            seen.append(
                Observation.of(len(turns), kind, words, start, start + len(quote), source="test", confidence=0.9)
            )
        turns += [
            Turn(speaker="learner", text=words),
            Turn(speaker="professional", text=f"There was a storm. {HOSTILE}", by="offline"),
        ]
    paper = Transcript.model_validate(
        {
            "format": FORMAT,
            "persona": DANA.id,
            "agreed_minutes": 15,
            "ended_by": "learner",
            "turns": turns,
            "follow_up": FollowUp(note=note, hours_after=3) if note else None,
            **more,
        }
    )
    return paper, grade(paper, DANA, seen, transcript_name="c", grader=Grader(name="test", version="1"))


def view(beyond: Beyond | None = None, **more: object) -> View:
    transcript, card = call(**more)  # type: ignore[arg-type]
    return View.of(transcript, DANA, card, beyond or Beyond(), texts("en"))


@pytest.mark.parametrize("language", languages())
def test_a_report_is_whole_in_every_language(language: str) -> None:
    transcript, card = call(NOTE, rewinds=[1, 3], coached=True)
    beyond = Beyond(
        judged={0: Judgement("dispute", "a joke")}, second=card, update=Update(text="I moved to pharma.", weeks_after=6)
    )
    page = to_html(transcript, DANA, card, beyond, language=language)
    t = texts(language)
    assert f'<html lang="{language}">' in page
    for key in ("report.pictures.title", "report.transcript.title", "report.next.title", "report.second.title"):
        assert escape(t(key), quote=False) in page
    assert t.n("report.rewinds", 2) in page
    assert to_markdown(transcript, DANA, card, beyond, language=language).count("\n## ") >= 12


def test_what_somebody_wrote_is_no_markup_in_any_form() -> None:
    transcript, card = call(NOTE)
    beyond = Beyond(judged={0: Judgement("agree", HOSTILE)}, update=Update(text=HOSTILE, weeks_after=3))
    page, text = to_html(transcript, DANA, card, beyond), to_markdown(transcript, DANA, card, beyond)
    for form in (page, text):
        assert "<script" not in form
        assert "<b>bold" not in form
    assert "&lt;script&gt;" in page
    assert json.loads(to_json(card))["format"] == "scorecard/1"


def test_a_report_fetches_nothing_and_runs_nothing() -> None:
    transcript, card = call()
    page = to_html(transcript, DANA, card)
    assert set(re.findall(r'(?:src|href)="([^#"]*)', page)) == {""}
    assert "url(http" not in page
    assert "default-src 'none'" in page


def test_no_two_things_on_a_report_have_the_same_id() -> None:
    transcript, card = call(NOTE)
    ids = re.findall(r'\sid="([^"]+)"', to_html(transcript, DANA, card))
    assert sorted(set(ids)) == sorted(ids)


def test_every_link_of_a_report_leads_somewhere_on_it() -> None:
    transcript, card = call(NOTE)
    page = to_html(transcript, DANA, card)
    wanted = set(re.findall(r'href="#([^"]+)"', page))
    assert wanted
    assert wanted <= set(re.findall(r'\sid="([^"]+)"', page))


def test_the_same_words_are_quoted_once_with_all_that_they_were_seen_as() -> None:
    for one in view().grades:
        places = [(quote.turn, quote.text) for quote in one.quotes]
        assert len(places) == len(set(places))


def test_every_mark_can_be_filtered_for_and_shows_what_it_answers() -> None:
    laid_out = view()
    values = {choice.value for choice in laid_out.choices}
    for before, turn in pairwise(laid_out.turns):
        for mark in turn.marks:
            assert {mark.kind, mark.tone} <= values
            assert mark.kind in turn.shown_for
            assert mark.kind in before.shown_for


def test_what_is_disputed_stands_beside_what_was_graded() -> None:
    transcript, card = call()
    kept = [seen for seen in card.observations if seen.kind is not Kind.DIRECT_JOB_ASK]
    second = grade(transcript, DANA, kept, transcript_name="c", grader=card.grader)
    rows = {row.title: row for row in view(Beyond(second=second)).second}
    assert rows["Not asking for a job"].changed
    assert rows["Not asking for a job"].first[0] < rows["Not asking for a job"].mine[0] == 5
    assert not rows["Introduction"].changed


def test_what_mattered_most_can_be_said_without_points() -> None:
    laid_out = view()
    assert laid_out.takeaway is not None
    assert re.search(r"\d+ points? of a hundred", laid_out.takeaway.sentence)
    assert not re.search(r"\d+ points?", laid_out.takeaway_plainly)
    assert laid_out.takeaway_plainly.startswith(laid_out.takeaway.sentence.split(",")[0])
    assert not re.search(r"\d", laid_out.takeaway_plainly)


@pytest.mark.parametrize(
    ("sentence", "said", "plainly"),
    [
        pytest.param(
            "What cost you most was the use of the time, six points of a hundred: One small lapse: you left late.",
            "What cost you most was the use of the time, six points of a hundred. One small lapse: you left late.",
            "What cost you most was the use of the time. One small lapse: you left late.",
            id="points-in-a-word",
        ),
        pytest.param(
            "What cost you most was asking for work, 18 points of a hundred: You asked twice, so there are no words to point to.",
            "What cost you most was asking for work, 18 points of a hundred. You asked twice.",
            "What cost you most was asking for work. You asked twice.",
            id="nothing-to-point-to-above-a-quote",
        ),
    ],
)
def test_what_mattered_most_is_two_sentences_with_its_points_or_without(sentence: str, said: str, plainly: str) -> None:
    laid_out = view()
    assert laid_out.takeaway is not None
    laid_out = replace(laid_out, takeaway=replace(laid_out.takeaway, sentence=sentence))
    assert (laid_out.takeaway_said, laid_out.takeaway_plainly) == (said, plainly)


def test_a_grade_says_its_reason_without_a_percentage_to_whom_wants_none() -> None:
    listening = next(one for one in view().grades if one.name == "listening")
    assert re.search(r"\d+%", listening.why)
    assert "%" not in listening.why_plainly
    assert listening.why.startswith(listening.why_plainly.rstrip("."))


def test_a_try_that_was_left_is_shown_until_it_was_left() -> None:
    hello, asked, went_on = (
        Step(turn, words, "Hm.", (), Mood(patience=50, rapport=50), Act.ANSWER, 0, 0)
        for turn, words in ((0, ""), (1, "Are you hiring?"), (1, "How did you start?"))
    )
    last = Step(3, "And then?", "Then came the peas.", (), Mood(patience=50, rapport=50), Act.ANSWER, 0, 0)
    compared = Comparison((Row(hello, hello), Row(went_on, asked), Row(last, None)))
    laid_out = view(Beyond(tries=((0, compared),)))
    assert [len(one.rows) for one in laid_out.tries] == [1]
    assert "Attempt 1: you left it here" in part("branches", laid_out, texts("en"))
    back = Comparison((Row(hello, hello), Row(went_on, asked), Row(None, last)))
    assert "you left it here" not in part("branches", view(Beyond(tries=((0, back),))), texts("en"))


def test_what_to_say_instead_turns_the_learners_own_words() -> None:
    transcript, _ = call()
    turned = view().instead
    assert turned
    for one in turned:
        assert one.said in transcript.turns[one.turn].text


def test_a_drill_shows_only_what_it_practises() -> None:
    assert {one.name for one in view(drill="introduction").grades} == {"intro_clarity", "job_ask"}


def test_a_call_with_nothing_to_grade_says_so_and_has_no_letter() -> None:
    paper = Transcript(format=FORMAT, persona=DANA.id, turns=(Turn(speaker="professional", text="Dana."),))
    card = grade(paper, DANA, [], transcript_name="c", grader=Grader(name="test", version="1"))
    laid_out = View.of(paper, DANA, card, Beyond(), texts("en"))
    assert not laid_out.graded
    assert laid_out.after.letter is None
    assert laid_out.pictures == ()
    assert laid_out.why_ungraded == "Too short to grade: you spoke not at all."
    assert "not graded" in part("scorecard", laid_out, texts("en"))


def test_the_pictures_say_in_words_what_they_show() -> None:
    pictures = {picture.key: picture for picture in view().pictures}
    assert set(pictures) == {"talk", "moods", "questions"}
    assert pictures["questions"].said == "You asked 2 questions; 1 of them open."
    assert pictures["questions"].rows[4] == ("their story", "1", "0")
    assert len(pictures["talk"].rows) == 7
    # the greeting, and each of the learner's turns
    assert len(pictures["moods"].rows) == 4
    ask = next(moment for moment in pictures["moods"].moments if "asks for a job" in moment.kinds)
    assert (ask.turn, ask.rapport < 0, ask.patience < 0) == (5, True, True)
    for picture in pictures.values():
        assert 'aria-hidden="true"' in picture.svg


def test_a_picture_takes_its_colours_from_the_page() -> None:
    for picture in view().pictures:
        colours = set(re.findall(r"#[0-9a-fA-F]{6}", picture.svg))
        assert colours <= {"#000000", "#ffffff"}, picture.key
        assert "var(--sim-accent)" in picture.svg


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("李小龍", id="a script that the drawing's font lacks"),
        pytest.param("נועה", id="right to left"),
        pytest.param("<b>$x^2$</b>", id="markup and mathematics"),
        pytest.param("Annabella-Wilhelmina-Frederika-Charlotte", id="a very long one"),
    ],
)
def test_a_name_stands_in_a_picture_as_it_is_written(name: str) -> None:
    talk = timeline([Turn(speaker="professional", text="Hello."), Turn(speaker="learner", text="Hi there.")], 150, 15)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        svg = drawn.talk_share(talk, "You", name, "minutes", ("start", "end"))
    assert escape(name[:20]) in svg
    assert "<b>" not in svg


@pytest.mark.parametrize("calls", [1, 2, 30])
def test_a_trend_can_be_drawn_of_any_number_of_calls(calls: int) -> None:
    points = tuple(float(20 + at % 60) for at in range(calls))
    low, high = tuple(point - 5 for point in points), tuple(point + 5 for point in points)
    svg = drawn.trend(drawn.Trend(points, points, low, high), "research", "excellent", "poor")
    assert ">excellent<" in svg
    assert ">poor<" in svg


def test_nobody_who_was_brought_is_taken_for_real() -> None:
    transcript, card = call()
    invented = Persona.model_validate({**DANA.model_dump(), "invented": ("private",)})
    assert "nobody&#39;s real words" in to_html(transcript, invented, card)
