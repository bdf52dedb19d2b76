"""The figures of `evals.observer`: what counts as a hit, what is left out, and what the levels are held against."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.figures import Figure, estimates
from evals.gold import load
from evals.hearing import Listener, levels_by_label
from evals.observer import (
    Hearing,
    confusions,
    curve,
    disagreements,
    groups,
    level_disagreements,
    listen,
    looks,
    main,
    measures,
)
from evals.suite import Asked, Section, alone
from evals.suites.observer import SUITE
from simulator.observation import Kind, Observation
from simulator.observer import Context, Observer
from tests.evals.labelled import PERSONA, TURNS, Hears, Parrot, asking, call, single, write


def heard(folder: Path, observer: Observer, *rows: dict[str, Any]) -> Hearing:
    """Labelled rows, heard by an observer."""
    return listen(load([write(folder, *rows)]), Listener("offline", observer))


def figures(hearing: Hearing) -> dict[str, Figure]:
    """All figures by name, on few resamples."""
    return {figure.name: figure for figure in estimates(measures(hearing), resamples=20)}


def values(hearing: Hearing) -> dict[str, float | None]:
    """Their values."""
    return {name: figure.value for name, figure in figures(hearing).items()}


def test_hits_misses_and_false_alarms_are_told_apart(tmp_path: Path) -> None:
    found = values(heard(tmp_path, Parrot(Kind.QUESTION), single("a", "question"), single("b"), single("c", "thanks")))
    assert found["kind.question.precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["kind.question.recall"] == 1
    assert found["kind.question.f1"] == 0.5
    assert found["kind.thanks.recall"] == 0
    assert found["kind.thanks.precision"] is None


def test_a_doubtful_kind_is_left_out_of_its_turn(tmp_path: Path) -> None:
    doubted = heard(tmp_path, Parrot(Kind.THANKS), single("a", "rude", doubt=("rude", "thanks")))
    assert figures(doubted)["kind.rude.f1"] == Figure("kind.rude.f1", None, None, None, 0)
    assert values(doubted)["kind.thanks.f1"] is None
    assert disagreements(doubted) == []


def test_asks_are_pooled_before_they_are_told_apart(tmp_path: Path) -> None:
    found = values(
        heard(tmp_path, Parrot(Kind.DIRECT_JOB_ASK), single("a", "direct_job_ask"), single("b", "veiled_job_ask"))
    )
    assert found["asks_f1"] == 1
    assert found["told_apart"] == 0.5


def test_an_invited_ask_that_is_heard_as_uninvited_is_a_false_ask_and_not_told_apart(tmp_path: Path) -> None:
    hearing = heard(tmp_path, Parrot(Kind.RESUME_PUSH), single("a", "invited_job_talk"))
    assert values(hearing)["asks_precision"] == 0
    assert values(hearing)["told_apart"] == 0
    assert confusions(hearing) == {("invited_job_talk", "resume_push"): 1}


def test_a_turn_with_two_kinds_of_ask_is_told_apart_when_both_are_heard(tmp_path: Path) -> None:
    row = single("a", "direct_job_ask", "resume_push")
    assert values(heard(tmp_path, Parrot(Kind.DIRECT_JOB_ASK), row))["told_apart"] == 0
    assert values(heard(tmp_path, Parrot(Kind.DIRECT_JOB_ASK, Kind.RESUME_PUSH), row))["told_apart"] == 1


def test_only_whole_calls_without_an_ask_can_be_kept_clean(tmp_path: Path) -> None:
    rows = [call("a", "Varga.", "Why lime?"), asking("b"), single("c")]
    hearing = heard(tmp_path, Hears(Kind.VEILED_JOB_ASK, lambda text, _: text != "Why lime?"), *rows)
    assert figures(hearing)["clean_calls"].cases == 1
    assert values(hearing)["clean_calls"] == 1
    assert values(heard(tmp_path, Parrot(Kind.VEILED_JOB_ASK), *rows))["clean_calls"] == 0


def test_kinds_with_few_cases_stay_out_of_the_macro_mean(tmp_path: Path) -> None:
    many = [single(f"q{number}", "question") for number in range(10)]
    found = figures(heard(tmp_path, Parrot(Kind.QUESTION), *many, single("r", "rude", "question")))
    assert found["macro_f1"].value == 1
    assert found["macro_f1"].cases == 1


def test_levels_are_held_against_those_from_the_labels(tmp_path: Path) -> None:
    deaf = heard(tmp_path, Parrot(), asking())
    by_label = levels_by_label(load([write(tmp_path, asking())])[0])
    assert by_label["job_ask"] == 2
    assert by_label["intro_clarity"] == 4
    found = values(deaf)
    assert found["same_level.job_ask"] == 0
    assert found["within_one.job_ask"] == 0
    assert {"id": "c-1", "grade": "job_ask", "by_label": 2, "given": 5} in level_disagreements(deaf)


def test_an_observer_that_hears_the_labels_gives_their_levels(tmp_path: Path) -> None:
    rows = [asking(), call("c-2", *TURNS[:4], t3={"question": TURNS[3]})]

    class Knows:
        name, version = "knows", "1"

        def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
            labelled = [
                one for call in gold if call.transcript.turns[:turn] == context.before for one in call.observations()
            ]
            return [one for one in labelled if one.turn == turn and one.stands_in(text)]

    gold = load([write(tmp_path, rows[0])])
    found = values(heard(tmp_path, Knows(), rows[0]))
    assert found["within_one"] == found["same_level.research"] == found["asks_f1"] == 1


def test_a_grade_on_one_side_only_is_as_far_off_as_can_be(tmp_path: Path) -> None:
    german = "Guten Tag, ich bin Steinmetz und möchte gern wissen, wie man bei Ihnen mit Kalk arbeitet und warum."
    row = call("c-1", "Varga.", german, "Ja?", german, t1={"introduces_background": "ich bin Steinmetz"})
    hearing = heard(tmp_path, Parrot(), row)
    assert set(hearing.rows[0].levels.values()) == {None}
    assert values(hearing)["within_one"] == 0
    assert values(hearing)["kappa.job_ask"] is None


def test_a_quote_that_is_not_in_its_turn_is_counted_and_goes_no_further(tmp_path: Path) -> None:
    class Invents:
        name, version = "invents", "1"

        def observe(self, turn: int, text: str, context: Context) -> list[Observation]:
            made_up = Observation.of(turn, Kind.DIRECT_JOB_ASK, "hire me now", 0, 11, source="test", confidence=1)
            return [made_up, Observation.of(turn, Kind.QUESTION, text, 0, 4, source="test", confidence=1)]

    hearing = heard(tmp_path, Invents(), asking())
    assert values(hearing)["quotes_verified"] == 0.5
    assert values(hearing)["kind.direct_job_ask.recall"] == 0
    assert hearing.rows[0].levels["job_ask"] == 5


def test_confidence_is_held_against_how_often_it_was_right(tmp_path: Path) -> None:
    rows = [single("a", "question"), single("b")]
    hearing = heard(tmp_path, Parrot(Kind.QUESTION, confidence=0.9), *rows)
    assert values(hearing)["ece"] == values(hearing)["ece.questions"] == pytest.approx(0.4)
    assert values(hearing)["ece.closing"] is None
    assert curve(hearing) == [{"from": 0.9, "to": 1.0, "cases": 2, "confidence": 0.9, "right": 0.5}]


def test_a_file_without_calls_still_gives_what_it_can(tmp_path: Path) -> None:
    found = values(heard(tmp_path, Parrot(Kind.DIRECT_JOB_ASK), single("a", "direct_job_ask")))
    assert found["asks_f1"] == 1
    assert [found[name] for name in ("clean_calls", "kappa.research", "within_one", "macro_f1")] == [None] * 4


def test_each_author_has_figures_of_their_own(tmp_path: Path) -> None:
    rows = [single("a", "direct_job_ask", author="ash"), single("b", author="elm")]
    found = groups(heard(tmp_path, Parrot(Kind.DIRECT_JOB_ASK), *rows), lambda case: case.author)
    asks = {name: next(one.value for one in group.figures if one.name == "asks_f1") for name, group in found.items()}
    assert asks == {"ash": 1, "elm": 0}
    assert found["ash"].turns == 1


def tables(folder: Path, *rows: dict[str, Any]) -> dict[str, Section]:
    """The tables of the suite's report on labelled rows, by title."""
    results = alone(SUITE, Asked(gold=(write(folder, *rows),)))
    return {section.title: section for section in SUITE.sections(results)}


