"""The whole program, brought in, for processes that are forked from one that has it: to bring it in takes seconds.

Nothing is started that has threads: they would not be there after a fork.
"""

import simulator.call  # noqa: F401
import simulator.cli.accounts  # noqa: F401
import simulator.observer.offline  # noqa: F401
import simulator.rehearsal  # noqa: F401
import simulator.report  # noqa: F401
import simulator.scoring  # noqa: F401
import simulator.web.serve  # noqa: F401
from simulator.persona import catalogue

catalogue()
