"""What a run with a language model will send and cost, before anything is sent; and when to stop.

    foreseen(kit, jobs)                      ->  Foreseen(requests=840, tokens_in=1200000, tokens_out=48000)
    price("openai:gpt-4.1-mini", given=None) ->  Price(0.4, 1.6)     dollars a million tokens

A few cases of every suite are played with a stand-in for the model, which counts with tiktoken what it is sent and
answers by the built-in professional; the rest is taken to be like them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

from evals.bench import Bounds
from evals.kit import Job, Kit, tried
from simulator.errors import InputError, SimulatorError
from simulator.models import build, failures, parse, translated
from simulator.persona import Persona
from simulator.scoring import OFFLINE
from simulator.settings import Settings

SAMPLE = 2
"""Cases of a suite that are played to see what the others will need."""
MILLION = 1_000_000
_HERE = {"127.0.0.1", "localhost", "::1", None}


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens."""

    tokens_in: float
    tokens_out: float

    def of(self, usage: Mapping[str, float]) -> float:
        """What some usage costs."""
        return (usage.get("tokens_in", 0) * self.tokens_in + usage.get("tokens_out", 0) * self.tokens_out) / MILLION

    @classmethod
    def parse(cls, text: str) -> "Price":
        """`IN,OUT`. Raises `InputError`."""
        try:
            tokens_in, tokens_out = map(float, text.split(","))
            if min(tokens_in, tokens_out) < 0:
                raise ValueError
        except ValueError:
            raise InputError(
                f"--price {text!r}: two numbers are wanted, as in 0.4,1.6 (dollars a million tokens)"
            ) from None
        return cls(tokens_in, tokens_out)


@dataclass(frozen=True)
class Foresight:
    """What is to come."""

    by_suite: Mapping[tuple[str, str], Mapping[str, float]]
    """For (model, suite): requests and tokens of one case, about."""
    total: Mapping[str, int]

    def of(self, job: Job) -> Mapping[str, float]:
        """Of one case."""
        return self.by_suite.get((job.model, job.suite), {})


def paid(model: str, grader: str, config: Settings) -> bool:
    """Whether either of two names is a model that somebody may send a bill for."""
    elsewhere = urlsplit(config.base_url or "https://api.openai.com").hostname not in _HERE
    return elsewhere and any(parse(name).kind == "openai" for name in (model, grader))


def foreseen(kit: Kit, jobs: Sequence[Job]) -> Foresight:
    """What the cases will need of the models."""
    reckoning = replace(kit, bounds=Bounds(foresee=True))
    groups: dict[tuple[str, str], list[Job]] = {}
    for job in jobs:
        groups.setdefault((job.model, job.suite), []).append(job)
    by_suite: dict[tuple[str, str], Mapping[str, float]] = {}
    total: Counter[str] = Counter()
    for key, own in groups.items():
        drawn = [own[place * len(own) // SAMPLE] for place in range(min(SAMPLE, len(own)))]
        used: Counter[str] = Counter()
        for job in drawn:
            used.update(tried(reckoning, job).get("usage", {}))
        each = {name: used[name] / len(drawn) for name in ("requests", "tokens_in", "tokens_out")}
        by_suite[key] = each
        total.update({name: round(amount * len(own)) for name, amount in each.items()})
    return Foresight(by_suite, dict(total))


def price(model: str, given: str | None) -> Price | None:
    """What a model costs: as given, or by the package genai-prices if it is installed and knows the model."""
    if given:
        return Price.parse(given)
    try:
        from genai_prices import Usage, calc_price
    except ModuleNotFoundError:
        return None
    try:
        each = [
            calc_price(usage, parse(model).model, provider_id="openai").total_price
            for usage in (Usage(input_tokens=MILLION), Usage(output_tokens=MILLION))
        ]
    except LookupError:
        return None
    return Price(*(float(Decimal(amount)) for amount in each))


async def reachable(model: str, persona: Persona, config: Settings) -> None:
    """Ask a language model for a word. Raises `SimulatorError`, one line, if none comes.

    Otherwise the built-in professional would take every turn, and the figures would be its own.
    """
    if model == OFFLINE:
        return
    chat = build(model, config, persona, 0)
    try:
        async for _ in chat.astream("Say yes."):
            return
    except failures() as error:
        raise SimulatorError(f"model {model}: {translated(error, config, begun=False)}") from None
    raise SimulatorError(f"model {model}: it gave no answer")
