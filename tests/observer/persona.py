"""One professional whom the observer's tests are about, and shorthand to let the observer hear a turn."""

from collections.abc import Sequence

from simulator.observation import Kind, Observation
from simulator.observer import Context
from simulator.observer.offline import OfflineObserver
from simulator.persona import Persona, resolve
from simulator.transcript import Preparation, Turn

ILSE: Persona = resolve(
    {
        "format": "persona/1",
        "id": "ilse-varga",
        "name": "Ilse Varga",
        "title": "Head of Restoration",
        "organisation": "Corbel & Finch",
        "field": "building conservation",
        "location": "Ghent",
        "public": {
            "profile": "I lead the restoration workshop at Corbel & Finch: stone, lime and leaded glass on listed buildings. "
            "Before that I surveyed lighthouses for the coastal authority.",
            "career": [
                "2017-now Head of Restoration, Corbel & Finch",
                "2009-2017 Building Surveyor, Flemish Coastal Authority",
                "2005-2009 Apprentice, then Stonemason, Atelier Moreau",
            ],
            "education": ["MSc Conservation of Monuments, KU Leuven, 2009", "Stonemasonry diploma, Bruges, 2005"],
            "writing": [
                {
                    "title": "Lime Remembers",
                    "where": "The Building Conservator",
                    "year": 2021,
                    "summary": "How cement repairs drowned the tower of Damme, and what eleven months of drying taught.",
                },
                {
                    "title": "Leave the Crooked Window Alone",
                    "where": "talk, Heritage Days",
                    "year": 2024,
                    "summary": "A case against straightening what history bent.",
                },
            ],
            "organisation_facts": [
                "Corbel & Finch was founded in 1988 and has 64 employees.",
                "It finished the Vleeshal roof in 2023, seven weeks late.",
                "It takes four mason apprentices each spring.",
            ],
        },
    }
)

_OBSERVER = OfflineObserver(trained=False)


def talk(*before: str) -> tuple[Turn, ...]:
    """Earlier turns, written "P: ..." and "L: ..."."""
    speakers = {"P": "professional", "L": "learner"}
    return tuple(Turn.model_validate({"speaker": speakers[line[0]], "text": line[3:]}) for line in before)


def hear(text: str, *before: str, preparation: Preparation | None = None) -> Sequence[Observation]:
    """What the offline observer hears in a turn."""
    earlier = talk(*(before or ("P: Rain got into the lime store again, so it's been a morning.",)))
    return _OBSERVER.observe(len(earlier), text, Context(ILSE, earlier, (), preparation))


def kinds(text: str, *before: str, preparation: Preparation | None = None) -> set[Kind]:
    """The kinds that it hears."""
    return {observation.kind for observation in hear(text, *before, preparation=preparation)}
