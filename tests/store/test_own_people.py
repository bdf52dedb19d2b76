"""Learners' own professionals, in files and in a database: one interface, the same rules."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from simulator.errors import InputError, PersonaError
from simulator.own import Own, OwnInDatabase, OwnPeople
from simulator.settings import Settings
from simulator.store import Database
from simulator.web.desk import Desk
from tests.test_own import persona

Opens = Callable[[str], OwnPeople]


@pytest.fixture(params=["files", "sqlite", "postgresql"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opens]:
    """Opens the professionals of one learner."""
    if request.param == "files":
        yield lambda learner: Own(tmp_path / learner)
        return
    database = Database(tmp_path, request.getfixturevalue("url") if request.param == "postgresql" else None)
    yield lambda learner: OwnInDatabase(database, learner)
    database.close()


def test_what_is_kept_is_found_again_with_the_text_that_it_came_from(opens: Opens) -> None:
    opens("ana").save(persona(), pasted="Bo Li bakes.")
    assert opens("ana").people() == ({"bo-li": persona()}, [])
    assert opens("ana").pasted("bo-li") == "Bo Li bakes."
    assert "bo-li" in opens("ana").taken()
    assert opens("ben").people() == ({}, [])
    assert opens("ben").pasted("bo-li") == ""


def test_nothing_is_written_over_unless_it_is_wanted(opens: Opens) -> None:
    own = opens("ana")
    own.save(persona(), pasted="old")
    with pytest.raises(PersonaError, match="id 'bo-li' is taken"):
        own.save(persona(name="Bo Li Two"), pasted="new")
    assert own.people()[0]["bo-li"].name == "Bo Li"
    own.save(persona(name="Bo Li Two"), replace=True)
    assert own.people()[0]["bo-li"].name == "Bo Li Two"
    assert own.pasted("bo-li") == ""


def test_an_id_of_the_program_can_not_be_taken(opens: Opens) -> None:
    with pytest.raises(PersonaError, match="comes with this program"):
        opens("ana").save(persona("dana-okafor"))


def test_deleting_takes_the_pasted_text_along(opens: Opens) -> None:
    own = opens("ana")
    own.save(persona(), pasted="Bo Li bakes.")
    opens("ben").save(persona())
    own.delete("bo-li")
    assert own.people() == ({}, [])
    assert own.pasted("bo-li") == ""
    with pytest.raises(PersonaError, match="no professional 'bo-li'"):
        own.delete("bo-li")
    assert list(opens("ben").people()[0]) == ["bo-li"]


def test_there_is_a_limit_and_one_who_is_changed_does_not_count_twice(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.own.MOST", 2)
    own = opens("ana")
    for number in range(2):
        own.save(persona(f"p-{number}"))
    with pytest.raises(InputError, match="2 fit"):
        own.save(persona())
    own.save(persona("p-1", name="Another"), replace=True)
    assert own.people()[0]["p-1"].name == "Another"


def test_a_learner_meets_on_one_server_whom_they_brought_on_another(tmp_path: Path, url: SecretStr) -> None:
    def desk(name: str) -> Desk:
        settings = Settings(_env_file=None, data_dir=tmp_path / name, shared=True, database_url=url)  # type: ignore[call-arg]
        return Desk(settings)

    here, there = desk("here"), desk("there")
    key = here.owner("")
    here.own(key).save(persona(), pasted="Bo Li bakes.")
    assert there.people(key).own == {"bo-li": persona()}
    assert there.own(key).pasted("bo-li") == "Bo Li bakes."
    assert there.people(there.owner("")).own == {}
    there.own(key).delete("bo-li")
    assert here.people(key).own == {}
    for each in (here, there):
        each.store.close()
