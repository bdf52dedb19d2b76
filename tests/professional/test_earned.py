"""Whether a sentence gives away what is private: told again in other words, quoted, or by a name; and what does not."""

import pytest

from simulator.director import Act, Stage, Tellable
from simulator.persona import Persona, catalogue
from simulator.professional import Brief
from simulator.professional.earned import StillPrivate, stories_in
from simulator.professional.lines import sentences
from simulator.transcript import Turn


def private(persona: str, *may_tell: Tellable, said: str = "What is it like?") -> StillPrivate:
    stage = Stage(
        act=Act.ANSWER, budget_words=60, manner="engaged", phase="questions", minutes_left=9, may_tell=may_tell
    )
    return StillPrivate.on(Brief(catalogue()[persona], [Turn(speaker="learner", text=said)], stage))


def given_away(told: StillPrivate, text: str) -> list[str]:
    """What each sentence of a text gives away, the kind only."""
    parts = sentences(text)
    found = [told.given_away_by(part, parts[:number]) for number, part in enumerate(parts)]
    return [what.partition(":")[0] for what in found if what]


TOLD_AGAIN = [
    pytest.param("dana-okafor", "stories", "Walt hung his lunch bag over the sensor because he thought it was spying on him.", id="Walt"),
    pytest.param("dana-okafor", "stories", "Two compressors died on a Saturday in the Joliet freezer and we borrowed parkas from ice rinks.", id="parkas"),
    pytest.param("dana-okafor", "stories", "Somebody on nights vetoed an ice cream promotion because nine drivers were at a wedding.", id="veto"),
    pytest.param("dana-okafor", "stories", "The owner of Northwind asked what I'd throw away, and he'd brought a pencil, at Prairie nobody had.", id="pencil"),
    pytest.param("dana-okafor", "stories", "The best planner I hired had spent twenty minutes with the guard at the gate and told me to buy a second clipboard.", id="clipboard"),
    pytest.param("dana-okafor", "stories", "I dropped a carrier run by the man who taught me, after three warm loads of milk. I drove to Rockford.", id="carrier"),
    pytest.param("dana-okafor", "opinions", "I never trust a dashboard that's all green, because somebody colored it in.", id="dashboards"),
    pytest.param("dana-okafor", "hiring", "There's a planner post in the budget for Joliet this fall, though it isn't approved yet.", id="the planner post"),
    pytest.param("dana-okafor", "hiring", "We might get a planner approved in the fall.", id="the post in few words"),
    pytest.param("dana-okafor", "contacts", "There's a terminal manager in Rockford who takes students along for a day.", id="a contact without a name"),
    pytest.param("adwoa-sarpong", "stories", "The generator failed and we had nineteen babies, and we bagged them by hand and sang a hymn for forty minutes.", id="the hymn"),
    pytest.param("adwoa-sarpong", "stories", "Auntie Esi sold kenkey at the gate, and I laid a nine hundred gram baby on her chest.", id="Esi"),
    pytest.param("adwoa-sarpong", "stories", "In Leeds a consultant praised me for seeing a baby breathe badly without a monitor, so I gave notice.", id="Leeds"),
    pytest.param("jost-hinrichsen", "stories", "We gave the harbour a narrow number, and then a consultant drew a hand across a map and they raised the pumps.", id="the hand"),
    pytest.param("jost-hinrichsen", "stories", "In 2014 I found a wrong sign in our soil routine, one line of Fortran, and wrote to eleven co-authors.", id="the sign"),
    pytest.param("jost-hinrichsen", "stories", "On day eight a cleaner unplugged the storage rack and nine days of computing were gone.", id="the cleaner"),
    pytest.param("marivic-dimaculangan", "stories", "Mang Ador counted mango trees and found the valve under a freezer in a sari-sari store.", id="mango trees"),
    pytest.param("marivic-dimaculangan", "stories", "I brought a pitcher to the board, poured ten glasses and emptied four into the flower pot.", id="the flower pot"),
    pytest.param("marivic-dimaculangan", "hiring", "Two leak engineers are retiring and the posts get announced in October with an examination.", id="leak engineers"),
    pytest.param("theo-katsaros", "hiring", "We've asked for a junior technical sound designer and there's a vote in March.", id="the vote"),
    pytest.param("theo-katsaros", "opinions", "Crunch is just a scheduling error that somebody else pays for.", id="crunch"),
]  # fmt: skip


@pytest.mark.parametrize(("persona", "kind", "text"), TOLD_AGAIN)
def test_what_is_told_in_other_words_is_told_all_the_same(persona: str, kind: Tellable, text: str) -> None:
    assert kind in given_away(private(persona), text)
    assert kind not in given_away(private(persona, kind), text)


