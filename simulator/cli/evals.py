"""`simulator eval`: the options, put into the two values that `evals.run` takes."""

from pathlib import Path
from typing import Annotated

import typer

Suites = Annotated[
    list[str] | None, typer.Argument(help="Which suites, by name or as a Python file; all of ours if none is named.")
]


def evaluate(
    suites: Suites = None,
    model: Annotated[
        list[str] | None, typer.Option(help="What plays the professional; several for a matrix of them.")
    ] = None,
    grader: Annotated[str | None, typer.Option(help="What grades: offline, or a model.")] = None,
    gold: Annotated[list[Path] | None, typer.Option(help="A labelled file or a folder of them.")] = None,
    personas: Annotated[Path | None, typer.Option(help="A folder of persona files, in place of ours.")] = None,
    persona: Annotated[list[str] | None, typer.Option(help="Only this persona, by id or file; repeatable.")] = None,
    learner: Annotated[list[str] | None, typer.Option(help="Only this learner, by name or file; repeatable.")] = None,
    seed: Annotated[int, typer.Option(help="Chance, made repeatable.")] = 0,
    cases: Annotated[int | None, typer.Option("-n", "--cases", min=1, help="At most so many cases a suite.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Every case there is, however long it takes.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The folder of the run.")] = None,
    resume: Annotated[Path | None, typer.Option(help="Go on with the run in this folder.")] = None,
    baseline: Annotated[Path | None, typer.Option(help="Compare with the run in this folder, case by case.")] = None,
    gates: Annotated[Path | None, typer.Option(help="Thresholds, in place of ours (TOML).")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; one a core if not given.")] = None,
    scheduler: Annotated[str | None, typer.Option(help="The address of a Dask scheduler whose workers do it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before a run that costs something.")] = False,
    price: Annotated[str | None, typer.Option(help="Dollars a million tokens, in and out: 0.4,1.6.")] = None,
    spend_limit: Annotated[float | None, typer.Option(min=0, help="Stop before more dollars than this.")] = None,
    cache: Annotated[Path | None, typer.Option(help="A folder of models' answers: no request is sent twice.")] = None,
    rate: Annotated[float | None, typer.Option(min=0.001, help="The most requests a second to a model.")] = None,
    base_url: Annotated[str | None, typer.Option(help="The model's server.")] = None,
    export: Annotated[
        Path | None, typer.Option("--inspect", help="Also write Inspect AI logs into this folder.")
    ] = None,
    speed: Annotated[bool, typer.Option("--speed", help="Measure how fast it is, too.")] = False,
) -> int:
    """Run the evals; exit 1 if a gate falls."""
    from evals.bench import Bounds
    from evals.gates import GATES
    from evals.run import Question, Way, run
    from evals.spreading import Means
    from simulator.settings import settings

    chosen = settings()
    question = Question(
        suites=tuple(suites or ()),
        gold=tuple(map(str, gold or ())),
        grader=grader or chosen.grader,
        models=tuple(dict.fromkeys(model or [chosen.model])),
        personas=str(personas) if personas else None,
        only=tuple(persona or ()),
        learners=tuple(learner or ()),
        seed=seed,
        n=cases,
        full=full,
    )
    way = Way(
        output=output,
        resume=resume,
        baseline=baseline,
        gates=gates or GATES,
        means=Means(workers, scheduler),
        bounds=Bounds(cache, rate, base_url=base_url),
        yes=yes,
        price=price,
        spend_limit=spend_limit,
        speed=speed,
        export=export,
    )
    return run(question, way)
