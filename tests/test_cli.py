"""The command line, as a shell sees it: what comes out where, and the exit status."""

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shell import assert_one_line_and_two, simulator

LEARNER = """\
Hi Dana, I'm a second-year logistics student in Gary, deciding between food and pharma. Is now still good?
You left Lakeland Freight's night desk in 2009. What did the night desk teach you that planning never did?
Are you hiring right now?
Who else would be good to talk to?
Thank you for the story about the storm. I'll let you get to your board call.
"""


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("learner") / "turns.txt"
    path.write_text(LEARNER, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def transcript(learner: Path) -> Path:
    path = learner.parent / "call.json"
    done = simulator("call", "--persona", "dana-okafor", "--learner", learner, "--minutes", "15", "-o", path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return path


def test_an_unattended_call_writes_a_transcript_that_says_who_spoke(transcript: Path) -> None:
    paper = json.loads(transcript.read_text(encoding="utf-8"))
    assert paper["format"] == "transcript/1"
    assert paper["agreed_minutes"] == 15
    said = [turn["text"] for turn in paper["turns"] if turn["speaker"] == "learner"]
    assert said == LEARNER.splitlines()[: len(said)]
    assert len(said) >= 4
    assert {turn["by"] for turn in paper["turns"] if turn["speaker"] == "professional"} == {"offline"}


def test_the_same_call_gives_the_same_transcript_in_a_process_of_its_own(transcript: Path, learner: Path) -> None:
    command = ["call", "--persona", "dana-okafor", "--learner", str(learner), "--minutes", "15", "--model", "offline"]
    done = subprocess.run([sys.executable, "-m", "simulator", *command], capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    assert done.stdout == transcript.read_text(encoding="utf-8")


def test_backslash_n_is_a_line_break_inside_a_turn(tmp_path: Path) -> None:
    turns = tmp_path / "turns.txt"
    turns.write_text("Hi Dana.\\nIt's Sam.\n", encoding="utf-8")
    done = simulator("call", "--persona", "dana-okafor", "--learner", turns)
    assert json.loads(done.stdout)["turns"][1]["text"] == "Hi Dana.\nIt's Sam."


def test_score_gives_one_scorecard_with_quotes_that_stand_in_the_transcript(transcript: Path) -> None:
    done = simulator("score", transcript)
    assert done.returncode == 0, done.stderr
    card = json.loads(done.stdout)
    turns = json.loads(transcript.read_text(encoding="utf-8"))["turns"]
    assert card["format"] == "scorecard/1"
    assert card["transcript"] == str(transcript)
    assert card["observations"]
    for seen in card["observations"]:
        assert turns[seen["turn"]]["text"][seen["start"] : seen["end"]] == seen["quote"]
    assert card["ungraded"]["follow_through"]
    assert card["grades"]["follow_through"] is None
    assert card["grades"]["job_ask"]["level"] <= 2


def test_several_transcripts_and_a_folder_give_a_line_each(transcript: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.json").write_text(transcript.read_text(encoding="utf-8"), encoding="utf-8")
    done = simulator("score", tmp_path)
    cards = [json.loads(line) for line in done.stdout.splitlines()]
    assert [Path(card["transcript"]).name for card in cards] == ["a.json", "b.json", "c.json"]
    assert done.stderr == ""


def test_standard_input_takes_one_transcript_or_jsonl(transcript: Path) -> None:
    text = transcript.read_text(encoding="utf-8")
    one = simulator("score", "-", stdin=text)
    assert json.loads(one.stdout)["transcript"] == "-"
    two = simulator("score", "-", stdin=(json.dumps(json.loads(text)) + "\n") * 2)
    assert len(two.stdout.splitlines()) == 2


@pytest.mark.parametrize("form", ["md", "html"])
def test_reports_are_written_as_files(transcript: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"report.{form}"
    done = simulator("score", transcript, "--format", form, "-o", target)
    assert done.returncode == 0, done.stderr
    assert "Dana Okafor" in target.read_text(encoding="utf-8")


def test_several_reports_go_into_a_folder(transcript: Path, tmp_path: Path) -> None:
    target = tmp_path / "reports"
    done = simulator("score", transcript, transcript, "--format", "html", "-o", target)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in target.iterdir()) == ["call-2.html", "call.html"]


def test_a_bad_file_among_good_ones_is_named_and_the_good_ones_are_graded(transcript: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"format": "transcript/9", "persona": "x", "turns": []}', encoding="utf-8")
    done = simulator("score", transcript, tmp_path / "bad.json")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.count("\n") == 1
    assert "transcript/9" in done.stderr


def test_a_file_of_several_is_written_whole_or_not_at_all(transcript: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    target = tmp_path / "cards.jsonl"
    done = simulator("score", transcript, tmp_path / "bad.json", "-o", target)
    assert done.returncode == 2
    assert not target.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["bad.json"]


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    from simulator.files import whole_file

    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), whole_file(target) as file:
        file.write("half of the n")
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nonsense"], ["nonsense"], id="no such command"),
        pytest.param(["score"], ["transcripts"], id="nothing to score"),
        pytest.param(["score", "no/such.json"], ["no/such.json", "no such file"], id="no such transcript"),
        pytest.param(["score", "-", "--format", "pdf"], ["pdf"], id="no such format"),
        pytest.param(["score", "-", "--grader", "guess"], ["guess"], id="no such grader"),
        pytest.param(["call"], ["--persona"], id="nobody to call"),
        pytest.param(["call", "--persona", "nobody"], ["nobody", "dana-okafor"], id="no such persona"),
        pytest.param(
            ["call", "--persona", "dana-okafor", "--learner", "no.txt"], ["no.txt"], id="no such learner file"
        ),
        pytest.param(
            ["call", "--persona", "dana-okafor", "--minutes", "soon"],
            ["--minutes", "number"],
            id="minutes that are no number",
        ),
        pytest.param(["call", "--persona", "dana-okafor", "--model", "gpt"], ["gpt"], id="no such model"),
        pytest.param(["personas", "show", "nobody"], ["nobody"], id="nobody to show"),
        pytest.param(["serve", "--port", "99999"], ["--port", "65535"], id="no such port"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_one_line_and_two(arguments: list[str], words: list[str]) -> None:
    assert_one_line_and_two(simulator(*arguments, stdin=""), *words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", ["empty"], id="nothing"),
        pytest.param("{", ["not JSON"], id="broken JSON"),
        pytest.param(
            '{"format": "transcript/2", "persona": "dana-okafor", "turns": []}', ["transcript/1"], id="another version"
        ),
        pytest.param(
            '{"format": "transcript/1", "persona": "dana-okafor", "turns": [{"speaker": "cat", "text": "meow"}]}',
            ["turns.0.speaker", "cat"],
            id="a speaker that does not exist",
        ),
        pytest.param(
            '{"format": "transcript/1", "persona": "nobody", "turns": []}', ["nobody"], id="an unknown persona"
        ),
        pytest.param("[1, 2]", ["mapping"], id="a list"),
    ],
)
def test_what_is_wrong_with_a_transcript_is_one_line_and_two(text: str, words: list[str]) -> None:
    assert_one_line_and_two(simulator("score", "-", stdin=text), *words)


def test_a_learners_turn_that_is_too_long_is_named_by_its_number(tmp_path: Path) -> None:
    turns = tmp_path / "turns.txt"
    turns.write_text("Hi Dana.\n" + "word " * 4000 + "\n", encoding="utf-8")
    done = simulator("call", "--persona", "dana-okafor", "--learner", turns, "-o", tmp_path / "t.json")
    assert_one_line_and_two(done, "turns.txt", "turn 2")


def test_a_port_in_use_is_one_line_and_two() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = simulator("serve", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert_one_line_and_two(done, "port", "--port")


def test_a_data_folder_that_can_not_be_written_is_one_line_and_two() -> None:
    done = simulator("serve", "--no-browser", "--port", "0", SIMULATOR_DATA_DIR="/proc/no/such")
    assert_one_line_and_two(done, "/proc/no/such", "SIMULATOR_DATA_DIR")


def test_a_bad_setting_is_named() -> None:
    done = simulator("call", "--persona", "dana-okafor", "--learner", "-", SIMULATOR_RETRIES="many")
    assert_one_line_and_two(done, "retries", "many")


def test_personas_are_listed_shown_and_checked(tmp_path: Path) -> None:
    assert "dana-okafor" in simulator("personas").stdout
    shown = simulator("personas", "show", "dana-okafor")
    path = tmp_path / "dana.yaml"
    path.write_text(shown.stdout, encoding="utf-8")
    assert simulator("personas", "check", path).returncode == 0
    path.write_text(shown.stdout.replace("title:", "titel:"), encoding="utf-8")
    done = simulator("personas", "check", path)
    assert done.returncode == 2
    assert "titel: unknown key" in done.stderr


def test_a_terminal_call_hangs_up_at_the_end_of_input(tmp_path: Path) -> None:
    target = tmp_path / "t.json"
    done = simulator(
        "call",
        "--persona",
        "dana-okafor",
        "-o",
        target,
        stdin="Hi Dana.\nHow did you start?\n",
        SIMULATOR_DATA_DIR=str(tmp_path / "data"),
    )
    assert done.returncode == 0, done.stderr
    paper = json.loads(target.read_text(encoding="utf-8"))
    assert [turn["speaker"] for turn in paper["turns"]] == [
        "professional",
        "learner",
        "professional",
        "learner",
        "professional",
    ]
    assert paper["ended_by"] == "learner"


def test_help_is_help() -> None:
    done = simulator("--help")
    assert done.returncode == 0
    for command in ("serve", "call", "score", "personas"):
        assert command in done.stdout
