"""The user's own professionals: kept, found, and made from the command line."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.errors import InputError, PersonaError
from simulator.own import MOST, Own
from simulator.persona import Persona, check, load, look_into, resolve
from simulator.settings import Settings
from simulator.web.desk import Desk
from tests.bring.pages import BIOGRAPHY, NETWORK
from tests.openai_server import OpenAIServer, Status
from tests.shell import assert_one_line_and_two, simulator


def persona(id_: str = "bo-li", name: str = "Bo Li") -> Persona:
    needed = {
        "format": "persona/1",
        "id": id_,
        "name": name,
        "title": "Baker",
        "organisation": "Crumb",
        "field": "bread",
    }
    return Persona.model_validate({**needed, "public": {"profile": "Bakes."}, "invented": ["private"]})


# --- the folder --------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_found_again_with_the_text_that_it_came_from(tmp_path: Path) -> None:
    own = Own(tmp_path / "personas")
    path = own.save(persona(), pasted="Bo Li bakes.")
    assert check(path) == []
    assert own.people() == ({"bo-li": persona()}, [])
    assert own.pasted("bo-li") == "Bo Li bakes."
    assert resolve("bo-li", own=own.folder) == persona()


def test_nothing_is_written_over_unless_it_is_wanted(tmp_path: Path) -> None:
    own = Own(tmp_path)
    path = own.save(persona(), pasted="old")
    with pytest.raises(PersonaError, match=r"id 'bo-li' is taken by bo-li.yaml"):
        own.save(persona(name="Bo Li Two"), pasted="new")
    assert load(path).name == "Bo Li"
    assert own.pasted("bo-li") == "old"
    own.save(persona(name="Bo Li Two"), replace=True)
    assert load(path).name == "Bo Li Two"
    assert own.pasted("bo-li") == ""


def test_an_id_of_the_program_can_not_be_taken(tmp_path: Path) -> None:
    with pytest.raises(PersonaError, match="'dana-okafor' is taken by a professional who comes with this program"):
        Own(tmp_path).save(persona("dana-okafor"))
    (tmp_path / "mine.yaml").write_text(persona("dana-okafor").to_text(), encoding="utf-8")
    found, (complaint,) = look_into(tmp_path)
    assert found == {}
    assert "mine.yaml: id 'dana-okafor' is taken" in complaint


def test_a_broken_file_is_named_and_costs_nobody_else(tmp_path: Path) -> None:
    own = Own(tmp_path)
    own.save(persona())
    (tmp_path / "broken.yaml").write_text("format: persona/1\nnaem: x\n", encoding="utf-8")
    found, complaints = own.people()
    assert list(found) == ["bo-li"]
    assert len(complaints) == 1
    assert "broken.yaml" in complaints[0]
    with pytest.raises(PersonaError, match=r"'nobody' is unknown; there are .*bo-li.*; .*broken.yaml"):
        resolve("nobody", own=tmp_path)


def test_deleting_takes_the_pasted_text_along(tmp_path: Path) -> None:
    own = Own(tmp_path)
    own.save(persona(), pasted="Bo Li bakes.")
    own.delete("bo-li")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PersonaError, match="there is no professional 'bo-li'"):
        own.delete("bo-li")


@pytest.mark.parametrize("id_", ["../bo-li", "/etc/passwd", "bo-li/../../x", ""])
def test_an_id_can_not_lead_out_of_the_folder(tmp_path: Path, id_: str) -> None:
    own = Own(tmp_path / "personas")
    own.save(persona(), pasted="Bo Li bakes.")
    (tmp_path / "bo-li.pasted.txt").write_text("secret", encoding="utf-8")
    assert own.pasted(id_) == ""
    with pytest.raises(PersonaError):
        own.delete(id_)


def test_a_folder_has_a_limit(tmp_path: Path) -> None:
    own = Own(tmp_path)
    for number in range(MOST):
        (tmp_path / f"p-{number}.yaml").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=f"{MOST} fit"):
        own.save(persona())


# --- on a server -------------------------------------------------------------------------------------------------------


def desk(folder: Path, *, shared: bool) -> Desk:
    return Desk(Settings(_env_file=None, data_dir=folder, shared=shared))  # type: ignore[call-arg]


def test_on_ones_own_machine_the_app_and_the_shell_share_a_folder(tmp_path: Path) -> None:
    one = desk(tmp_path, shared=False)
    assert one.owner("") == ""
    one.own("").save(persona())
    assert (tmp_path / "personas" / "bo-li.yaml").is_file()
    assert one.people("").own == {"bo-li": persona()}


def test_on_a_shared_server_everybody_has_their_own(tmp_path: Path) -> None:
    one = desk(tmp_path, shared=True)
    ada, bea = one.owner(""), one.owner(None)
    assert ada != bea
    assert one.owner(ada) == ada
    one.own(ada).save(persona(), pasted="Bo Li bakes.")
    assert "bo-li" in one.people(ada).everybody
    assert "bo-li" not in one.people(bea).everybody
    assert "bo-li" not in one.people("").everybody
    assert one.own(bea).pasted("bo-li") == ""
    # the disk does not know the key
    assert [path for path in tmp_path.rglob("*") if ada in str(path)] == []


def test_on_a_shared_server_those_of_its_keeper_are_everybodys_and_nobody_can_edit_them(tmp_path: Path) -> None:
    one = desk(tmp_path, shared=True)
    Own(one.settings.own_personas).save(persona())
    people = one.people(one.owner(""))
    assert "bo-li" in people.everybody
    assert people.own == {}


@pytest.mark.parametrize("key", ["", "short", "../../../../etc/passwd-and-so-on", "x" * 100, None])
def test_a_key_that_this_server_did_not_give_opens_nothing(tmp_path: Path, key: str | None) -> None:
    one = desk(tmp_path, shared=True)
    assert one.owner(key) != key
    with pytest.raises(InputError, match="reload"):
        one.own(key or "")


# --- from the command line ---------------------------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(NETWORK.text, encoding="utf-8")
    return path


def home(tmp_path: Path) -> str:
    return str(tmp_path / "data")


def test_a_page_becomes_a_professional_who_can_be_called_and_scored(page: Path, tmp_path: Path) -> None:
    data = home(tmp_path)
    made = simulator("personas", "new", "--from", page, "--field", "museum work", SIMULATOR_DATA_DIR=data)
    assert made.returncode == 0, made.stderr
    lines = made.stdout.splitlines()
    assert (
        lines[0]
        == f"{data}/personas/ines-marchetti.yaml: Ines Marchetti, Head of Collections, Tidewater Maritime Museum"
    )
    assert "read by its layout, no model took part" in lines
    assert "invented: field: museum work" in lines
    assert "invented: what they say on the call" in lines
    assert any(line.startswith("still empty: ") and "stories" in line for line in lines)
    listed = simulator("personas", "list", SIMULATOR_DATA_DIR=data).stdout
    assert "ines-marchetti" in listed
    assert "(your own)" in listed
    shown = simulator("personas", "show", "ines-marchetti", SIMULATOR_DATA_DIR=data).stdout
    assert "invented:\n- field\n- private\n" in shown
    learner, call = tmp_path / "learner.txt", tmp_path / "call.json"
    learner.write_text(
        "Hi Ines, I study chemistry. How did you come to ships?\nThank you for your time.\n", encoding="utf-8"
    )
    called = simulator("call", "--persona", "ines-marchetti", "--learner", learner, "-o", call, SIMULATOR_DATA_DIR=data)
    assert called.returncode == 0, called.stderr
    transcript = json.loads(call.read_text(encoding="utf-8"))
    # the transcript brings its professional along; one that only names them finds them in the folder
    call.write_text(json.dumps({**transcript, "persona": "ines-marchetti"}), encoding="utf-8")
    scored = simulator("score", call, SIMULATOR_DATA_DIR=data)
    assert scored.returncode == 0, scored.stderr
    assert json.loads(scored.stdout)["persona"] == "ines-marchetti"


def test_a_text_comes_in_by_a_pipe_and_a_file_goes_where_it_is_wanted(tmp_path: Path) -> None:
    target = tmp_path / "tomasz.yaml"
    arguments = ("personas", "new", "--from", "-", "--field", "brewing", "-o", target)
    made = simulator(*arguments, stdin=BIOGRAPHY.text, SIMULATOR_DATA_DIR=home(tmp_path))
    assert made.returncode == 0, made.stderr
    assert check(target) == []
    assert load(target).id == "tomasz"
    assert not Path(home(tmp_path)).exists()
    again = simulator(*arguments, stdin=BIOGRAPHY.text, SIMULATOR_DATA_DIR=home(tmp_path))
    assert_one_line_and_two(again, "tomasz.yaml", "--force")
    assert simulator(*arguments, "--force", stdin=BIOGRAPHY.text, SIMULATOR_DATA_DIR=home(tmp_path)).returncode == 0


def test_a_second_one_of_a_name_has_an_id_of_their_own(page: Path, tmp_path: Path) -> None:
    for id_ in ("ines-marchetti", "ines-marchetti-2"):
        made = simulator("personas", "new", "--from", page, "--field", "x", SIMULATOR_DATA_DIR=home(tmp_path))
        assert f"{id_}.yaml" in made.stdout.splitlines()[0]
    wanted = ("--id", "ines-marchetti")
    done = simulator("personas", "new", "--from", page, "--field", "x", *wanted, SIMULATOR_DATA_DIR=home(tmp_path))
    assert_one_line_and_two(done, "'ines-marchetti' is taken", "--force")


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        pytest.param(("--from", "-"), BIOGRAPHY.text, ("there is no field in the text", "--field"), id="a field missing"),
        pytest.param((), "", ("no name and no title", "--name", "terminal"), id="nothing given"),
        pytest.param(("--from", "/nowhere.txt"), "", ("/nowhere.txt", "no such file"), id="no such file"),
        pytest.param(("--from", "-"), " ", ("there is no text in it yet",), id="an empty text"),
        pytest.param(("--from", "-"), "x" * 60_001, ("60,001 characters",), id="too long"),
        pytest.param(("--from", "-", "--field", "x", "--id", "Bo Li"), BIOGRAPHY.text, ("id:", "'Bo Li'"), id="no id"),
        pytest.param(("--from", "-", "--field", "x", "--id", "dana-okafor"), BIOGRAPHY.text, ("'dana-okafor' is taken",), id="the program's id"),
        pytest.param(("--from", "-", "--model", "gpt"), BIOGRAPHY.text, ("'gpt' is unknown",), id="no such model"),
    ],
)  # fmt: skip
def test_what_is_not_enough_is_said_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], stdin: str, words: tuple[str, ...]
) -> None:
    done = simulator("personas", "new", *arguments, stdin=stdin, SIMULATOR_DATA_DIR=home(tmp_path))
    assert_one_line_and_two(done, *words)
    assert not Path(home(tmp_path)).exists()


def test_a_model_that_fails_is_named_and_the_layout_takes_its_place(
    page: Path, tmp_path: Path, openai_server: OpenAIServer
) -> None:
    openai_server.plays(Status(500, message="out of memory"))
    made = simulator(
        "personas", "new", "--from", page, "--field", "x", "--model", "openai:m",
        SIMULATOR_DATA_DIR=home(tmp_path), OPENAI_BASE_URL=openai_server.base_url, SIMULATOR_RETRIES="0",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert "openai:m could not read it: the model's server answered 500: out of memory" in made.stdout


def test_on_a_terminal_what_is_missing_is_asked_for(page: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "simulator", "personas", "new", "--name", "Bo Li"]
    environment = {**os.environ, "SIMULATOR_DATA_DIR": home(tmp_path), "SIMULATOR_MODEL": ""}
    process = subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, env=environment, text=True)
    os.write(ours, b"Baker\nCrumb\nbread\n")
    out, _ = process.communicate(timeout=100)
    asked = os.read(ours, 4000).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert [word for word in ("Title", "Organisation", "Field, in a word or two") if word not in asked] == []
    assert "Name:" not in asked
    assert "Bo Li, Baker, Crumb" in out
    assert load(tmp_path / "data" / "personas" / "bo-li.yaml").field == "bread"
