"""A professional in the making as a file to edit: nothing of it is lost, and its remarks are right about it."""

import re

import pytest

from simulator.bring import pasted, values_of
from simulator.bring.editing import REMARK, editable, sheet
from simulator.bring.reading import read
from simulator.document import read_document
from simulator.persona import Persona, catalogue
from tests.bring.pages import NETWORK

TEXT = pasted(NETWORK.text)
FILE = editable({**read(TEXT), "field": "museum work"}, "ines-marchetti")


@pytest.mark.parametrize("one", [pytest.param(each, id=each.id) for each in catalogue().values()])
def test_a_file_to_edit_loses_nothing_of_a_professional(one: Persona) -> None:
    again = sheet(editable(one.model_dump(mode="json", exclude_defaults=True), one.id), "f.yaml", "").persona
    assert again is not None
    assert again.model_copy(update={"invented": ()}) == one


def test_a_file_to_edit_has_every_key_that_can_be_filled_in_and_empty_ones_count_as_none() -> None:
    text = editable({"name": "Bo Li", "title": "Baker", "organisation": "Crumb", "field": "bread"}, "bo-li")
    for key in ("pronouns", "profile", "stories", "answers", "hiring", "contacts", "pet_peeves", "manner", "minutes"):
        assert re.search(rf"^ *{key}:", text, re.MULTILINE), key
    bo = sheet(text, "bo-li.yaml", "").persona
    assert bo is not None
    assert (bo.pronouns, bo.teaser, bo.private.stories) == (None, None, ())
    assert "title: missing" in sheet(text.replace("Baker", ""), "bo-li.yaml", "").complaints[0]


def test_what_is_wrong_is_said_at_the_top_with_the_lines_of_the_file_as_it_then_is() -> None:
    broken = FILE.replace("title: Head", "titel: Head").replace("patience: 0.5", "patience: 5")
    found = sheet(broken, "ines.yaml", TEXT)
    assert found.persona is None
    lines = found.text.splitlines()
    assert lines[0] == f"{REMARK} Not right yet:"
    assert [f"{REMARK}   {said}" for said in found.complaints] == lines[1:4]
    for said, word in zip(found.complaints, ("format: persona/1", "  patience: 5", "titel: Head"), strict=True):
        number = int(said.split(":")[1])
        assert lines[number - 1].startswith(word), said


def test_what_is_no_yaml_is_said_with_its_line() -> None:
    found = sheet(FILE + "oh: [\n", "ines.yaml", TEXT)
    (said,) = found.complaints
    assert "not YAML" in said
    assert found.text.endswith("oh: [\n")
    assert int(said.split(":")[1]) == len(found.text.splitlines()) + 1


def test_what_is_invented_is_looked_up_again_after_each_edit_and_not_taken_from_the_file() -> None:
    made_up = FILE.replace("2018-now Head of Collections", "2012-now Director") + "invented: [name]\n"
    found = sheet(made_up, "ines.yaml", TEXT)
    assert found.persona is not None
    assert found.persona.invented == ("field", "public.career.0", "private")
    assert f"{REMARK}   career: 2012-now Director, Tidewater Maritime Museum" in found.text.splitlines()


def test_remarks_are_made_anew_and_all_else_stays_as_it_was_written() -> None:
    mine = FILE.replace("\ntitle:", "\n# she said: curator?\ntitle:  ")
    first = sheet(mine.replace("name: Ines", "naem: Ines"), "ines.yaml", TEXT).text
    second = sheet(first.replace("naem: Ines", "name: Ines"), "ines.yaml", TEXT)
    assert second.complaints == ()
    assert second.text.endswith(mine)
    assert sheet(second.text, "ines.yaml", TEXT).text == second.text
    assert "Not right yet" not in second.text


@pytest.mark.parametrize("sign", ["\u2028", "\x85", "\x0b", "\x1b", "\x00", "\ufffe"])
def test_no_sign_in_a_value_breaks_out_of_a_remark(sign: str) -> None:
    values = values_of({"name": f"Bo{sign}evil: x", "title": "Baker", "organisation": "Crumb", "field": f"a{sign}b: c"})
    values["field"] = f"a{sign}evil: c"
    found = sheet(editable(values, "bo-li"), "bo-li.yaml", TEXT)
    assert found.persona is not None
    assert found.persona.name.startswith("Bo")
    assert "evil: c" in found.persona.field
    assert sheet(found.text, "bo-li.yaml", TEXT) == found
    # remarks and all, it is a persona file
    assert Persona.parse(read_document(found.text, "bo-li.yaml")).id == "bo-li"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- 1\n",
        "public: x\n",
        "public: {career: 5}\n",
        "1: 2\n",
        "id: [\n",
        "\x07",
        "a: &a {b: *a}\n",
        "x: 2024-13-45\n",
    ],
)
def test_whatever_is_in_the_file_it_is_judged_and_kept(text: str) -> None:
    found = sheet(text, "f.yaml", "")
    assert found.persona is None
    assert found.complaints
    assert all("\n" not in said for said in found.complaints)
    assert found.text.endswith(text)
