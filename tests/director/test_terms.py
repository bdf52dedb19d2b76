"""What a written request says of a job."""

import pytest

from simulator.director import terms_of


@pytest.mark.parametrize(
    ("request_", "terms"),
    [
        pytest.param("I'm not looking for a job, I'd like to ask about your path.", "information", id="denied"),
        pytest.param("This is not about a job; I want to ask you about your career.", "information", id="not about one"),
        pytest.param("It is for information only.", "information", id="information only"),
        pytest.param("I am looking for my first job in the field. I won't ask you for one.", "information", id="taken at their word"),
        pytest.param("I don’t need a job right now, just a few questions.", "information", id="a curly apostrophe"),
        pytest.param("I'm looking for a job now and my questions will be about current openings.", "openings", id="openly"),
        pytest.param("I lost my post and am searching for a new position; could we talk about vacancies?", "openings", id="vacancies"),
        pytest.param("I have no experience. I'm looking for a job and want to ask about openings.", "openings", id="a no of another thing"),
        pytest.param("I'm looking for a job in logistics. May I ask how you began?", None, id="looking, but not about openings"),
        pytest.param("May I have fifteen minutes?", None, id="not a word of it"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="no request"),
    ],
)  # fmt: skip
def test_the_terms_of_a_request(request_: str | None, terms: str | None) -> None:
    assert terms_of(request_) == terms
