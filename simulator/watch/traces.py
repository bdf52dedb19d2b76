"""Spans for OpenTelemetry, where that is configured: request, observe, reply. They carry numbers, kinds and hashes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from simulator.errors import InputError
from simulator.happened import Event, Replied
from simulator.watch import Step, hashed

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter


class Traces:
    """A watch that draws spans. They nest as the steps do."""

    def __init__(self, provider: "TracerProvider") -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("simulator")

    def kept(self, _call: str, event: Event, /) -> None:
        """Put a reply's numbers on the span that it is in."""
        from opentelemetry.trace import get_current_span

        if isinstance(event, Replied) and event.request:
            told = {"tokens_in": event.request.tokens_in, "tokens_out": event.request.tokens_out}
            told |= {"attempts": event.request.attempts, "understudy": event.understudy}
            get_current_span().set_attributes({f"simulator.{name}": value for name, value in told.items()})

    def failed(self, kind: str, /) -> None:
        """Say on the span what failed."""
        from opentelemetry.trace import get_current_span

        get_current_span().set_attribute("error.type", kind)

    @contextmanager
    def span(self, step: Step, call: str = "", /) -> Iterator[None]:
        """A span. Of a fault in it the class is told, and not its message."""
        attributes = {"simulator.call": hashed(call)} if call else {}
        with self._tracer.start_as_current_span(
            step, attributes=attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as fault:
                span.set_attribute("error.type", type(fault).__qualname__)
                raise

    def close(self) -> None:
        """Send what has not been sent."""
        self._provider.shutdown()


def traces(endpoint: str, exporter: "SpanExporter | None" = None) -> Traces:
    """Spans that go to `endpoint` (OTLP over HTTP), or to an exporter. Raises `InputError` without the extra `otel`."""
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        if exporter is None:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ModuleNotFoundError:
        raise InputError("setting otel_endpoint needs OpenTelemetry: pip install 'interview-simulator[otel]'") from None
    # the resource says what program this is, and nothing of the machine or of its environment
    provider = TracerProvider(resource=Resource({"service.name": "interview-simulator"}), shutdown_on_exit=False)
    if exporter is None:
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    else:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Traces(provider)
