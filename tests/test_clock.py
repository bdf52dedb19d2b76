"""Words -> speech time, and where the halfway point lies."""

import pytest

from simulator.clock import speech_seconds, timeline
from simulator.transcript import Turn


def learner(words: int, **timing: float) -> Turn:
    return Turn(speaker="learner", text=" ".join(["word"] * words), **timing)


def professional(words: int, **timing: float) -> Turn:
    return Turn(speaker="professional", text=" ".join(["word"] * words), **timing)


def test_the_learner_speaks_at_140_and_the_professional_at_their_own_pace() -> None:
    clock = timeline([professional(160), learner(140)], words_per_minute=160, agreed_minutes=15)
    assert [spoken.seconds for spoken in clock.spoken] == pytest.approx([60, 60])
    assert clock.learner_share == pytest.approx(0.5)


def test_real_timings_count_instead_of_words() -> None:
    clock = timeline([learner(140, seconds=5.0), professional(10, at=20.0, seconds=2.0)], 150, 15)
    assert clock.spoken[0].seconds == 5.0
    assert clock.spoken[1].start == 20.0
    assert clock.elapsed == 22.0


@pytest.mark.parametrize(
    ("agreed", "halfway"),
    [
        pytest.param(1, 30, id="half of what was agreed when that is less"),
        pytest.param(30, 120, id="half of what it took when that is less"),
    ],
)
def test_halfway_is_the_lesser_half(agreed: float, halfway: float) -> None:
    clock = timeline([learner(280), professional(300)], 150, agreed)
    assert clock.halfway == pytest.approx(halfway)


def test_a_turn_that_starts_at_halfway_is_in_the_second_half() -> None:
    clock = timeline([learner(140), learner(140)], 150, 15)
    assert clock.in_first_half(0)
    assert not clock.in_first_half(1)


def test_an_empty_call_takes_no_time_and_nobody_speaks() -> None:
    clock = timeline([], 150, 15)
    assert (clock.elapsed, clock.learner_share, clock.overrun) == (0.0, 0.0, 0.0)


def test_overrun_is_what_went_over_the_agreed_minutes() -> None:
    assert timeline([learner(280)], 150, 1).overrun == pytest.approx(60)
    assert timeline([learner(70)], 150, 1).overrun == 0


def test_blank_text_takes_no_time() -> None:
    assert speech_seconds("  \n ", 140) == 0