IN_THE_FIELD = {
    "dana-okafor": """A normal week is mostly phone calls with carriers and a lot of arguing about dock times. We load trucks overnight
        and the first ones leave at four in the morning. Frozen is unforgiving, because once it thaws you can't take it back. The hardest part
        is telling sales that there are only so many trucks. I spent my first winter learning what a reefer unit sounds like when it's about to
        quit. We had a bad storm last January and half the fleet sat in a parking lot in Indiana. If the freezer warms up by two degrees we
        throw the pallet out, and that's money. I had a supervisor who taught me to read a load sheet before I read my mail. Saturdays are
        quiet until a compressor decides otherwise. There's always one trailer that goes missing on a Friday. I drove out to see a store manager
        last week because his deliveries kept coming late. Thanksgiving is our worst week, with peas and pies and everybody off. I was the one
        who had to tell the board that we'd missed the quarter. A forecast is a guess that wears a tie.""",
    "adwoa-sarpong": """A night shift begins with counting: babies, cots, oxygen. The mothers teach me more than the textbooks did. When the power
        goes, we have a few minutes before the batteries complain. We lost too many nurses to England last year, and I do not blame them. The
        hardest part is telling a father at the glass that there is no news. In my second year I was afraid of every chart. We have one sink for
        every six cots, and I fought for each of them. A student once asked me why we chart at midnight, and I had no answer for a day.""",
    "jost-hinrichsen": """Most days I read what others have computed and ask where the range is. The model runs for nine days and then we argue
        for nine weeks. A good part of the work is cleaning data that nobody wanted to look at. We found a bug last year which cost us a month
        of computing. When the cluster is down, people suddenly talk to each other in the corridor. Rain is harder than temperature.""",
    "theo-katsaros": """Most of my day is listening to the same door forty times. The composer and I fight about silence every single week. A
        junior once brought me the best footstep I ever heard, recorded in a car park. Programmers are the ones who decide if your sound ever
        plays. Trailers are the hardest because marketing wants everything loud. The state funding got us through the second year.""",
}  # fmt: skip


@pytest.mark.parametrize("persona", IN_THE_FIELD)
def test_talk_of_the_same_trade_gives_nothing_away(persona: str) -> None:
    assert given_away(private(persona), " ".join(IN_THE_FIELD[persona].split())) == []


@pytest.mark.parametrize("persona", [pytest.param(persona, id=id_) for id_, persona in catalogue().items()])
def test_one_story_does_not_give_another_away(persona: Persona) -> None:
    told = private(persona.id, "contacts")
    for story in persona.private.stories:
        others = persona.model_copy(
            update={
                "private": persona.private.model_copy(
                    update={"stories": tuple(other for other in persona.private.stories if other is not story)}
                )
            }
        )
        stage = Stage(
            act=Act.ANSWER, budget_words=60, manner="engaged", phase="questions", minutes_left=9, may_tell=("contacts",)
        )
        assert given_away(StillPrivate.on(Brief(others, [], stage)), story.text) == []
        assert "stories" in given_away(told, story.text)


@pytest.mark.parametrize("persona", [pytest.param(persona, id=id_) for id_, persona in catalogue().items()])
def test_nearly_every_sentence_that_is_quoted_from_what_is_private_is_caught_by_itself(persona: Persona) -> None:
    told, material = private(persona.id), persona.private
    texts = [text for story in material.stories for text in (story.text, *story.more)]
    quoted = [part for text in (*texts, *material.opinions, material.hiring) for part in sentences(text)]
    long = [part for part in quoted if len(part.split()) >= 8]
    caught = [part for part in long if told.given_away_by(part, [])]
    assert len(caught) >= 0.9 * len(long)


def test_the_name_of_a_contact_is_enough() -> None:
    assert given_away(private("dana-okafor"), "Aranda is good on that.") == ["contacts"]
    assert given_away(private("dana-okafor", said="Does Mr. Aranda run nights?"), "Aranda is good on that.") == []


def test_a_name_that_begins_a_sentence_as_an_ordinary_word_is_none() -> None:
    assert given_away(private("adwoa-sarpong"), "Sister, I said, sit down. Engineer or not, wash your hands.") == []


def test_digits_and_words_are_the_same_number() -> None:
    told = private("adwoa-sarpong")
    assert given_away(told, "The generator went, with 19 babies and 40 minutes of hymn singing.") == ["stories"]


def test_a_turn_is_known_by_the_story_that_it_tells() -> None:
    dana = catalogue()["dana-okafor"]
    assert stories_in(dana.private.stories[2].text, dana) == ["Walt and the door sensor"]
    assert stories_in("Nights are mostly quiet, and then they aren't.", dana) == []
