"""A run as logs of Inspect AI, which its viewer opens; the only module that knows `inspect_ai`, and only on demand.

    simulator eval --inspect DIR        then: inspect view --log-dir DIR

One log a suite and model, as Inspect's are. A case is a sample: its transcript as messages, the learner's as the user's
and the professional's as the assistant's; each figure is a score, `passed` first. Figures over all cases are metrics.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.kit import Line
from evals.suite import PASSED
from simulator.errors import InputError

if TYPE_CHECKING:
    from inspect_ai.log import EvalLog, EvalSample


def available() -> None:
    """Raises `InputError` if Inspect AI is not installed; better known before the run than after."""
    try:
        import inspect_ai.log  # noqa: F401
    except ModuleNotFoundError:
        raise InputError("--inspect needs the extra `inspect`: pip install 'interview-simulator[inspect]'") from None


def export(folder: Path, config: Mapping[str, Any], summary: Mapping[str, Any], lines: Sequence[Line]) -> list[Path]:
    """Write the logs; their paths. Raises `InputError` for a folder that can't be written to."""
    from inspect_ai.log import write_eval_log

    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for run in summary["runs"]:
            own = [line for line in lines if (line["model"], line["suite"]) == (run["model"], run["suite"])]
            model = "".join(letter if letter.isalnum() else "-" for letter in run["model"])
            path = folder / f"{run['suite']}_{model}.eval"
            write_eval_log(_log(config, run, own), path)
            written.append(path)
    except OSError as error:
        raise InputError(f"--inspect {folder}: {(error.strerror or str(error)).lower()}") from None
    return written


def _log(config: Mapping[str, Any], run: Mapping[str, Any], lines: Sequence[Line]) -> "EvalLog":
    from inspect_ai.log import (
        EvalConfig,
        EvalDataset,
        EvalLog,
        EvalMetric,
        EvalResults,
        EvalScore,
        EvalSpec,
        EvalStats,
    )  # fmt: skip

    now = datetime.now(UTC).isoformat(timespec="seconds")
    metrics = {
        one["name"]: EvalMetric(name=one["name"], value=one["value"], metadata={"interval": [one["low"], one["high"]]})
        for one in run["figures"]
        if one["value"] is not None
    }
    return EvalLog(
        status="success",
        eval=EvalSpec(
            created=now,
            task=run["suite"],
            dataset=EvalDataset(name=run["suite"], samples=len(lines), sample_ids=[line["case"] for line in lines]),
            model=run["model"],
            config=EvalConfig(),
            packages={name: str(version) for name, version in config["versions"].items()},
            metadata={"about": run["about"], "question": config["question"], "texts": config["texts"]},
        ),
        results=EvalResults(
            total_samples=len(lines),
            completed_samples=len(lines),
            scores=[EvalScore(name=run["suite"], scorer=run["suite"], metrics=metrics)],
        ),
        stats=EvalStats(started_at=now, completed_at=now),
        samples=[_sample(line) for line in lines],
    )


def _sample(line: Line) -> "EvalSample":
    from inspect_ai.log import EvalSample
    from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageUser
    from inspect_ai.scorer import Score

    turns = line["transcript"]["turns"] if line["transcript"] else []
    messages: list[ChatMessage] = [
        ChatMessageUser(content=turn["text"])
        if turn["speaker"] == "learner"
        else ChatMessageAssistant(content=turn["text"])
        for turn in turns
    ]
    scores = {PASSED: Score(value=float(not line["failures"]), explanation="\n".join(line["failures"]) or None)}
    scores |= {name: Score(value=value) for name, value in line["figures"].items() if value is not None}
    return EvalSample(
        id=line["case"],
        epoch=1,
        input=f"{line['suite']}: {line['case']}",
        target="",
        messages=messages,
        scores=scores,
        metadata={"cluster": line["cluster"], "seed": line["seed"], "given": line["given"], "notes": line["notes"]},
    )
