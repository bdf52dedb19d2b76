"""What an adviser may see: what the learner chose to show, and nothing else.

visible(begun, over=True, decision=None, since=None)   ->  False
visible(begun, over=True, decision=True, since=None)   ->  True
"""

from datetime import datetime


def visible(begun: datetime, *, over: bool, decision: bool | None, since: datetime | None) -> bool:
    """Whether the advisers of a class may know of a call that its learner began then.

    What was decided about the very call counts; else it is shown if all calls from a moment before it are. Nobody
    listens in: a call that is not over is nobody's but the learner's.
    """
    if not over:
        return False
    if decision is not None:
        return decision
    return since is not None and begun >= since
