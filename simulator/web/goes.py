"""What leaves this machine, said before the first word is spoken."""

from simulator.settings import Settings
from simulator.texts import Texts


def goes(settings: Settings, t: Texts, name: str) -> list[str]:
    """A line for each model on somebody else's machine: what it is sent, and where. None for those of this machine."""
    from simulator.models import called, parse

    told = []
    if parse(settings.model).kind == "openai":
        told.append(t("prepare.goes", where=called(settings.model, settings), name=name))
    if parse(settings.grader).kind == "openai":
        told.append(t("prepare.goes_grading", where=called(settings.grader, settings)))
    return told