def test_each_field_of_the_professionals_has_a_row(tmp_path: Path) -> None:
    glass = {**PERSONA, "id": "glass", "field": "glass"}
    rows = [asking(), single("s", "question", text="Why lime?"), {**single("g"), "persona": glass}]
    found = tables(tmp_path, *rows)["By field of the professional"]
    assert [(row[0], row[1]) for row in found.rows] == [(PERSONA["field"], 4), ("glass", 1)]
    assert found.head == ("", "turns", "asks_f1", "told_apart", "macro_f1")


def test_turns_that_name_no_register_are_in_no_row_and_the_report_says_so(tmp_path: Path) -> None:
    slang = single("a", text="u hiring?", register="slang")
    some = tables(tmp_path, slang, single("b"))["By register"]
    assert ([(row[0], row[1]) for row in some.rows], some.note) == (
        [("slang", 1)], "1 of 2 labelled turns name their register.",
    )  # fmt: skip
    assert tables(tmp_path, slang)["By register"].note == ""
    none = tables(tmp_path, single("b"))
    assert none["By register"].rows == []
    assert none["By register"].note.startswith("None of these labelled turns names its register")
    assert [(row[0], row[1]) for row in none["By looks of the turn"].rows] == [("0 to 8 words", 1)]


def test_a_baseline_from_before_fields_were_noted_is_counted_all_the_same(tmp_path: Path) -> None:
    asked = Asked(gold=(write(tmp_path, single("a", "direct_job_ask", text="Are you hiring?")),))
    (now,) = alone(SUITE, asked)
    turns = [{key: value for key, value in one.items() if key not in {"field", "looks"}} for one in now.notes["turns"]]
    before = replace(now, notes={**now.notes, "turns": turns})
    assert estimates(SUITE.measures([before]), resamples=2) == estimates(SUITE.measures([now]), resamples=2)


@pytest.mark.parametrize(
    ("text", "looks_like"),
    [
        ("so whats it like", "no capitals"),
        ("Why lime?", "0 to 8 words"),
        ("I " * 24, "9 to 24 words"),
        ("I " * 60, "60 words or more"),
        ("42!", "0 to 8 words"),
    ],
    ids=["lower", "terse", "middling", "long", "no-letters"],
)
def test_the_looks_of_a_turn_are_told_by_capitals_and_length(text: str, looks_like: str) -> None:
    assert looks(text) == looks_like


def test_the_table_names_every_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write(tmp_path, single("a", "direct_job_ask")))]) == 0
    printed = capsys.readouterr().out
    assert all(kind in printed for kind in Kind)


def test_no_file_is_a_usage_error() -> None:
    assert main([]) == 2


def test_a_bad_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
