"""Who comes in: with the right password, once a link, for as long as a session lasts."""

import asyncio
from pathlib import Path

import pytest

from simulator.accounts import passwords, throttle
from simulator.accounts.erasing import erase
from simulator.accounts.refused import Refused
from simulator.accounts.tokens import digest
from simulator.own import Own
from tests.accounts.class_ import Class

PASSWORD = "correct horse battery"
HERE = "203.0.113.9"


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords that are hashed at once, for what is not about hashing."""
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(passwords, "fits", lambda password, kept: kept == f"hash of {password}")
    monkeypatch.setattr(passwords, "stale", lambda _: False)


def test_a_password_is_kept_as_an_argon2id_hash_and_nothing_else(school: Class) -> None:
    school.door.add("Sam Reyes", PASSWORD)
    known = school.register.login("sam reyes")
    assert known is not None
    assert str(known[1]).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert PASSWORD.encode() not in school.store.path.read_bytes()
    token = school.door.sign_in("  SAM reyes", PASSWORD, address=HERE)
    account = school.door.whose(token)
    assert account is not None
    assert account.name == "Sam Reyes"
    assert token.encode() not in school.store.path.read_bytes()


def test_who_has_no_account_is_told_the_same_as_who_has_no_password(school: Class) -> None:
    school.door.add("Sam", PASSWORD)
    school.door.vouched("https://id.example 17", "Lee", "learner")
    said = set()
    for name, password in (("Sam", "wrong horse battery"), ("Nobody", PASSWORD), ("Lee", PASSWORD), ("", "")):
        with pytest.raises(Refused) as refused:
            school.door.sign_in(name, password, address=HERE)
        said.add((refused.value.why, str(refused.value)))
    assert said == {("unknown", "name or password is wrong")}


@pytest.mark.usefixtures("cheap")
def test_ten_wrong_passwords_for_a_name_keep_even_the_right_one_out_for_a_while(school: Class) -> None:
    school.door.add("Sam", PASSWORD)
    for number in range(throttle.MOST_BY_NAME):
        with pytest.raises(Refused, match="wrong"):
            school.door.sign_in("Sam", "not this one", address=f"203.0.113.{number}")
    with pytest.raises(Refused, match="15 minutes"):
        school.door.sign_in("SAM", PASSWORD, address=HERE)
    school.clock.on(minutes=16)
    assert school.door.sign_in("Sam", PASSWORD, address=HERE)


@pytest.mark.usefixtures("cheap")
def test_one_address_can_not_try_every_name(school: Class) -> None:
    school.door.add("Sam", PASSWORD)
    for number in range(throttle.MOST_BY_ADDRESS):
        with pytest.raises(Refused, match="wrong"):
            school.door.sign_in(f"name {number}", PASSWORD, address=HERE)
    with pytest.raises(Refused, match="too many"):
        school.door.sign_in("Sam", PASSWORD, address=HERE)
    assert school.door.sign_in("Sam", PASSWORD, address="198.51.100.1")


@pytest.mark.usefixtures("cheap")
def test_who_errs_a_few_times_and_then_knows_is_forgiven(school: Class) -> None:
    school.door.add("Sam", PASSWORD)
    for _ in range(3):
        for _ in range(throttle.MOST_BY_NAME - 1):
            with pytest.raises(Refused):
                school.door.sign_in("Sam", "not this one", address=HERE)
        assert school.door.sign_in("Sam", PASSWORD, address=HERE)


@pytest.mark.usefixtures("cheap")
def test_a_session_ends_by_time_by_signing_out_by_a_new_one_and_everywhere(school: Class) -> None:
    sam = school.door.add("Sam", PASSWORD)
    first = school.door.begin(sam)
    second = school.door.begin(sam, before=first)
    assert school.door.whose(first) is None
    school.door.sign_out(second)
    assert school.door.whose(second) is None
    phone, laptop = school.door.begin(sam), school.door.begin(sam)
    school.door.sign_out_everywhere(sam)
    assert [school.door.whose(token) for token in (phone, laptop)] == [None, None]
    tired = school.door.begin(sam)
    school.clock.on(hours=12)
    assert school.door.whose(tired) is None
    changed = school.door.begin(sam)
    school.door.set_password(sam, "another horse battery")
    assert school.door.whose(changed) is None


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        pytest.param("Sam", "short", "short", id="short"),
        pytest.param("Sam", "x" * 201, "long", id="long"),
        pytest.param("Sam Reyes III", "sam reyes iii", "guessable", id="the name"),
        pytest.param("Sam", "ababababab", "guessable", id="two letters"),
        pytest.param(" ", PASSWORD, "name_missing", id="no name"),
        pytest.param("S" * 81, PASSWORD, "name_long", id="a long name"),
        pytest.param("Sam\u202emaS", PASSWORD, "name_strange", id="a name that turns around"),
        pytest.param("Sam\x00", PASSWORD, "name_strange", id="a control character"),
        pytest.param("sAM   kIM", PASSWORD, "taken", id="a name that reads the same"),
        pytest.param("Ｓａｍ Kim", PASSWORD, "taken", id="a name in full width"),
    ],
)
@pytest.mark.usefixtures("cheap")
def test_an_account_that_can_not_be_is_refused_in_one_word(school: Class, name: str, password: str, why: str) -> None:
    school.door.add("Sam Kim", PASSWORD)
    with pytest.raises(Refused) as refused:
        school.door.add(name, password)
    assert refused.value.why == why


@pytest.mark.usefixtures("cheap")
def test_a_link_makes_one_account_and_a_failed_attempt_does_not_use_it_up(school: Class) -> None:
    autumn = school.cohort()
    (link,) = school.door.links(autumn, 1)
    school.door.add("Sam", PASSWORD)
    for name, password in (("Sam", PASSWORD), ("Lee", "short")):
        with pytest.raises(Refused):
            school.door.join(link, name, password)
    lee = school.door.join(link, "Lee", PASSWORD)
    assert [one.cohort for one in school.advising.memberships(lee)] == [autumn]
    for use in (lambda: school.door.join(link, "Kim", PASSWORD), lambda: school.door.invited(link)):
        with pytest.raises(Refused) as refused:
            use()
        assert refused.value.why == "link"
    assert link.encode() not in school.store.path.read_bytes()


@pytest.mark.usefixtures("cheap")
def test_a_link_runs_out_and_may_be_for_several(school: Class) -> None:
    autumn = school.cohort()
    (link,) = school.door.links(autumn, 1, uses=2, days=1)
    sam = school.door.join(link, "Sam", PASSWORD)
    # who is in the class already uses nothing up
    school.door.enter(link, sam)
    assert school.door.invited(link).left == 1
    school.clock.on(days=1)
    with pytest.raises(Refused):
        school.door.join(link, "Lee", PASSWORD)


def test_who_is_vouched_for_is_the_same_account_with_what_is_said_of_them_now(school: Class) -> None:
    first = school.door.vouched("https://id.example 17", "Lee", "learner")
    again = school.door.vouched("https://id.example 17", "Lee Park", "adviser")
    other = school.door.vouched("https://other.example 17", "Lee", "learner")
    assert (again.id, again.name, again.role, again.local) == (first.id, "Lee Park", "adviser", False)
    assert other.id != first.id


def test_what_a_sign_in_elsewhere_is_held_against_is_given_back_once_and_in_time(school: Class) -> None:
    now = school.clock.now
    for name in ("a", "b"):
        school.clock.on(minutes=1)
        school.register.keep_flow(digest(name), {"state": name}, school.clock.now, now)
    assert school.register.take_flow(digest("a"), now) == {"state": "a"}
    assert school.register.take_flow(digest("a"), now) is None
    assert school.register.take_flow(digest("b"), school.clock.now) is None


def test_with_an_account_goes_all_that_was_its_own(school: Class, tmp_path: Path) -> None:
    autumn = school.cohort()
    sam, ada = school.account("Sam", "learner", autumn), school.account("Ada", "adviser", autumn)
    call = school.call(sam)
    school.show(sam, call, autumn)
    school.advising.comment(ada, call, autumn.id, "Well begun")
    token = school.door.begin(sam)
    folder = tmp_path / "learners" / sam.learner
    (folder / "personas").mkdir(parents=True)
    (folder / "personas" / "own.pasted.txt").write_text("a profile")

    class Calls:
        async def delete_all(self, owner: str) -> int:
            calls = school.store.calls(owner)
            school.store.delete(calls)
            return len(calls)

    assert asyncio.run(erase(sam, school.register, Calls(), Own(folder / "personas"), folder)) == 1
    assert school.door.whose(token) is None
    assert school.register.account(sam.id) is None
    assert school.store.calls(sam.learner) == []
    assert school.register.comments([call]) == []
    assert [one.account.name for one in school.register.memberships(cohort=autumn.id)] == ["Ada"]
    assert not folder.exists()
    kept = school.store.path.read_bytes()
    for trace in (b"The secret of Sam", sam.key.encode(), call.encode(), b"Well begun"):
        assert trace not in kept
