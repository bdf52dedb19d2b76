"""The comparison with a plain prompt: who calls, what either side is told, and how it is counted."""

import json
from pathlib import Path

import pytest

from evals.lapses import Account, Arm, Lapse, Verdict
from evals.plain_vs_ours import (
    RELIEVED,
    Learner,
    against_hand,
    figures,
    held,
    hold,
    learners,
    main,
    paired,
    plain_prompt,
    sample,
    sample_page,
)
from simulator.errors import InputError
from simulator.events import MOST_HELD_BACK
from simulator.persona import catalogue
from simulator.settings import Settings
from tests.openai_server import OpenAIServer, Status, Words

PEOPLE = list(catalogue().values())
DANA = catalogue()["dana-okafor"]


def verdict(
    arm: Arm, learner: str, turn: int, *lapses: Lapse, due: bool = False, understudy: str | None = None
) -> Verdict:
    return Verdict(
        arm, "dana-okafor", learner, turn, "?", "!", due, dict.fromkeys(lapses, "words"), Account(understudy=understudy)
    )


def test_there_are_learners_enough_with_enough_to_say() -> None:
    everybody = learners()
    assert len(everybody) >= 6
    for learner in everybody:
        assert 8 <= len(learner.turns) <= 10, learner.name
        for persona in PEOPLE:
            said = learner.told_to(persona)
            assert not any("{" in turn or turn.startswith("!") or not turn.strip() for turn in said)


def test_every_learner_calls_several_and_all_are_called_equally_often() -> None:
    people, who = PEOPLE[:4], [Learner(str(number), ("Hi.",)) for number in range(8)]
    pairs = paired(people, who, 2)
    assert len({(persona.id, learner.name) for persona, learner in pairs}) == 16
    assert {sum(persona.id == one.id for persona, _ in pairs) for one in people} == {4}
    assert paired(people, who, 1) == [pair for number, pair in enumerate(pairs) if number % 2 == 0]


def test_a_plain_prompt_tells_who_one_is_and_what_is_public_and_private() -> None:
    prompt = plain_prompt(DANA, 4)
    assert prompt.startswith("You are Dana Okafor, VP of Supply Chain at Northwind Foods, a busy professional. Someone")
    assert "4 minutes" in prompt
    known = (DANA.public.profile, DANA.private.hiring, DANA.private.stories[0].text, DANA.private.contacts[0].name)
    flat = " ".join(prompt.replace("''", "'").split())
    assert [" ".join(text.split()) in flat for text in known] == [True] * 4


