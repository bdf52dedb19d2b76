"""Two processes put the same strings into a set in two orders; neither what is heard nor what is said may depend on it."""

import os
import subprocess
import sys
from pathlib import Path

import evals

TOLD = """
import json, sys
from pathlib import Path

import simulator
from evals.gold import load
from evals.hearing import Listener

folder = Path(sys.argv[1]) / "labelled"
calls = [call for call in load([folder / "alder-transcripts.jsonl"]) if call.whole][18:22]
listener = Listener("offline")
heard = [[one.model_dump(mode="json") for one in listener(call.transcript, call.persona).observations] for call in calls]
learner = ["Hi Dana, I study logistics. I read The Last Cold Mile.", "How did the drivers take the sensor?", "What failed?"]
said = [simulator.rehearse(persona, learner=learner) for persona in ("dana-okafor", "salma-hourani", "theo-katsaros")]
print(json.dumps([heard, said], sort_keys=True))
"""


def told_with(seed: int) -> str:
    env = {**os.environ, "PYTHONHASHSEED": str(seed)}
    folder = str(Path(evals.__file__).parent)
    done = subprocess.run([sys.executable, "-c", TOLD, folder], env=env, capture_output=True, text=True, check=True)
    return done.stdout


def test_the_order_of_a_set_is_heard_in_no_observation_and_no_reply() -> None:
    first, *others = (told_with(seed) for seed in (1, 3, 6))
    assert len(first) > 5_000
    assert all(other == first for other in others)
