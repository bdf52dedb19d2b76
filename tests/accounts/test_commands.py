"""`simulator accounts`, as a shell sees it: no password in the arguments, one line for what is wrong."""

from pathlib import Path

import pytest

from tests.accounts.class_ import Class
from tests.shell import assert_one_line_and_two, simulator

PASSWORD = "correct horse battery"


@pytest.fixture
def here(tmp_path: Path) -> dict[str, str]:
    return {"SIMULATOR_DATA_DIR": str(tmp_path)}


def test_an_account_is_added_listed_given_another_password_and_removed(here: dict[str, str], tmp_path: Path) -> None:
    done = simulator("accounts", "add", "Ada Moss", "--adviser", "--class", "Autumn", stdin=f"{PASSWORD}\nmore", **here)
    assert (done.returncode, done.stdout) == (0, "")
    school = Class(tmp_path)
    ada = school.door.named("ada moss")
    assert ada.role == "adviser"
    assert [one.name for one in school.advising.cohorts(ada)] == ["Autumn"]
    call = school.call(ada)
    assert "Ada Moss" in simulator("accounts", "list", **here).stdout
    assert simulator("accounts", "password", "Ada Moss", stdin="another horse battery\n", **here).returncode == 0
    assert school.door.sign_in("Ada Moss", "another horse battery", address="here")
    assert simulator("accounts", "remove", "Ada Moss", "--yes", **here).returncode == 0
    assert school.store.length(call) == 0
    assert_one_line_and_two(simulator("accounts", "remove", "Ada Moss", "--yes", **here), "no account 'Ada Moss'")


def test_a_password_that_is_none_is_refused_and_nobody_is_added(here: dict[str, str]) -> None:
    assert_one_line_and_two(simulator("accounts", "add", "Sam", stdin="short\n", **here), "at least 10 characters")
    assert_one_line_and_two(simulator("accounts", "add", "Sam", stdin="", **here), "at least 10 characters")
    assert "Sam" not in simulator("accounts", "list", **here).stdout


def test_links_are_one_a_line_and_each_makes_an_account(here: dict[str, str], tmp_path: Path) -> None:
    done = simulator(
        "accounts", "links", "Autumn", "--count", "3", "--address", "https://practice.example.edu/", **here
    )
    links = done.stdout.split()
    assert len(set(links)) == 3
    assert all(link.startswith("https://practice.example.edu/join?link=") for link in links)
    school = Class(tmp_path)
    school.clock.on(days=30)
    assert school.door.invited(links[0].partition("=")[2]).cohort.name == "Autumn"
