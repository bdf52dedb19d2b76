"""What of a professional the pasted text holds, and what is marked as made up."""

from typing import Any

import pytest
from pydantic import ValidationError

from simulator.bring import empty, invented, made, named, pasted, values_of
from simulator.bring.held import holds
from simulator.bring.reading import read
from simulator.persona import Persona
from tests.bring.pages import NETWORK, PAGES, Page


def judged(page: Page, said: tuple[str, ...]) -> dict[str, bool]:
    values = {"name": page.name, "organisation": page.organisation}
    return {sentence: holds(sentence, values, pasted(page.text)) for sentence in said}


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_a_true_sentence_in_other_words_is_held(page: Page) -> None:
    marked = [sentence for sentence, held in judged(page, page.true).items() if not held]
    assert set(marked) <= KNOWN_TO_BE_MARKED


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_a_made_up_sentence_is_not_held(page: Page) -> None:
    passed = [sentence for sentence, held in judged(page, page.made_up).items() if held]
    assert set(passed) <= KNOWN_TO_PASS


KNOWN_TO_PASS = {
    # words of the page, put together to say something else: beyond what looking words up can see
    "Akosua Darko began as a volunteer on the night line.",
    "The counter was for the volunteers.",
    "He built the first simulator course at Nordkabel in 2020.",
    "A third terminal opened in 2022.",
}
KNOWN_TO_BE_MARKED = {"He was chief officer on a cable layer for four years."}


def test_every_fact_that_the_text_does_not_hold_is_named_by_its_path() -> None:
    values = {
        "name": "Ines Marchetti",
        "title": "Director",
        "organisation": "Tidewater Maritime Museum",
        "field": "museum collections",
        "location": "Halifax",
        "public": {
            "profile": "I look after forty-one thousand objects at the Tidewater Maritime Museum. I was born at sea.",
            "career": [
                "2018-now Head of Collections, Tidewater Maritime Museum",
                "2011-now Head of Collections, Tidewater Maritime Museum",
                "2015-2018 Senior Conservator, Bindery Lunn",
            ],
            "education": ["BA, Chemistry, Dalhousie University, 2008", "BA, Chemistry, Queen's University, 2008"],
            "writing": [
                {"title": "Eleven Weeks Above Water", "where": "Collections Quarterly", "year": 2021},
                {"title": "Eleven Weeks Above Water", "where": "Harper's", "year": 2023},
                {"title": "On Ropes", "where": "Collections Quarterly", "year": 2023},
                {"title": "Whose Anchor Is It?", "summary": "A plea to sink it again."},
            ],
            "organisation_facts": ["The museum owns a 19-metre schooner.", "The museum owns a 91-metre schooner."],
        },
    }
    assert invented(values, pasted(NETWORK.text)) == (
        "title", "public.profile.1", "public.career.1", "public.career.2", "public.education.1", "public.writing.0.year",
        "public.writing.1.where", "public.writing.2", "public.writing.3.summary", "public.organisation_facts.1", "private",
    )  # fmt: skip


def test_without_a_text_all_that_is_public_is_marked_at_once() -> None:
    values = values_of(
        {**empty(), "name": "Bo Li", "title": "Baker", "organisation": "Crumb", "field": "bread", "profile": "Bakes."}
    )
    assert made(values, "bo-li", "").invented == ("public", "private")
    assert invented({"name": "Bo Li", "public": {}}, "") == ("private",)


def test_what_is_invented_can_be_said_in_words() -> None:
    text = pasted(NETWORK.text)
    values = read(text)
    values["field"] = "museum collections"
    values["public"]["career"].append("2004-2006 Deckhand, Lunenburg Line")
    values["public"]["writing"][0]["year"] = 2019
    persona = made(values, "ines", text)
    assert [named(persona, path) for path in persona.invented] == [
        "career: 2004-2006 Deckhand, Lunenburg Line",
        "writing: Eleven Weeks Above Water, its year: 2019",
        "what they say on the call",
    ]


def test_the_scorecard_says_that_a_professional_who_was_brought_is_an_invention() -> None:
    from simulator.report import to_html, to_markdown
    from simulator.scoring import score
    from simulator.transcript import Transcript

    turns = [{"speaker": "professional", "text": "Bo Li."}, {"speaker": "learner", "text": "How did you start baking?"}]
    paper = Transcript.model_validate({"format": "transcript/1", "persona": "bo-li", "turns": turns * 3})
    for invention, said in ((["private"], "nobody's real words."), (["private", "field"], "counted as true")):
        one = persona(invented=invention)
        card = score(paper, name="c", persona=one)
        assert said in to_markdown(paper, one, card).replace("\\", "")
        assert "an invention for practice" in to_html(paper, one, card)
    assert "invention" not in to_html(paper, persona(), score(paper, name="c", persona=persona()))


# --- the persona file --------------------------------------------------------------------------------------------------


def persona(**more: Any) -> Persona:
    needed = {
        "format": "persona/1",
        "id": "bo-li",
        "name": "Bo Li",
        "title": "Baker",
        "organisation": "Crumb",
        "field": "bread",
    }
    return Persona.model_validate({**needed, "public": {"profile": "Bakes. Sings."}, **more})


@pytest.mark.parametrize(
    ("path", "marked", "unmarked"),
    [
        pytest.param("public.profile.1", "public.profile.1", "public.profile.0", id="a sentence"),
        pytest.param("public", "public.profile.0", "private", id="a section"),
        pytest.param("private", "private.stories.3.text", "public", id="all that is private"),
        pytest.param("name", "name", "title", id="a name"),
    ],
)
def test_a_path_stands_for_all_below_it(path: str, marked: str, unmarked: str) -> None:
    one = persona(invented=[path])
    assert one.is_invented(marked)
    assert not one.is_invented(unmarked)


@pytest.mark.parametrize("path", ["public.profile.2", "public.career.0", "publik", "private.stories.0", "name.first"])
def test_a_path_to_nowhere_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="names nothing in this file"):
        persona(invented=[path])
