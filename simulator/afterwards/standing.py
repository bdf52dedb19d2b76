"""How the professional is disposed towards the learner once the call is over, and so how they write back, if at all."""

from dataclasses import dataclass
from typing import Literal

from simulator.aftermath.deeds import CIVIL_RAPPORT, LIKED_PATIENCE, LIKED_RAPPORT
from simulator.course import Course, course
from simulator.grading.evidence import Evidence
from simulator.observation import UNINVITED_ASKS, Kind

Tone = Literal["warm", "civil", "cool", "silent"]
"""How they write; `silent` is not at all."""
TONES: tuple[Tone, ...] = ("silent", "cool", "civil", "warm")
"""From the worst to the best."""

COLD_RAPPORT = 25.0
"""Below this they have no wish to hear of a call again, whatever is written."""


@dataclass(frozen=True)
class Standing:
    """What is left of a call."""

    tone: Tone
    because: str
    """Why they don't write, where they don't; one sentence to the learner."""

    def at_most(self, most: Tone) -> Tone:
        """The tone, held down by what was written."""
        return min(self.tone, most, key=TONES.index)


def standing(evidence: Evidence, moods: Course | None = None) -> Standing:
    """How they stand towards the learner. `moods` are those of the log; without them they are reckoned."""
    transcript, who = evidence.transcript, evidence.persona.first_name
    end = (moods or course(transcript, evidence.persona, evidence.observations)).end
    asks = [seen.turn for seen in evidence.seen(*UNINVITED_ASKS)]
    disclaimed = [seen.turn for seen in evidence.seen(Kind.NO_JOB_DISCLAIMER)]
    if transcript.ended_by == "professional":
        return Standing("silent", f"{who} had ended the call, and does not write to people whom they hung up on.")
    if evidence.seen(Kind.RUDE):
        return Standing("silent", f"{who} was insulted on the call, and keeps no correspondence about that.")
    if any(said <= ask for ask in asks for said in disclaimed):
        return Standing("silent", f"It was not to be about a job, and then it was. {who} left it at that.")
    if len(asks) > 1:
        return Standing("silent", f"{who} was asked for work {len(asks)} times, and did not care to be asked again.")
    if end.rapport < COLD_RAPPORT:
        return Standing("silent", f"Nothing on the call had made {who} want to go on with it.")
    if asks or end.rapport < CIVIL_RAPPORT:
        return Standing("cool", "")
    liked = end.rapport >= LIKED_RAPPORT and end.patience >= LIKED_PATIENCE
    return Standing("warm" if liked else "civil", "")
