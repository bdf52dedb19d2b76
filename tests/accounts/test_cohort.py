"""A class at a glance, and as a table that a spreadsheet can't be tricked by."""

import csv
import io

import pytest

from simulator.accounts.advising import by_learner
from simulator.accounts.table import HEADINGS, inert, table
from simulator.observation import Kind
from tests.accounts.class_ import Class


def test_a_class_is_what_its_learners_showed(school: Class) -> None:
    autumn = school.cohort()
    sam, lee = school.account("Sam", "learner", autumn), school.account("lee", "learner", autumn)
    ada = school.account("Ada", "adviser", autumn)
    school.advising.share_all(sam, autumn.id, shared=True)
    for points in (40, 42, 44, 70, 72, 74):
        school.clock.on(days=1)
        school.call(sam, points=points, asks=points < 44)
    school.call(lee, points=99, asks=True)
    found = school.advising.overview(ada, autumn.id)
    nobody, first = found.learners
    assert (nobody.account.name, nobody.calls, nobody.mean, nobody.latest) == ("lee", (), None, None)
    assert (first.account.name, len(first.calls), first.mean, first.change) == ("Sam", 6, 60.4, "better")
    assert (first.weakest, first.lapse) == ("job_ask", Kind.DIRECT_JOB_ASK)
    assert first.latest == school.clock.now
    assert [(name, calls) for name, _, calls in found.means] == [("research", 6), ("job_ask", 6)]
    assert [(one.kind, one.calls, one.learners) for one in found.lapses] == [(Kind.DIRECT_JOB_ASK, 2, 1)]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        pytest.param("=HYPERLINK(1)", "'=HYPERLINK(1)", id="equals"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param("\r=1", "'\r=1", id="return"),
        pytest.param("  =1", "'  =1", id="blanks before it"),
        pytest.param("＝1", "'＝1", id="full width"),
        pytest.param("Sam = Sam", "Sam = Sam", id="not at the beginning"),
        pytest.param(-3, "-3", id="a number of ours"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_no_cell_is_taken_for_a_formula(cell: object, kept: str) -> None:
    assert inert(cell) == kept


def test_the_table_has_a_row_for_each_call_that_is_shown(school: Class) -> None:
    autumn = school.cohort()
    sam = school.account('=cmd|"/c calc"!A1', "learner", autumn)
    ada = school.account("Ada", "adviser", autumn)
    shown, hidden = school.call(sam, points=81, asks=True), school.call(sam, points=12)
    school.show(sam, shown, autumn)
    text = table(by_learner(school.advising.calls(ada, autumn.id)))
    heading, row = csv.reader(io.StringIO(text))
    assert tuple(heading) == HEADINGS
    told = dict(zip(heading, row, strict=True))
    assert told["learner"] == '\'=cmd|"/c calc"!A1'
    assert (told["overall_points"], told["job_ask_points"], told["closing_points"]) == ("81", "71", "")
    assert told["lapses"] == "direct_job_ask"
    assert hidden not in text
