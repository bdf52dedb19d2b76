"""What Prometheus asks for: counts and seconds, no words. A registry of its own, so that two servers in one process
count apart.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from simulator.happened import Ended, Event, Guarded, Opened, Replied, Said
from simulator.watch import Step

_ENGINE = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
_MODEL = (0.1, 0.25, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0, 13.0, 20.0, 30.0, 60.0)
"""Seconds: the engine's share of a turn is milliseconds, a model's whole seconds."""
_STEPS = (*_ENGINE, *(seconds for seconds in _MODEL if seconds > _ENGINE[-1]))


class Metrics:
    """A watch that counts."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"simulator_{name}", what, labels, registry=registry)

        def seconds(name: str, what: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
            return Histogram(f"simulator_{name}_seconds", what, labels, registry=registry, buckets=buckets)

        self._opened = counter("calls_opened", "Calls begun")
        self._ended = counter("calls_ended", "Calls ended, by whom", "by")
        self._turns = counter("turns", "Turns kept", "speaker")
        self._understudy = counter("understudy_turns", "Turns that the built-in professional took for a model")
        self._relieved = counter("relieved_turns", "Of these, turns after a model had been relieved of its part")
        self._guarded = counter("guarded_sentences", "Sentences of a model's that were held back", "violation")
        self._failures = counter("failures", "What failed, by the error's class", "kind")
        self._tokens = counter("model_tokens", "Tokens to the model and from it", "direction")
        self._requests = counter("requests", "Requests by HTTP", "route", "status")
        self._refused = counter("refused_requests", "Requests refused before they reached the page", "why")
        self._steps = seconds("step", "A step of the engine or of HTTP", _STEPS, "step")
        self._model = seconds("model", "A model's reply, all attempts", _MODEL)
        self._first = seconds("model_first_sentence", "Until a model's first sentence", _MODEL)

    def gauge(self, name: str, what: str, read: Callable[[], float]) -> None:
        """A number that is looked up when it is asked for."""
        Gauge(f"simulator_{name}", what, registry=self._registry).set_function(read)

    def kept(self, _call: str, event: Event, /) -> None:
        """Count what an event says."""
        match event:
            case Opened():
                self._opened.inc()
            case Said():
                self._turns.labels("learner").inc()
            case Replied(request=request):
                self._turns.labels("professional").inc()
                if event.understudy:
                    self._understudy.inc()
                    self._relieved.inc(request is None)
                if request:
                    self._tokens.labels("in").inc(request.tokens_in)
                    self._tokens.labels("out").inc(request.tokens_out)
                    self._model.observe(request.seconds)
                    if request.first_sentence_seconds is not None:
                        self._first.observe(request.first_sentence_seconds)
            case Guarded():
                self._guarded.labels(event.violation).inc()
            case Ended():
                self._ended.labels(event.by).inc()

    def failed(self, kind: str, /) -> None:
        """Count a failure."""
        self._failures.labels(kind).inc()

    @contextmanager
    def span(self, step: Step, _call: str = "", /) -> Iterator[None]:
        """Time a step."""
        started = perf_counter()
        try:
            yield
        finally:
            self._steps.labels(step).observe(perf_counter() - started)

    def answered(self, route: str, status: int) -> None:
        """Count a request; `route` is one of the known routes, not the address that was asked for."""
        self._requests.labels(route, str(status)).inc()

    def refused(self, why: str) -> None:
        """Count a request that was turned away."""
        self._refused.labels(why).inc()

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
