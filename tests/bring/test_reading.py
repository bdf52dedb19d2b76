"""What is read off a pasted text by its layout, and which text is refused."""

import json
import re

import pytest

from simulator.bring import MOST_CHARACTERS, Draft, by_layout, invented, missing, pasted
from simulator.bring.held import holds
from simulator.bring.reading import is_name, read
from simulator.errors import InputError
from simulator.persona import sentences
from tests.bring.pages import ARTICLE, BIOGRAPHY, NETWORK, PAGES, Page

RESUME = """\
Theo Katsaros, Audio Director, Nine Wattle Games
Melbourne, Australia

Summary:
Audio director with eleven released games. Teaches a night class in recording outdoors.

Work experience
- 2018–present  Audio Director, Nine Wattle Games
- 2013–2018  Sound Designer, then Senior Sound Designer, Tin Kettle Interactive
- 2009-2013: Studio Assistant at Bayside Community Radio

Education
- Diploma of Sound Production, Northcote TAFE, 2006

Articles
- "The Gravel Problem", Ear to the Ground, 2022
- Turn It Down — Interactive Audio Quarterly (2020)
"""
JOB = """\
Senior Data Analyst
Northwind Foods
Chicago, IL
Apply now

About the role
You will analyse cold chain data.

About us
Northwind Foods supplies 1,900 grocery stores in nine states. We employ 2,300 people.
"""


# --- read off by where it stands ---------------------------------------------------------------------------------------


def test_a_page_of_a_network_is_read_off_by_its_layout() -> None:
    found = read(pasted(NETWORK.text))
    assert {key: found[key] for key in ("name", "title", "organisation", "location", "pronouns")} == {
        "name": "Ines Marchetti",
        "title": "Head of Collections",
        "organisation": "Tidewater Maritime Museum",
        "location": "Halifax, Nova Scotia, Canada",
        "pronouns": "She/Her",
    }
    assert found["public"]["career"] == [
        "2018-now Head of Collections, Tidewater Maritime Museum",
        "2015-2018 Senior Conservator, Provincial Archives of Nova Scotia",
        "2011-2015 Paper Conservator, Provincial Archives of Nova Scotia",
        "2008-2011 Apprentice Bookbinder, Bindery Lunn",
    ]
    assert found["public"]["education"] == [
        "Master of Art Conservation, Queen's University, 2011",
        "BA, Chemistry, Dalhousie University, 2008",
    ]
    assert found["public"]["writing"] == [
        {"title": "Eleven Weeks Above Water", "where": "Collections Quarterly", "year": 2023},
        {"title": "Whose Anchor Is It?", "where": "Talk at the Atlantic Museums Meeting", "year": 2021},
    ]
    assert found["public"]["profile"].startswith("I look after forty-one thousand objects")
    assert len(sentences(found["public"]["profile"])) == 4


def test_a_plain_resume_is_read_off_line_by_line() -> None:
    found = read(pasted(RESUME))
    assert (found["name"], found["title"], found["organisation"]) == (
        "Theo Katsaros",
        "Audio Director",
        "Nine Wattle Games",
    )
    assert found["public"]["career"] == [
        "2018-now Audio Director, Nine Wattle Games",
        "2013-2018 Sound Designer, then Senior Sound Designer, Tin Kettle Interactive",
        "2009-2013 Studio Assistant, Bayside Community Radio",
    ]
    assert [piece["year"] for piece in found["public"]["writing"]] == [2022, 2020]


def test_a_short_biography_is_read_off_its_sentences() -> None:
    found = read(pasted(BIOGRAPHY.text))
    assert (found["name"], found["title"], found["organisation"], found["location"]) == (
        "Tomasz Wieczorek", "chief brewer", "Fern & Hollow", "Leeds",
    )  # fmt: skip
    assert found["public"]["writing"] == [{"title": "Dirty Water, Clean Beer", "where": "Malt & Measure", "year": 2022}]
    assert (
        found["public"]["organisation_facts"][0]
        == "Fern & Hollow was founded in 2009 by two sisters in a former dye works."
    )
    assert len(found["public"]["organisation_facts"]) == 4
    assert "founded" not in found["public"]["profile"]


def test_of_an_article_the_byline_names_who_wrote_it_and_the_speech_is_left_out() -> None:
    found = read(pasted(ARTICLE.text))
    assert (found["name"], found["title"], found["organisation"]) == (
        "Akosua Darko", "Director of Operations", "Larkfield Helplines",
    )  # fmt: skip
    (piece,) = found["public"]["writing"]
    assert (piece["title"], piece["year"]) == ("Why We Stopped Counting Calls", 2023)
    assert "for us, not for them" not in json.dumps(found)


def test_the_page_of_a_job_names_the_post_and_nobody() -> None:
    found = read(pasted(JOB))
    assert "name" not in found
    assert (found["title"], found["organisation"], found["location"]) == (
        "Senior Data Analyst",
        "Northwind Foods",
        "Chicago, IL",
    )
    assert "Northwind Foods supplies 1,900 grocery stores in nine states." in found["public"]["organisation_facts"]
    assert missing(found) == ["name", "field"]


@pytest.mark.parametrize("page", [pytest.param(page, id=page.name) for page in PAGES])
def test_what_is_read_off_a_page_is_held_by_it(page: Page) -> None:
    text = pasted(page.text)
    assert invented(read(text), text) == ("private",)


@pytest.mark.parametrize(
    ("line", "so"),
    [
        pytest.param("Ines Marchetti", True, id="two words"),
        pytest.param("Zoë van der Berg", True, id="with small words"),
        pytest.param("J. R. Okonkwo, PhD", True, id="initials and a degree"),
        pytest.param("Head of Collections", False, id="a post"),
        pytest.param("Northwind Foods", False, id="a firm"),
        pytest.param("The Last Cold Mile", False, id="a title"),
        pytest.param("SKILLS AND MORE", False, id="capitals"),
        pytest.param("Ines", False, id="one word"),
    ],
)
def test_a_name_is_told_from_a_post_a_firm_and_a_title(line: str, so: bool) -> None:
    assert is_name(line) is so


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "there is no text in it yet", id="nothing"),
        pytest.param(" \n\u202e\t ", "there is no text in it yet", id="nothing to be seen"),
        pytest.param("x" * 60_001, "that is 60,001 characters, and 60,000 fit", id="too long"),
    ],
)
def test_a_text_that_can_not_be_used_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        by_layout(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A" * MOST_CHARACTERS, id="one word"),
        pytest.param("Aa Bb " * 10_000, id="nothing but capitals"),
        pytest.param("Manager\n" * 7_500, id="nothing but posts"),
        pytest.param("x" + "“" * 50_000, id="nothing but quotation marks"),
        pytest.param("2019 - 2020 " * 5_000, id="nothing but years"),
        pytest.param("设计师" * 20_000, id="no spaces"),
    ],
)
@pytest.mark.timeout(30)
def test_no_text_takes_long_to_read(text: str) -> None:
    assert isinstance(by_layout(text), Draft)


# --- held against the text ---------------------------------------------------------------------------------------------


def judged(page: Page, said: tuple[str, ...]) -> dict[str, bool]:
    values = {"name": page.name, "organisation": page.organisation}
    return {sentence: holds(sentence, values, pasted(page.text)) for sentence in said}
