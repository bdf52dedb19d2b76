"""Transcript files: versions, speakers, persons that do not exist."""

import pytest

from simulator.document import read_document
from simulator.errors import PersonaError, TranscriptError
from simulator.transcript import Transcript

GOOD = """{"format": "transcript/1", "persona": "dana-okafor", "agreed_minutes": 15,
 "turns": [{"speaker": "professional", "text": "Hello."},
           {"speaker": "learner", "text": "Hi."}]}"""


def parse(text: str) -> Transcript:
    return Transcript.parse(read_document(text, "t.json", TranscriptError))


def test_a_transcript_survives_the_way_to_json_and_back() -> None:
    first = parse(GOOD)
    assert parse(first.to_text()) == first


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("transcript/1", "transcript/2", "this program reads transcript/1", id="another version"),
        pytest.param('"format": "transcript/1", ', "", "format is missing", id="no version"),
        pytest.param('"learner"', '"teacher"', "turns.1.speaker", id="a speaker that does not exist"),
        pytest.param('"Hi."', "null", "turns.1.text", id="a turn without text"),
        pytest.param('"Hi."', r'"Hi \ud800"', "half a character", id="half a character"),
        pytest.param('"Hi."', "7", "turns.1.text", id="a turn that is a number"),
        pytest.param('"agreed_minutes": 15', '"agreed_minutes": -1', "agreed_minutes", id="minutes below zero"),
        pytest.param('"agreed_minutes"', '"minutes"', "minutes: unknown key", id="an unknown key"),
        pytest.param("}]}", "}]", "not JSON", id="broken JSON"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(old: str, new: str, message: str) -> None:
    with pytest.raises(TranscriptError) as caught:
        parse(GOOD.replace(old, new))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("t.json")


def test_a_line_number_points_at_the_turn() -> None:
    with pytest.raises(TranscriptError, match=r"^t\.json:3: turns\.1\.speaker"):
        parse(GOOD.replace('"learner"', '"teacher"'))


def test_an_unknown_persona_is_named() -> None:
    with pytest.raises(PersonaError, match="'nobody' is unknown"):
        parse(GOOD.replace("dana-okafor", "nobody")).who()


def test_blank_turns_are_no_learner_turns() -> None:
    transcript = parse(GOOD.replace('"Hi."', '"  "'))
    assert transcript.learner_turns == []