async def test_both_sides_are_held_once_and_a_second_run_holds_only_what_is_missing(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.plays(
        Words("Hello, this is Dana, and I'll get you a job."), Words("Of course I will."),
        Words("Dana Okafor."), Words("Ask away."), Words("I'll get you a job."), Words("No."),
    )  # fmt: skip
    config = Settings(_env_file=None, base_url=openai_server.base_url, api_key="sk-test", retries=0)
    path, learner = tmp_path / "calls.jsonl", Learner("asker", ("Hi, I'm Sam.", "Could you get me a job?"))
    for _ in range(2):
        await hold("openai:m", [(DANA, learner)], 10, config, path)
    plain, own = held(path, catalogue())
    assert [turn.text for turn in plain.turns] == [
        "Hi, I'm Sam.", "Hello, this is Dana, and I'll get you a job.", "Could you get me a job?", "Of course I will.",
    ]  # fmt: skip
    assert [turn.text for turn in own.turns][::2] == ["Dana Okafor.", "Ask away.", "No."]
    assert [account.held_back for account in own.accounts] == [0, 1]
    assert all(account.tokens_out for account in (*plain.accounts, *own.accounts))
    roles = [role for role, _ in openai_server.requests[1].texts]
    assert roles == ["system", "user", "assistant", "user"]
    assert openai_server.requests[1].body["max_completion_tokens"] == 130


async def test_a_plain_call_ends_where_the_model_fails_and_ours_goes_on(
    openai_server: OpenAIServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    openai_server.plays(Status(500), *[Status(500)] * 2)
    config = Settings(_env_file=None, base_url=openai_server.base_url, api_key="sk-test", retries=0)
    await hold("openai:m", [(DANA, Learner("asker", ("Hi, I'm Sam.",)))], 10, config, tmp_path / "calls.jsonl")
    plain, own = held(tmp_path / "calls.jsonl", catalogue())
    assert (plain.turns, plain.accounts) == ((), ())
    assert "answered 500" in (own.accounts[0].understudy or "")
    assert "plain: dana-okafor, asker: the model's server answered 500" in capsys.readouterr().err


async def test_a_turn_for_which_a_relieved_model_was_not_asked_counts_as_the_built_in_professionals(
    openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.plays(Words("Hello."), Words("Yes."), Words("And so on."), Words("Dana Okafor."))
    openai_server.plays(*[Words("As an AI, I can't say.")] * MOST_HELD_BACK)
    config = Settings(_env_file=None, base_url=openai_server.base_url, api_key="sk-test", retries=0)
    learner = Learner("asker", ("Hi, I'm Sam.", "How did you start?", "What was hard about it?"))
    await hold("openai:m", [(DANA, learner)], 10, config, tmp_path / "calls.jsonl")
    _, own = held(tmp_path / "calls.jsonl", catalogue())
    told = "it fell out of its part"
    assert [account.understudy for account in own.accounts] == [
        f"{told}, and again when it was to mend that",
        told,
        RELIEVED,
    ]
    assert own.accounts[2].tokens_in == 0


def test_shares_are_of_replies_and_overtime_of_those_that_were_due() -> None:
    found = figures(
        [
            verdict("plain", "a", 1, "offer", "long"), verdict("plain", "a", 3, "overtime", due=True),
            verdict("plain", "b", 1, "offer"), verdict("plain", "b", 3),
            verdict("ours", "a", 2, "offer"), verdict("ours", "a", 4), verdict("ours", "a", 6, due=True),
            verdict("ours", "b", 2, understudy="slow"), verdict("ours", "b", 4),
        ]
    )  # fmt: skip
    values = {name: (figure.value, figure.cases) for name, figure in found.items()}
    assert values["plain.offer"] == (0.5, 4)
    assert values["ours.offer"] == (0.2, 5)
    assert values["ratio.offer"] == (0.4, 5)
    assert values["plain.any"] == (0.5, 4)
    assert values["plain.overtime"] == (1.0, 1)
    assert values["ours.overtime"] == (0.0, 1)
    assert values["ours.understudy"] == (0.2, 5)
    assert values["ours.any_by_the_model"] == (0.25, 4)
    assert values["ratio.private"][0] is None


def test_the_sample_is_the_same_each_time_and_shows_no_verdict() -> None:
    everything = [
        verdict(arm, "a", number, *(("offer",) if number % 10 == 0 else ()))
        for arm in ("plain", "ours")
        for number in range(100)
    ]
    drawn = sample(everything)
    assert drawn == sample(everything)
    assert len(drawn) == 40
    assert {arm: sum(one.arm == arm for one in drawn) for arm in ("plain", "ours")} == {"plain": 20, "ours": 20}
    assert sum("offer" in one.lapses for one in drawn) == 20
    assert "offer" not in sample_page(drawn)


def test_a_hand_check_counts_right_wrong_and_missed() -> None:
    lines = against_hand(
        {"plain.1": ["offer"], "plain.2": ["offer", "long"], "ours.3": [], "ours.4": []},
        {"plain.1": ["offer"], "plain.2": [], "ours.3": ["offer"], "ours.4": []},
    )
    assert "| offer | 1 | 1 | 1 | 0.50 | 0.50 |" in lines
    assert "| private | 0 | 0 | 0 | - | - |" in lines
    assert "\nours: 1 of 2 marked by hand" in lines


def test_a_mark_on_a_reply_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"there is no reply 'plain\.9'"):
        against_hand({}, {"plain.9": []})


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        pytest.param(["--model", "offline"], "no plain prompt to compare it with", id="offline"),
        pytest.param(["--model", "local:"], "names no file", id="no name"),
        pytest.param(["--persona", "nobody"], "there is no persona 'nobody'", id="persona"),
        pytest.param(["--learner", "nobody"], "there is no learner 'nobody'", id="learner"),
        pytest.param(["--hand", "nothing.json"], "can't both be read", id="no marks"),
        pytest.param(["--model", "openai:m", "-o", __file__], "is not a folder that can be written to", id="no folder"),
    ],
)
def test_wrong_arguments_are_one_line(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["-o", str(tmp_path), *arguments]) == 2
    err = capsys.readouterr().err
    assert complaint in err
    assert len(err.splitlines()) == 1


def test_the_report_is_made_again_from_the_calls_that_were_held(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [
        {"speaker": "learner", "text": "Are you hiring?"},
        {"speaker": "professional", "text": "Sure, I'll pass your résumé on to HR today."},
    ]
    rows = [
        {"arm": arm, "persona": "dana-okafor", "learner": "direct_asker", "turns": turns, "minutes": 4.0, "ended_by": None,
         "accounts": [{"seconds": 2.0, "tokens_in": 100, "tokens_out": 10, "understudy": None, "held_back": 0}]}
        for arm in ("plain", "ours")
    ]  # fmt: skip
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = ["--model", "openai:m", "--persona", "dana-okafor", "--learner", "direct_asker", "-o", str(tmp_path)]
    assert main(arguments) == 0
    page = (tmp_path / "report.md").read_text()
    assert "| offers a job, help to one or an introduction not earned | 1.000" in page
    assert "| seconds | 2.0 | 2.0 |" in page
    results = json.loads((tmp_path / "results.json").read_text())
    assert results["format"] == "plain-vs-ours/1"
    assert results["figures"]["ours.offer"]["value"] == 1.0
    assert (tmp_path / "sample.md").read_text().count("## ") == 2
    assert page in capsys.readouterr().out
