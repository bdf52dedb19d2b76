"""An adviser sees what was shown, and of the rest not even that it is there."""

from datetime import timedelta

import pytest

from simulator.account import Account, Cohort
from simulator.accounts.refused import Refused
from simulator.accounts.sharing import visible
from simulator.errors import UnknownCall
from tests.accounts.class_ import NINE, Class

BEFORE, AFTER = NINE - timedelta(hours=1), NINE + timedelta(hours=1)


@pytest.mark.parametrize(
    ("over", "decision", "since", "seen"),
    [
        pytest.param(True, None, None, False, id="nothing was decided"),
        pytest.param(True, True, None, True, id="this one is shown"),
        pytest.param(True, None, BEFORE, True, id="all since before it are shown"),
        pytest.param(True, None, NINE, True, id="all since that very moment are shown"),
        pytest.param(True, None, AFTER, False, id="only later ones are shown"),
        pytest.param(True, False, BEFORE, False, id="all are shown and this one is taken back"),
        pytest.param(True, True, AFTER, True, id="only later ones are shown, and this one"),
        pytest.param(False, True, BEFORE, False, id="nobody listens in"),
    ],
)
def test_a_call_is_shown_by_its_learners_choice_alone(over, decision, since, seen) -> None:  # type: ignore[no-untyped-def]
    assert visible(NINE, over=over, decision=decision, since=since) is seen


@pytest.fixture
def autumn(school: Class) -> Cohort:
    return school.cohort()


@pytest.fixture
def sam(school: Class, autumn: Cohort) -> Account:
    return school.account("Sam", "learner", autumn)


@pytest.fixture
def ada(school: Class, autumn: Cohort) -> Account:
    return school.account("Ada", "adviser", autumn)


def seen(school: Class, adviser: Account, cohort: Cohort) -> list[str]:
    return [one.call.id for one in school.advising.calls(adviser, cohort.id)]


def test_a_call_that_is_not_shown_is_not_counted_and_not_there(
    school: Class, autumn: Cohort, sam: Account, ada: Account
) -> None:
    call = school.call(sam)
    assert seen(school, ada, autumn) == []
    found = school.advising.overview(ada, autumn.id)
    assert found.calls == 0
    assert found.learners[0].calls == ()
    for id_ in (call, "there-never-was-such-a-call"):
        with pytest.raises(UnknownCall, match="there is no call"):
            school.advising.see(ada, id_, autumn.id)


def test_of_what_is_not_shown_not_even_the_log_is_read(
    school: Class, autumn: Cohort, sam: Account, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.call(sam)
    monkeypatch.setattr(school.store, "read", lambda call: pytest.fail(f"{call} was read"))
    assert seen(school, ada, autumn) == []


def test_what_is_shown_is_seen_until_it_is_taken_back(
    school: Class, autumn: Cohort, sam: Account, ada: Account
) -> None:
    call = school.call(sam)
    school.show(sam, call, autumn)
    assert seen(school, ada, autumn) == [call]
    assert school.advising.see(ada, call, autumn.id) == sam
    school.show(sam, call, autumn, shared=False)
    assert seen(school, ada, autumn) == []
    with pytest.raises(UnknownCall):
        school.advising.comment(ada, call, autumn.id, "I had something to say")


def test_all_calls_from_now_on_are_not_those_before(school: Class, autumn: Cohort, sam: Account, ada: Account) -> None:
    school.call(sam)
    school.clock.on(hours=1)
    school.advising.share_all(sam, autumn.id, shared=True)
    school.clock.on(hours=1)
    later, other = school.call(sam), school.call(sam)
    assert seen(school, ada, autumn) == [later, other]
    school.show(sam, other, autumn, shared=False)
    assert seen(school, ada, autumn) == [later]
    school.advising.share_all(sam, autumn.id, shared=False)
    assert seen(school, ada, autumn) == []


def test_a_call_that_goes_on_is_nobodys_but_the_learners(
    school: Class, autumn: Cohort, sam: Account, ada: Account
) -> None:
    school.advising.share_all(sam, autumn.id, shared=True)
    call = school.call(sam, over=False)
    assert seen(school, ada, autumn) == []
    with pytest.raises(UnknownCall):
        school.advising.see(ada, call, autumn.id)


def test_nobody_but_the_adviser_of_the_class_sees_what_is_shown_to_it(
    school: Class, autumn: Cohort, sam: Account
) -> None:
    spring = school.cohort("Spring")
    call = school.call(sam)
    school.show(sam, call, autumn)
    others = [school.account("Ola", "adviser", spring), school.account("Lee", "learner", autumn), sam]
    for other in others:
        with pytest.raises(UnknownCall):
            school.advising.see(other, call, autumn.id)
        with pytest.raises(Refused):
            school.advising.calls(other, autumn.id)


def test_nobody_shows_a_call_of_somebody_elses_or_to_a_class_they_are_not_in(
    school: Class, autumn: Cohort, sam: Account
) -> None:
    lee, call = school.account("Lee", "learner", autumn), school.call(sam)
    with pytest.raises(UnknownCall):
        school.show(lee, call, autumn)
    with pytest.raises(Refused, match="no such class"):
        school.show(sam, call, school.cohort("Spring"))


def test_a_comment_is_read_by_the_learner_and_by_who_advises_the_same_class(
    school: Class, autumn: Cohort, sam: Account, ada: Account
) -> None:
    spring = school.cohort("Spring")
    school.register.enter(sam.id, spring.id)
    ola, call = school.account("Ola", "adviser", spring), school.call(sam)
    school.show(sam, call, autumn)
    school.show(sam, call, spring)
    school.advising.comment(ada, call, autumn.id, "  Look at <b>turn 2</b>.\r\nThen go on. ")
    assert [one.text for one in school.advising.comments(ada, call, autumn.id)] == [
        "Look at <b>turn 2</b>.\nThen go on."
    ]
    assert school.advising.comments(ola, call, spring.id) == []
    (said,) = school.advising.said(sam, call, school.state(call))
    assert said.author_name == "Ada"
    school.advising.take_back(ola, said.id)
    assert school.advising.said_of_all(sam) == [said]
    school.advising.take_back(ada, said.id)
    assert school.advising.said_of_all(sam) == []


@pytest.mark.parametrize("words", ["", "  \n", "x" * 4001])
def test_a_comment_says_something_and_not_everything(
    school: Class, autumn: Cohort, sam: Account, ada: Account, words: str
) -> None:
    call = school.call(sam)
    school.show(sam, call, autumn)
    with pytest.raises(Refused):
        school.advising.comment(ada, call, autumn.id, words)


def test_with_a_call_goes_what_was_decided_and_said_about_it(
    school: Class, autumn: Cohort, sam: Account, ada: Account
) -> None:
    call = school.call(sam)
    school.show(sam, call, autumn)
    school.advising.comment(ada, call, autumn.id, "A word that is to be forgotten")
    school.store.delete([call])
    assert school.register.decisions(account=sam.id) == []
    assert school.register.comments([call]) == []
    assert b"to be forgotten" not in school.store.path.read_bytes()
