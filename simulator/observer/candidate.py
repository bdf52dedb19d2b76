"""What a listener proposes: a kind and a span. What becomes of it is decided in `offline.py`."""

from dataclasses import dataclass

from simulator.observation import Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of the turn that may be an observation. Offsets are characters into the turn, confidence is 0 to 1."""

    kind: Kind
    start: int
    end: int
    confidence: float
    fact: str | None = None
    source: str = "rules"

    def overlaps(self, other: "Candidate") -> bool:
        """Whether the two share any character."""
        return self.start < other.end and other.start < self.end
