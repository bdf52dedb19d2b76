"""Fit how rules and encoder are weighed, and the thresholds, on authors whom the encoder was not trained on.

python -m evals.train.combine --weights simulator/observer/weights --before build/before

`--before` is an encoder that was not trained on `WEIGHING_TOO` either: what it hears of them is fitted on as well.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from evals.train.data import WEIGHING, WEIGHING_TOO, Labelled, load, load_all
from simulator.observation import UNINVITED_ASKS, Kind
from simulator.observer.asks import doors
from simulator.observer.combine import attend, signs, signs_of_any_ask, signs_of_one, surest
from simulator.observer.encoder import listen
from simulator.observer.offline import OfflineObserver
from simulator.observer.plain import understood
from simulator.observer.strangers import strangers

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
        plain = understood(case.text, case.context)
        first = listen(plain.turn.text, plain.context, weights)
        heard = attend(plain, weights, by_ear=False)
        plain, impression = heard.plain, heard.impression
        sure, opened = surest(rules.proposals(plain)), doors(plain.context)
        strange = strangers(plain.turn.text, plain.context)
        for kind in Kind:
            if kind not in case.doubtful:
                own = kind is Kind.OFF_SCRIPT  # which is heard in the turn before it is set aside, by ear alone
                rows[kind].append(
                    signs_of_one(kind, first, {}) if own else signs(kind, impression, sure, opened, strange)
                )
                holds[kind].append(int(kind in case.spans))
        if not case.doubtful & UNINVITED_ASKS:
            rows[ANY].append(signs_of_any_ask(impression, sure, opened))
            holds[ANY].append(int(bool(UNINVITED_ASKS & set(case.spans))))
    return {name: (np.array(rows[name]), np.array(holds[name])) for name in rows}


LOWEST, HIGHEST = 0.25, 0.42
"""No kind counts below the first of these chances, and every kind does from the second on: what is found on a few
dozen labels beyond these bounds is luck."""
LOWEST_OF = {Kind.WRONG_FACT: 0.6, Kind.RUDE: 0.36, Kind.NO_JOB_DISCLAIMER: 0.4, ANY: 0.33, Kind.FOLLOW_UP: 0.5}
"""Kinds that are as good as an accusation: one of them moves a grade by two levels, or turns the professional cold.
A disclaimer that was none makes the ask after it the worst there is. Chosen by the levels on the calls of the authors
that are fitted on, not by F1: there a missed one costs a level in its call and a false one two. And the one that is
praise: nobody is told that they listened well on a mere guess."""
HIGHEST_OF = {Kind.STATES_DIRECTION: 0.3, Kind.STATES_PURPOSE: 0.36}
"""Of an introduction: a direction that goes unheard costs two levels, one heard in vain seldom any."""
RESAMPLED = 200


def threshold(chance: np.ndarray, holds: np.ndarray, weight: np.ndarray, name: str) -> float:
    """Where F1 is highest, as the mean over resampled turns: one best place among a dozen cases is mostly luck."""
    chooser = np.random.default_rng(11)
    found = []
    for _ in range(RESAMPLED):
        drawn = chooser.integers(0, len(chance), len(chance))
        order = drawn[np.argsort(-chance[drawn])]
        hits, seen = np.cumsum(weight[order] * holds[order]), np.cumsum(weight[order])
        score = 2 * hits / (seen + (weight * holds)[drawn].sum())
        best = int(np.argmax(score))
        # between the last that counts and the first that doesn't
        found.append((chance[order[best]] + chance[order[min(best + 1, len(order) - 1)]]) / 2)
    lowest = LOWEST_OF.get(name, LOWEST)
    return float(np.clip(np.mean(found), lowest, max(lowest, HIGHEST_OF.get(name, HIGHEST))))


def usual_shares() -> dict[str, float]:
    """How often each kind holds, over all authors that may be trained on.

    The single turns were written to be hard: asks are several times as frequent among them as on any call, so that
    asks are held to what is usual on calls; of the other kinds, the mean of calls and single turns is usual.
    """
    cases = load_all()
    found = {}
    for name in (*Kind, ANY):
        of_calls, of_singles = (
            [_holds(name, case) for case in cases if (":" in case.id) is on_call] for on_call in (True, False)
        )
        on_calls, among_singles = ((sum(each) + 1) / (len(each) + 2) for each in (of_calls, of_singles))
        asks = name in (*UNINVITED_ASKS, ANY, Kind.INVITED_JOB_TALK)
        found[str(name)] = on_calls if asks else (on_calls + among_singles) / 2
    return found


def _holds(name: str, case: Labelled) -> bool:
    return bool(UNINVITED_ASKS & set(case.spans)) if name == ANY else Kind(name) in case.spans


def fit(rows: np.ndarray, holds: np.ndarray, usual: float, name: str = "") -> dict[str, object]:
    """One regression, as on a call: labels are as frequent as there, which moves the bias and little else."""
    share = holds.mean()
    weight = np.where(holds == 1, usual / share, (1 - usual) / (1 - share))
    fitted = LogisticRegression(C=STRENGTH, max_iter=2000).fit(rows, holds, sample_weight=weight)
    return {
        "weights": [round(float(each), 4) for each in fitted.coef_[0]],
        "bias": round(float(fitted.intercept_[0]), 4),
        "threshold": round(threshold(fitted.predict_proba(rows)[:, 1], holds, weight, name), 3),
    }


def main() -> None:
    """Fit, and write `combine.json` beside the encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--before", type=Path, required=True)
    arguments = parser.parse_args()
    heard = [
        table([case for author in authors for case in load(author)], weights)
        for authors, weights in ((WEIGHING, arguments.weights), (WEIGHING_TOO, arguments.before))
    ]
    usual = usual_shares()
    found = {}
    for name in heard[0]:
        rows, holds = (np.concatenate(parts) for parts in zip(*(one[name] for one in heard), strict=True))
        found[str(name)] = row = fit(rows, holds, usual[str(name)], name)
        print(f"{name:22} {int(holds.sum()):4} of {len(holds)}  threshold {row['threshold']}  {row['weights']}")
    written = {"fitted_on": ",".join((*WEIGHING, *WEIGHING_TOO)), ANY: found.pop(ANY), "kinds": found}
    (arguments.weights / "combine.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
