"""Labelled files: what they give, and where they are wrong."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.gold import Labelled, fingerprint, held_apart, load
from simulator.errors import InputError
from simulator.observation import Kind
from tests.evals.labelled import PERSONA, asking, call, single, write


def test_our_own_files_are_well_formed() -> None:
    found = load(held_apart())
    assert {one.author for one in found} == {"poplar", "sumac"}
    assert sum(one.whole for one in found) >= 40


def test_a_call_knows_its_labels_as_spans(tmp_path: Path) -> None:
    (found,) = load([write(tmp_path, asking())])
    text = found.transcript.turns[1].text
    assert [text[start:end] for start, end in found.labels[1].kinds.values()] == [
        "I'm a mason",
        "I want to move into lime work",
    ]
    assert [one.kind for one in found.observations()][-1] is Kind.DIRECT_JOB_ASK
    assert found.whole


def test_a_call_that_is_labelled_in_part_is_not_whole(tmp_path: Path) -> None:
    row = asking()
    row["labels"].pop()
    assert not load([write(tmp_path, row)])[0].whole


def test_a_single_turn_is_a_call_that_ends_with_it(tmp_path: Path) -> None:
    (found,) = load([write(tmp_path, single("s", "direct_job_ask", doubt=("question",)))])
    assert [turn.text for turn in found.transcript.turns] == ["Go on.", "Hire me?"]
    assert found.labels[1].doubt == {Kind.QUESTION}
    assert found.single
    assert not found.whole


@pytest.mark.parametrize(
    ("name", "author"),
    [("oak-turns.jsonl", "oak"), ("oak-transcripts.jsonl", "oak"), ("turns.jsonl", "turns"), ("x.y.jsonl", "x")],
)
def test_the_author_is_the_files_unless_a_row_has_one(tmp_path: Path, name: str, author: str) -> None:
    found = load([write(tmp_path, single("a"), single("b", author="elm", register="slang"), name=name)])
    assert [one.author for one in found] == [author, "elm"]
    assert [one.register for one in found] == [None, "slang"]


@pytest.mark.parametrize("beside", ["oak-personas.json", "personas.json"])
def test_a_named_persona_is_looked_for_beside_the_file(tmp_path: Path, beside: str) -> None:
    (tmp_path / beside).write_text(json.dumps([PERSONA]), encoding="utf-8")
    path = write(tmp_path, single("a") | {"persona": "ilse-varga"}, name="oak-turns.jsonl")
    assert load([path])[0].persona.name == "Ilse Varga"


def test_a_folder_is_its_files(tmp_path: Path) -> None:
    write(tmp_path, single("b"), name="b.jsonl")
    write(tmp_path, single("a"), name="a.jsonl")
    assert [one.id for one in load([tmp_path])] == ["a", "b"]
    assert list(fingerprint([tmp_path])) == ["a.jsonl", "b.jsonl"]


def test_a_line_separator_in_a_quote_is_no_end_of_line(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(json.dumps(single("a", text="Hire\u2028me?"), ensure_ascii=False), encoding="utf-8")
    assert load([path])[0].transcript.turns[1].text == "Hire\u2028me?"


def _changed(row: dict[str, Any], change: Callable[[dict[str, Any]], Any]) -> str:
    change(row)
    return json.dumps(row)


def _kinds(row: dict[str, Any]) -> dict[str, str]:
    kinds: dict[str, str] = row["labels"][1]["kinds"]
    return kinds


BAD = [
    pytest.param(
        _changed(asking(), lambda row: _kinds(row).update(questoin="What")),
        '"questoin"', "kind 'questoin' is unknown; did you mean 'question'?", id="misspelt-kind",
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][1].update(doubt=["question", "quesion"])),
        '"quesion"', "kind 'quesion' is unknown; did you mean 'question'?", id="misspelt-doubt",
    ),
    pytest.param(
        _changed(asking(), lambda row: _kinds(row).update(question="What was the tallest")),
        '"What was the tallest"', "question: the quote 'What was the tallest' is not in its turn", id="quote-elsewhere",
    ),
    pytest.param(
        _changed(asking(), lambda row: _kinds(row).update(question=" ")),
        '" "', "question: the quote has to be words of the turn", id="blank-quote",
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].update(turn=4)), "4,", "turn 4 is not the learner's", id="not-theirs"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].update(turn=6)), "6,", "turn 6: the call has turns 0 to 5", id="no-turn"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].update(turn=-1)), "-1,", "turn -1: the call has", id="below-0"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].update(turn=3)), "3,", "turn 3 is labelled twice", id="twice"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].update(turn=True)), "true", "turn: the number of a turn", id="no-number"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][2].pop("kinds")), '{"turn": 5', "kinds: an object of kinds", id="no-kinds"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["labels"][0].update(doubts=row["labels"][0].pop("doubt"))),
        '"doubts"', "unknown key 'doubts'; did you mean 'doubt'?", id="misspelt-key",
    ),
    pytest.param(
        _changed(asking(), lambda row: row["transcript"].update(persona="nobody")),
        '"nobody"', "persona 'nobody' is unknown: it is neither beside the file nor built in", id="unknown-persona",
    ),
    pytest.param(
        _changed(single("s"), lambda row: row.pop("persona")), "{", "persona: an id or a whole persona", id="no-persona"
    ),
    pytest.param(
        _changed(asking(), lambda row: row["transcript"].update(persona=PERSONA | {"naem": "Ilse"})),
        '"naem"', "naem: unknown key", id="bad-persona",
    ),
    pytest.param(
        _changed(asking(), lambda row: row["transcript"]["turns"][2].update(text=5)),
        "5}", "turns.2.text: input should be a valid string", id="bad-turn",
    ),
    pytest.param(
        _changed(single("s"), lambda row: row.update(before=[{"speaker": "dog", "text": "Wuff"}])),
        '"dog"', "speaker: input should be", id="bad-before",
    ),
    pytest.param(_changed(single("s"), lambda row: row.update(text=None)), "null", "text: a text is needed", id="no-text"),
    pytest.param(json.dumps(single("ok")), '"ok"', "id 'ok' is taken by", id="same-id"),
    pytest.param('{"id": "s", "text": ]', "]", "not JSON: Expecting value", id="broken-json"),
    pytest.param("[1, 2]", "[", "a labelled call or turn is an object", id="no-object"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "token", "message"), BAD)
def test_a_bad_line_is_pointed_at(tmp_path: Path, line: str, token: str, message: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps(single("ok")) + "\n\n" + line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load([path])
    where, _, said = str(raised.value).removeprefix(f"{path}:").partition(": ")
    number, at = map(int, where.split(":"))
    assert number == 3
    assert line[at - 1 :].startswith(token)
    assert said.startswith(message)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "labelled.jsonl:1:1: it is empty"), ("\n \n", "labelled.jsonl:1:1: it is empty")],
    ids=["empty", "blank"],
)
def test_an_empty_file_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load([path])


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: no such file"):
        load([tmp_path / "none.jsonl"])


def test_a_folder_without_labelled_files_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no \.jsonl file in this folder"):
        load([tmp_path])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{]", "personas.json:1:3: not JSON"),
        ("{}", "personas.json:1:1: a list of personas is needed"),
        ('[{"format": "persona/1"}]', "personas.json: persona 1: id: missing"),
    ],
    ids=["broken", "no-list", "bad"],
)
def test_bad_personas_beside_the_file_are_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "personas.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load([write(tmp_path, single("a"))])


def test_notes_of_ones_own_may_stand(tmp_path: Path) -> None:
    found: list[Labelled] = load([write(tmp_path, single("a", reviewed_by="somebody"), call("b", "Varga.", "Hello."))])
    assert len(found) == 2
