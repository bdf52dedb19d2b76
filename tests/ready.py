"""The whole program, brought in, for processes that are forked from one that has it: to bring it in takes seconds.

Nothing is started that has threads: they would not be there after a fork.
"""

import simulator.call
import simulator.cli.accounts
import simulator.observer.offline
import simulator.rehearsal
import simulator.report
import simulator.scoring
import simulator.web.serve  # noqa: F401
from simulator.persona import catalogue

catalogue()
