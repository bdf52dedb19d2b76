import pytest

from simulator.grading.dossier import unused
from simulator.persona import Public, Writing
from tests.grading.calls import DANA, REFERENCE, UNKNOWN, evidence, they, you


def of(*said: str, **public: object) -> str | None:
    persona = DANA.model_copy(update={"public": Public(**public)}) if public else DANA  # type: ignore[arg-type]
    opening = unused(evidence(*[line for text in said or ("Hello.",) for line in (they(), you(text))], persona=persona))
    return opening.line if opening else None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param((), "I read ‘Cold Chain, Warm Heads’ in Logistics Today.", id="an-article-first"),
        pytest.param(("I read Cold Chain, Warm Heads.",), "your talk ‘Empty Lorries’", id="then-a-talk"),
        pytest.param(
            ("About drivers planning routes:", "And the empty lorries?"),
            "I read that Northwind merged with Polar Dairy in 2023.",
            id="then-the-organisations-news",
        ),
        pytest.param(
            ("Cold chain, warm heads", "Empty lorries", "You merged with Polar Dairy"),
            "you were Depot Manager, Harrow Freight until 2019",
            id="then-the-career",
        ),
    ],
)
def test_the_first_fact_that_was_not_used_comes_up(said: tuple[str, ...], expected: str) -> None:
    assert expected in (of(*said) or "")


def test_a_fact_that_an_observation_cites_is_used_whatever_the_words_were() -> None:
    call = evidence(they(), you("That piece of yours", REFERENCE, fact="Cold Chain, Warm Heads"))
    opening = unused(call)
    assert opening is not None
    assert "Cold Chain" not in opening.line


def test_a_fact_of_which_a_turn_has_two_words_in_passing_is_still_unused() -> None:
    fact = "Its display of indigo cloth from Kano and Lancashire drew 91,000 visitors."
    assert of("I like indigo cloth.", organisation_facts=(fact,)) is not None
    assert of("Your display of indigo cloth drew visitors from Lancashire.", organisation_facts=(fact,)) is None


def test_of_somebody_unknown_nothing_is_unused() -> None:
    assert unused(evidence(they(), you(), persona=UNKNOWN)) is None


@pytest.mark.parametrize(
    ("public", "expected"),
    [
        pytest.param(
            {"writing": (Writing(title="Whose Indigo?", where="podcast, Long Thread"),)},
            "“I listened to ‘Whose Indigo?’. What",
            id="podcast-with-a-question-mark",
        ),
        pytest.param(
            {"writing": (Writing(title="Six Lanes", where="op-ed, Port Courier"),)},
            "“I read ‘Six Lanes’ in Port Courier. What",
            id="op-ed",
        ),
        pytest.param(
            {"writing": (Writing(title="Six Lanes", where="company blog"),)}, "“I read ‘Six Lanes’. What", id="blog"
        ),
        pytest.param(
            {"organisation_facts": ("It runs a clinic.",)}, "“I read that Northwind Foods runs a clinic.", id="it"
        ),
        pytest.param(
            {"organisation_facts": ("Entry is free.",)}, "“I read about Northwind Foods: ‘Entry is free’.", id="other"
        ),
        pytest.param({"career": ("2019-now Depot Head",)}, "“I saw ‘Depot Head’, since 2019.", id="present-post"),
        pytest.param({"career": ("Once a baker",)}, "“I saw ‘Once a baker’ on your profile.", id="undated-post"),
        pytest.param({"profile": "I mend clocks."}, "“Your profile says ‘I mend clocks’.", id="profile"),
    ],
)
def test_every_sort_of_fact_makes_a_line_that_can_be_said(public: dict[str, object], expected: str) -> None:
    assert (of(**public) or "").startswith(expected)
