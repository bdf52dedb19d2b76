"""Somebody at a terminal brings a professional: shown, edited, saved or given up, and nothing that they wrote is lost."""

import sys
from pathlib import Path

import pytest

from simulator.bring import pasted
from simulator.own import Own
from simulator.persona import load
from tests.bring.pages import BIOGRAPHY, NETWORK
from tests.openai_server import OpenAIServer, Status
from tests.shell import assert_one_line_and_two, simulator
from tests.terminal import Terminal

ASKED, ASKED_AGAIN = "[s]ave, [e]dit, [g]ive up:", "[e]dit, [g]ive up:"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(NETWORK.text, encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Own:
    return Own(tmp_path / "data" / "personas")


def new(own: Own, *arguments: str | Path, **environment: str) -> Terminal:
    data = {"SIMULATOR_DATA_DIR": str(own.folder.parent)}
    return Terminal("personas", "new", *arguments, **data, **environment)


def drafts(own: Own) -> list[str]:
    return sorted(path.name for path in own.folder.glob("drafts/*"))


def editor(folder: Path, *edits: str) -> str:
    """An editor that does one thing after another: each of `edits` is Python on `path` and `text`, for one time."""
    for number, code in enumerate(edits):
        (folder / f"edit-{number}.py").write_text(code, encoding="utf-8")
    script = folder / "editor.py"
    script.write_text(
        "import os, signal, sys\nfrom pathlib import Path\n"
        "path = Path(sys.argv[1])\ntext = path.read_text(encoding='utf-8')\n"
        f"code = min(Path({str(folder)!r}).glob('edit-*.py'))\n"
        "said = code.read_text(encoding='utf-8')\ncode.unlink()\nexec(said)\n",
        encoding="utf-8",
    )
    return f"'{sys.executable}' '{script}'"


def writes(old: str, new: str) -> str:
    return f"path.write_text(text.replace({old!r}, {new!r}), encoding='utf-8')"


# --- shown -------------------------------------------------------------------------------------------------------------


def test_before_they_are_saved_they_are_shown_as_a_learner_will_see_them(page: Path, own: Own) -> None:
    with new(own, "--from", page, "--field", "museum work", "--title", "Queen of Collections") as terminal:
        shown = " ".join(terminal.until(ASKED).split())
        assert own.people()[0] == {}
        terminal.type("s\n")
        code, rest = terminal.end()
    mark = "[not in what was pasted]"
    work = f"Queen of Collections {mark}, Tidewater Maritime Museum · Halifax, Nova Scotia, Canada museum work {mark}"
    assert f"Ines Marchetti (She/Her) {work} About I look after forty-one thousand objects" in shown
    assert "- 2018-now Head of Collections, Tidewater Maritime Museum - 2015-2018 Senior Conservator," in shown
    assert "- Eleven Weeks Above Water, Collections Quarterly, 2023 - Whose Anchor Is It?" in shown
    assert "How hard: typical. Ines has 15 minutes. [assumed]" in shown
    assert shown.count(mark) == 2
    assert "still empty: the organisation; stories;" in shown
    assert code == 0
    path = own.folder / "ines-marchetti.yaml"
    assert (
        rest.splitlines()[-1].strip() == f"They are in {path}; call them with: simulator call --persona ines-marchetti"
    )
    assert load(path).title == "Queen of Collections"
    assert own.pasted("ines-marchetti") == pasted(NETWORK.text)
    assert drafts(own) == []


def test_what_a_model_made_and_could_not_do_is_said_before_they_are_saved(
    page: Path, own: Own, openai_server: OpenAIServer
) -> None:
    openai_server.plays(Status(500, message="out of memory"))
    model = {"OPENAI_BASE_URL": openai_server.base_url, "SIMULATOR_RETRIES": "0"}
    with new(own, "--from", page, "--field", "x", "--model", "openai:m", **model) as terminal:
        shown = terminal.until(ASKED)
    assert "openai:m could not read it: the model's server answered 500: out of memory" in shown


def test_signs_that_a_terminal_obeys_do_not_get_to_it(own: Own, tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    needed = "format: persona/1\nid: evil\ntitle: Baker\norganisation: Crumb\nfield: bread\npublic: {}\n"
    path.write_text(needed + 'name: "Bo\\e[2J\\aLi"\n', encoding="utf-8")
    with new(own, "--draft", path) as terminal:
        shown = terminal.until(ASKED)
    assert "Bo [2J Li" in shown
    assert "\x1b" not in shown


# --- edited ------------------------------------------------------------------------------------------------------------


def test_what_was_edited_wrongly_is_named_in_the_file_until_it_is_right(page: Path, own: Own, tmp_path: Path) -> None:
    seen = tmp_path / "seen.yaml"
    edit = editor(
        tmp_path,
        writes("title: Head", "titel: Head"),
        f"Path({str(seen)!r}).write_text(text, encoding='utf-8')\n" + writes("titel: Head", "title: Second Head"),
    )
    with new(own, "--from", page, "--field", "ships", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        shown = terminal.until(ASKED_AGAIN)
        assert "[s]ave" not in shown
        assert "ines-marchetti.yaml" in shown
        assert "titel: unknown key" in shown
        terminal.type("edit\n")
        shown = terminal.until(ASKED)
        assert "Second Head of Collections [not in what was pasted]" in shown
        terminal.type("save\n")
        code, _ = terminal.end()
    assert code == 0
    at_the_top = [line for line in seen.read_text(encoding="utf-8").splitlines() if line.startswith("#:")]
    assert at_the_top[0] == "#: Not right yet:"
    assert any(line.endswith("titel: unknown key") for line in at_the_top)
    ines = load(own.folder / "ines-marchetti.yaml")
    assert (ines.title, ines.invented) == ("Second Head of Collections", ("title", "private"))
    assert drafts(own) == []


def test_visual_goes_before_editor(page: Path, own: Own, tmp_path: Path) -> None:
    edit = editor(tmp_path, writes("minutes: 15", "minutes: 20"))
    with new(own, "--from", page, "--field", "ships", VISUAL=edit, EDITOR="false") as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        assert "Ines has 20 minutes" in terminal.until(ASKED)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param("false", "false: Editing failed", id="it fails"),
        pytest.param("/no/such/editor", "/no/such/editor: Editing failed", id="there is none"),
        pytest.param("'vim", "can't be started", id="it is no command"),
    ],
)
def test_an_editor_that_fails_costs_nothing(page: Path, own: Own, command: str, said: str) -> None:
    with new(own, "--from", page, "--field", "ships", EDITOR=command) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        assert said in terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    assert list(own.people()[0]) == ["ines-marchetti"]


def test_what_an_editor_wrote_before_it_failed_is_not_lost(page: Path, own: Own, tmp_path: Path) -> None:
    edit = editor(tmp_path, writes("minutes: 15", "minutes: 20") + "\nsys.exit(1)")
    with new(own, "--from", page, "--field", "ships", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        assert "Ines has 20 minutes" in terminal.until(ASKED)


def test_a_file_that_an_editor_left_unreadable_is_left_alone_and_the_one_before_stands(
    page: Path, own: Own, tmp_path: Path
) -> None:
    edit = editor(tmp_path, "path.write_bytes(text.replace('Ines', 'Inès').encode('latin-1', 'replace'))")
    with new(own, "--from", page, "--field", "ships", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        assert "not UTF-8 text" in terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    assert "ines-marchetti.yaml" in drafts(own)
    assert "Inès".encode("latin-1") in (own.folder / "drafts" / "ines-marchetti.yaml").read_bytes()
    assert load(own.folder / "ines-marchetti.yaml").name == "Ines Marchetti"


def test_an_interrupt_while_the_editor_is_open_is_the_editors(page: Path, own: Own, tmp_path: Path) -> None:
    interrupted = "signal.signal(signal.SIGINT, lambda *_: None)\nos.killpg(os.getpgrp(), signal.SIGINT)\n"
    edit = editor(tmp_path, interrupted + writes("minutes: 15", "minutes: 20"))
    with new(own, "--from", page, "--field", "ships", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        assert "Ines has 20 minutes" in terminal.until(ASKED)


def test_an_id_that_is_taken_is_said_and_can_be_edited(page: Path, own: Own, tmp_path: Path) -> None:
    edit = editor(tmp_path, writes("id: dana-okafor", "id: ines"))
    with new(own, "--from", page, "--field", "ships", "--id", "dana-okafor", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("s\n")
        assert "'dana-okafor' is taken by a professional who comes with this program" in terminal.until(ASKED_AGAIN)
        terminal.type("e\n")
        terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    assert list(own.people()[0]) == ["ines"]


# --- given up, interrupted, gone on with -------------------------------------------------------------------------------


def test_who_gives_up_is_told_where_the_draft_is_and_can_go_on_with_it(page: Path, own: Own, tmp_path: Path) -> None:
    edit = editor(tmp_path, writes("minutes: 15", "minutes: soon"), writes("minutes: soon", "minutes: 25"))
    with new(own, "--from", page, "--field", "ships", EDITOR=edit) as terminal:
        terminal.until(ASKED)
        terminal.type("e\n")
        terminal.until(ASKED_AGAIN)
        terminal.type("g\n")
        code, rest = terminal.end()
    draft = own.folder / "drafts" / "ines-marchetti.yaml"
    assert code == 1
    assert f"kept in {draft}; to go on: simulator personas new --draft {draft}" in rest
    assert "minutes: soon" in draft.read_text(encoding="utf-8")
    # a draft is nobody, and no file that is wrong
    assert own.people() == ({}, [])
    with new(own, "--draft", draft, EDITOR=edit) as terminal:
        assert "schedule.minutes" in terminal.until(ASKED_AGAIN)
        terminal.type("e\n")
        terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    # it is still held against the text that it came from
    assert own.people()[0]["ines-marchetti"].invented == ("private",)
    assert own.people()[0]["ines-marchetti"].schedule.minutes == 25
    assert own.pasted("ines-marchetti") == pasted(NETWORK.text)
    assert drafts(own) == []


@pytest.mark.parametrize("key", [pytest.param("\x03", id="Ctrl+C"), pytest.param("\x04", id="Ctrl+D")])
def test_who_breaks_off_is_told_where_the_draft_is(own: Own, key: str) -> None:
    with new(own, "--name", "Bo Li", "--organisation", "Crumb") as terminal:
        terminal.until("Title:")
        terminal.type("Baker\n")
        terminal.until("Field, in a word or two:")
        terminal.type(key)
        code, rest = terminal.end()
    assert code == 130
    draft = own.folder / "drafts" / "bo-li.yaml"
    assert f"simulator personas new --draft {draft}" in rest
    assert "title: Baker" in draft.read_text(encoding="utf-8")


def test_an_earlier_draft_of_the_same_name_is_not_written_over(own: Own) -> None:
    arguments = ("--name", "Bo Li", "--organisation", "Crumb", "--field", "bread", "--title")
    for title in ("Baker", "Miller"):
        with new(own, *arguments, title) as terminal:
            terminal.until(ASKED)
            terminal.type("g\n")
            terminal.end()
    assert drafts(own) == ["bo-li-2.yaml", "bo-li.yaml"]
    assert "title: Baker" in (own.folder / "drafts" / "bo-li.yaml").read_text(encoding="utf-8")


def test_what_was_pasted_into_the_terminal_is_kept_when_it_breaks_off(own: Own) -> None:
    with new(own, "--from", "-", "--model", "gpt") as terminal:
        terminal.until("Ctrl+D on a line of its own ends it.")
        terminal.type(BIOGRAPHY.text.rstrip("\n") + "\n\x04")
        code, rest = terminal.end()
    text = own.folder / "drafts" / "my-professional.pasted.txt"
    assert code == 2
    assert "'gpt' is unknown" in rest
    assert f"simulator personas new --from {text}" in rest
    assert pasted(text.read_text(encoding="utf-8")) == pasted(BIOGRAPHY.text)
    assert drafts(own) == [text.name]


def test_a_text_pasted_into_the_terminal_is_followed_by_the_questions(own: Own) -> None:
    with new(own, "--from", "-") as terminal:
        terminal.until("ends it.")
        terminal.type(BIOGRAPHY.text.rstrip("\n") + "\n\x04")
        terminal.until("Field, in a word or two:")
        terminal.type("brewing\n")
        terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    assert [one.field for one in own.people()[0].values()] == ["brewing"]
    assert drafts(own) == []


# --- nobody to be asked ------------------------------------------------------------------------------------------------


def test_with_yes_nobody_is_asked_on_a_terminal_either(page: Path, own: Own) -> None:
    with new(own, "--from", page, "--field", "ships", "--yes") as terminal:
        code, shown = terminal.end()
    assert code == 0
    assert ASKED not in shown
    assert "ines-marchetti" in own.people()[0]
    with new(own, "--from", page, "--yes") as terminal:
        code, shown = terminal.end()
    assert (code, len(shown.splitlines())) == (2, 1)
    assert "there is no field in the text: give --field" in shown


def test_unattended_a_draft_is_saved_if_it_is_right_and_else_named_with_its_line(page: Path, own: Own) -> None:
    with new(own, "--from", page, "--field", "ships") as terminal:
        terminal.until(ASKED)
        terminal.type("g\n")
        terminal.end()
    draft, data = own.folder / "drafts" / "ines-marchetti.yaml", str(own.folder.parent)
    right = draft.read_text(encoding="utf-8")
    draft.write_text(right.replace("title: Head", "titel: Head"), encoding="utf-8")
    for yes in ((), ("--yes",)):
        done = simulator("personas", "new", "--draft", draft, *yes, SIMULATOR_DATA_DIR=data)
        assert_one_line_and_two(done, f"{draft}:", "titel: unknown key")
    assert draft.is_file()
    draft.write_text(right, encoding="utf-8")
    done = simulator("personas", "new", "--draft", draft, SIMULATOR_DATA_DIR=data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].endswith("simulator call --persona ines-marchetti")
    assert own.pasted("ines-marchetti") == pasted(NETWORK.text)
    assert drafts(own) == []


def test_a_draft_that_lies_elsewhere_is_left_alone(own: Own, tmp_path: Path) -> None:
    elsewhere = tmp_path / "bo.yaml"
    needed = "format: persona/1\nid: bo-li\nname: Bo Li\ntitle: Baker\norganisation: Crumb\nfield: bread\npublic: {}\n"
    elsewhere.write_text(needed, encoding="utf-8")
    with new(own, "--draft", elsewhere) as terminal:
        terminal.until(ASKED)
        terminal.type("s\n")
        assert terminal.end()[0] == 0
    assert elsewhere.read_text(encoding="utf-8") == needed
    assert "bo-li" in own.people()[0]
    done = simulator("personas", "new", "--draft", elsewhere, "--name", "Bo", SIMULATOR_DATA_DIR=str(tmp_path))
    assert_one_line_and_two(done, "bo.yaml: a draft says itself who it is", "--name")
