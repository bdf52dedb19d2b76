"""A persona file as a form, and back; what is wrong, at its field."""

import pytest

from simulator.bring import KEYS, empty, form_of, id_of, made, merged, values_of, wrong
from simulator.persona import Persona, catalogue


@pytest.mark.parametrize("one", [pytest.param(each, id=each.id) for each in catalogue().values()])
def test_a_form_loses_nothing_of_a_file(one: Persona) -> None:
    data = one.model_dump(mode="json", exclude_defaults=True)
    again = values_of(form_of(data), data)
    assert Persona.model_validate(again) == one


def test_a_story_that_is_told_in_other_words_keeps_what_it_is_about() -> None:
    data = catalogue()["dana-okafor"].model_dump(mode="json", exclude_defaults=True)
    form = form_of(data)
    topic, text = data["private"]["stories"][0]["topic"], data["private"]["stories"][0]["text"]
    form["stories"] = str(form["stories"]).replace(" ".join(text.split()), "I told it shorter.")
    (first, *_) = values_of(form, data)["private"]["stories"]
    assert (first["topic"], first["text"]) == (topic, "I told it shorter.")
    assert first["about"] == data["private"]["stories"][0]["about"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        pytest.param("name", "", "is needed", id="no name"),
        pytest.param(
            "writing", "Rye | Crumb | soon", "line 1: the year is a number like 2024, not 'soon'", id="no year"
        ),
        pytest.param("answers", "weather: It rains.", "line 1: begins with none of path, day, likes", id="no topic"),
        pytest.param("answers", "It rains", "line 1: begins with none of", id="no colon"),
        pytest.param("stories", "the oven", "story 1: text: is needed", id="no story"),
        pytest.param("profile", "x" * 20_001, "20,001 characters are too many; 20,000 fit", id="too long"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(key: str, value: str, said: str) -> None:
    form = {**empty(), "name": "Bo Li", "title": "Baker", "organisation": "Crumb", "field": "bread", key: value}
    problems = wrong({**values_of(form), "id": "bo-li"}, form)
    assert list(problems) == [key]
    assert problems[key][0].startswith(said)


def test_reading_a_second_text_adds_and_takes_nothing_away() -> None:
    mine = {**empty(), "name": "My Own Name", "career": "2019-now Baker, Crumb", "patience": 0.9}
    found = {
        **empty(),
        "name": "Bo Li",
        "title": "Baker",
        "career": "2019-now Baker, Crumb\n2012-2019 Miller, Grist",
        "patience": 0.2,
    }
    both = merged(mine, found)
    assert (both["name"], both["title"], both["patience"]) == ("My Own Name", "Baker", 0.9)
    assert both["career"] == "2019-now Baker, Crumb\n2012-2019 Miller, Grist"
    assert set(both) == set(KEYS)


@pytest.mark.parametrize(
    ("name", "taken", "id_"),
    [
        pytest.param("Zoë Weiß-Łuk", set(), "zoe-weiss-uk", id="letters of other alphabets"),
        pytest.param("Bo Li", {"bo-li", "bo-li-2"}, "bo-li-3", id="taken"),
        pytest.param("李明", set(), "my-professional", id="no latin letter"),
    ],
)
def test_an_id_is_made_from_the_name(name: str, taken: set[str], id_: str) -> None:
    assert id_of(name, taken) == id_
    needed = {"name": name, "title": "Baker", "organisation": "Crumb", "field": "bread"}
    assert made(values_of({**empty(), **needed}), id_, "").id == id_


# --- with a model, over real HTTP --------------------------------------------------------------------------------------
