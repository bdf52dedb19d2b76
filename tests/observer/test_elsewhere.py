"""What a sentence gives to another place, another house, another kind of piece than the dossier has it in."""

import pytest

from simulator.observer.clauses import sentences
from simulator.observer.dossier import dossier
from simulator.observer.elsewhere import elsewhere
from simulator.persona import Writing
from tests.observer.persona import ILSE

_PUBLIC = ILSE.public.model_copy(
    update={
        "career": (*ILSE.public.career, "2003-2005 Scaffold Clerk, Deurne Timber Yard, Mechelen"),
        "writing": (
            *ILSE.public.writing,
            Writing(
                title="Wet Walls", where="talk, Plasterers' Congress, Liege", year=2022, summary="On salt and patience."
            ),
        ),
        "organisation_facts": (*ILSE.public.organisation_facts, "It opened a gilding workshop in Antwerp in 2022."),
    }
)
_KNOWN = dossier(ILSE.model_copy(update={"id": "ilse-elsewhere", "public": _PUBLIC}))

ELSEWHERE = {
    "of_the_organisation": "You opened the gilding workshop in Hasselt.",
    "of_a_talk": "It was at the Plasterers' Congress in Namur that you spoke of salt.",
    "named_before_the_occasion": "I liked what the Namur congress heard of salt and wet walls.",
    "of_an_employer": "You were at the timber yard in Deinze, as a scaffold clerk.",
    "title_at_another_house": "Building surveyor at Atelier Moreau, weren't you?",
    "kind_of_piece": "I heard your podcast, Leave the Crooked Window Alone.",
}
IN_ITS_PLACE = {
    "as_it_is": "You opened the gilding workshop in Antwerp.",
    "where_they_are": "You opened the gilding workshop in Antwerp from Ghent.",
    "of_the_learner": "I was at a gilding workshop in Hasselt myself.",
    "imagined": "Would a gilding workshop in Hasselt make any money?",
    "month": "You opened the gilding workshop in March.",
    "man_from_there": "In the Plasterers' Congress talk there was a mason in Namur whom salt had ruined.",
    "one_house_after_the_other": "You went from Atelier Moreau to building surveyor.",
    "its_own_title": "A building surveyor at the Flemish Coastal Authority.",
    "its_own_kind": "I heard your talk, Leave the Crooked Window Alone.",
}


def _found(text: str, heard: frozenset[str] = frozenset()) -> list[str]:
    return [text[one.start : one.end] for each in sentences(text) for one in elsewhere(each, _KNOWN, heard)]


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_the_dossier_has_elsewhere_is_wrong_here(text: str) -> None:
    assert _found(text)


@pytest.mark.parametrize("text", IN_ITS_PLACE.values(), ids=IN_ITS_PLACE.keys())
def test_what_is_in_its_place_or_not_said_of_them_is_not(text: str) -> None:
    assert not _found(text)


def test_a_place_that_has_come_up_is_not_wrong() -> None:
    assert not _found("You opened the gilding workshop in Hasselt.", frozenset({"hasselt"}))
