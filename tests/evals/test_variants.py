"""The same call told otherwise: what changes, and what must not."""

import random
import re
from pathlib import Path
from typing import Any

import pytest

from evals.gold import Labelled, load
from evals.robustness import DRAWS
from evals.variants import VARIANTS, learner_name, slips, texts, vary
from simulator.clock import words
from simulator.transcript import Transcript
from tests.evals.labelled import PERSONA, TURNS, asking, call, write


def labelled(folder: Path, *turns: str, **more: Any) -> Labelled:
    """A call without labels."""
    row = call("c-1", *(turns or TURNS))
    row["transcript"] |= more
    return load([write(folder, row)])[0]


def varied(kind: str, one: Labelled, draw: int = 0) -> Transcript:
    """A variant that is there."""
    other = vary(kind, one, draw)
    assert other is not None
    return other


def said(paper: Transcript) -> str:
    """All that was said."""
    return "\n".join(turn.text for turn in paper.turns)


@pytest.mark.parametrize(
    ("turns", "name"),
    [
        pytest.param(("Varga.", "Hi Ilse, it's Priya Raman."), "Priya Raman", id="it-is"),
        pytest.param(("Varga.", "Hi Ms. Varga, Deshawn Broussard, we emailed."), "Deshawn Broussard", id="bare"),
        pytest.param(("Varga.", "yo its tyler", "Hello, Tyler.", "hi"), "tyler", id="lower-case"),
        pytest.param(("Varga.", "Here is Quyen.", "Welcome, Quyen.", "Thanks."), "Quyen", id="one-word"),
        pytest.param(("Varga.", "I'm Indian, and it's fine."), None, id="no-name"),
        pytest.param(("Varga.", "Is this Ilse Varga?"), None, id="the-professionals"),
    ],
)
def test_the_learners_name_is_found(tmp_path: Path, turns: tuple[str, ...], name: str | None) -> None:
    one = labelled(tmp_path, *turns)
    assert learner_name(one.transcript, one.persona) == name


def test_a_name_is_swapped_whoever_says_it(tmp_path: Path) -> None:
    one = labelled(
        tmp_path, preparation={"request": "Could we talk? Priya Raman"}, follow_up={"note": "Thanks. Best, Priya"}
    )
    other = varied("names", one)
    assert other.preparation
    assert other.follow_up
    everything = f"{said(other)} {other.preparation.request} {other.follow_up.note}"
    assert "Priya" not in everything
    assert "Raman" not in everything
    assert "Hi Ilse" in everything
    assert [words(turn.text) for turn in other.turns] == [words(turn.text) for turn in one.transcript.turns]


def test_pronouns_and_titles_are_swapped(tmp_path: Path) -> None:
    one = labelled(
        tmp_path, "Varga.", "My uncle hurt his back, so he sold her the van. Yes, Sir, it was hers, he told her."
    )
    assert said(varied("pronouns", one)).splitlines()[1] == (
        "My aunt hurt her back, so she sold his the van. Yes, Madam, it was hers, she told him."
    )


def test_a_gendered_word_that_is_a_public_fact_stays(tmp_path: Path) -> None:
    public = PERSONA["public"] | {"writing": [{"title": "The Man Who Dried the Tower"}]}
    row = call("c-1", "Varga.", "I read The Man Who Dried the Tower. Was he real?")
    row["transcript"]["persona"] = PERSONA | {"public": public}
    one = load([write(tmp_path, row)])[0]
    assert said(varied("pronouns", one)).endswith("I read The Man Who Dried the Tower. Was she real?")


def test_a_call_without_name_or_gender_has_no_such_variants(tmp_path: Path) -> None:
    one = labelled(tmp_path, "Varga.", "Why lime?")
    assert vary("names", one, 0) is None
    assert vary("pronouns", one, 0) is None


def test_greeting_and_signature_are_changed_at_the_ends_only(tmp_path: Path) -> None:
    one = labelled(tmp_path, preparation={"request": "Could we talk? Kind regards, Priya Raman"})
    others = [varied("signature", one, draw) for draw in range(6)]
    for other in others:
        before, after = one.transcript.turns, other.turns
        assert after[1].text.endswith(before[1].text.removeprefix("Hi"))
        assert after[5].text.startswith(before[5].text)
        assert "Priya" in after[5].text.removeprefix(before[5].text)
        assert [after[number] for number in (0, 2, 3, 4)] == [before[number] for number in (0, 2, 3, 4)]
    assert len({said(other) for other in others}) > 3
    assert any("Kind regards" not in str(other.preparation) for other in others)


def test_slips_are_light_and_leave_names_and_numbers(tmp_path: Path) -> None:
    text = "I worked at the Vleeshal in 2023, and the roof was finished seven weeks late, which the clerk thought was a scandal."
    slipped = [slips(text, random.Random(seed)) for seed in range(200)]
    assert len(set(slipped)) > 50
    for one in slipped:
        assert re.search(r"Vleeshal (in|ni) 2023,", one)
        assert words(text) - words(one) <= 4
    assert sum(words(one) for one in slipped) / len(slipped) > 0.95 * words(text)


def test_slips_are_the_learners_alone(tmp_path: Path) -> None:
    one = labelled(tmp_path, *["The roof was the last that the mason finished."] * 8)
    other = varied("slips", one, 1)
    assert [turn for turn in other.turns if turn.speaker == "professional"] == [
        turn for turn in one.transcript.turns if turn.speaker == "professional"
    ]


def test_a_text_never_slips_away(tmp_path: Path) -> None:
    assert all(slips("the", random.Random(seed)) for seed in range(50))


def test_there_are_at_least_twenty_lines_for_the_grader() -> None:
    assert len(set(texts()["instructions"])) >= 20


def test_ten_calls_hear_every_line_in_both_places(tmp_path: Path) -> None:
    one = labelled(tmp_path)
    ended, own = set(), set()
    for draw in range(10 * DRAWS["instructions"]):
        other = varied("instructions", one, draw)
        if len(other.turns) == len(one.transcript.turns):
            (changed,) = [
                b.text.removeprefix(a.text) for a, b in zip(one.transcript.turns, other.turns, strict=True) if a != b
            ]
            ended.add(changed.strip())
        else:
            own |= {turn.text for turn in other.turns} - {turn.text for turn in one.transcript.turns}
    assert ended == own == set(texts()["instructions"])


@pytest.mark.parametrize("kind", VARIANTS)
def test_the_same_draw_gives_the_same_variant(tmp_path: Path, kind: str) -> None:
    row = asking()
    row["transcript"]["turns"][1]["text"] += " My brother said that the work was the hardest and that he had seen it."
    one = load([write(tmp_path, row)])[0]
    assert varied(kind, one, 3) == varied(kind, one, 3)
