"""Fit how rules and encoder are weighed, and the thresholds, on an author whom the encoder was not trained on.

python -m evals.train.combine --weights simulator/observer/weights --on hazel
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from evals.train.data import Labelled, load, load_all
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer.asks import doors
from simulator.observer.combine import signs, signs_of_any_ask, surest
from simulator.observer.encoder import listen
from simulator.observer.offline import OfflineObserver

STRENGTH = 0.5
"""Inverse of the penalty: the fit is on some hundred turns, a kind may have a dozen."""


ANY = "any_ask"
Table = dict[str, tuple[np.ndarray, np.ndarray]]


def table(cases: list[Labelled], weights: Path) -> Table:
    """For each kind, and for any ask: the signs of every turn on which it is not doubtful, and whether it holds."""
    rules = OfflineObserver(trained=False)
    rows: dict[str, list[list[float]]] = {name: [] for name in (*Kind, ANY)}
    holds: dict[str, list[int]] = {name: [] for name in (*Kind, ANY)}
    for case in cases:
        impression = listen(case.text, case.context, weights)
        sure, opened = surest(rules.proposals(case.text, case.context)), doors(case.context)
        for kind in Kind:
            if kind not in case.doubtful:
                rows[kind].append(signs(kind, impression, sure, opened))
                holds[kind].append(int(kind in case.spans))
        if not case.doubtful & UNINVITED_ASKS:
            rows[ANY].append(signs_of_any_ask(impression, sure, opened))
            holds[ANY].append(int(bool(UNINVITED_ASKS & set(case.spans))))
    return {name: (np.array(rows[name]), np.array(holds[name])) for name in rows}


LOWEST, LOWEST_ANY = 0.3, 0.2
"""No kind counts below these chances; an ask may, since which kind of ask it is takes a share of each."""


def threshold(chance: np.ndarray, weight: np.ndarray, lowest: float) -> float:
    """Where the expected F1 is highest if the chances are right; smoother than counting the few labelled cases."""
    order = np.argsort(-chance)
    hits, seen = np.cumsum(chance[order] * weight[order]), np.cumsum(weight[order])
    expected = 2 * hits / (seen + (chance * weight).sum())
    return float(np.clip(chance[order][int(np.argmax(expected))], lowest, 0.6))


def shares_in_calls() -> dict[str, float]:
    """How often each kind holds in the turns of whole calls, over all authors that may be trained on.

    The single turns were written to be hard: asks are several times as frequent among them as on any call.
    """
    cases = [case for case in load_all() if ":" in case.id]
    counts = {kind.value: sum(kind in case.spans for case in cases) for kind in Kind}
    counts[ANY] = sum(bool(UNINVITED_ASKS & set(case.spans)) for case in cases)
    return {name: (count + 1) / (len(cases) + 2) for name, count in counts.items()}


def fit(rows: np.ndarray, holds: np.ndarray, usual: float, lowest: float = LOWEST) -> dict[str, object]:
    """One regression, as on a call: labels are as frequent as there, which moves the bias and little else."""
    share = holds.mean()
    weight = np.where(holds == 1, usual / share, (1 - usual) / (1 - share))
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, holds, sample_weight=weight)
    cut = threshold(fitted.predict_proba(rows)[:, 1], weight, lowest)
    return {
        "weights": [round(float(each), 4) for each in fitted.coef_[0]],
        "bias": round(float(fitted.intercept_[0]), 4),
        "threshold": round(cut, 3),
    }


def main() -> None:
    """Fit, and write `combine.json` beside the encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--on", default="hazel")
    arguments = parser.parse_args()
    cases = [case for author in arguments.on.split(",") for case in load(author)]
    usual = shares_in_calls()
    found = {}
    for name, (rows, holds) in table(cases, arguments.weights).items():
        found[str(name)] = row = fit(rows, holds, usual[name], LOWEST_ANY if name == ANY else LOWEST)
        print(f"{name:22} {int(holds.sum()):4} of {len(holds)}  threshold {row['threshold']}  {row['weights']}")
    written = {"fitted_on": arguments.on, ANY: found.pop(ANY), "kinds": found}
    (arguments.weights / "combine.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
