"""The whole program, brought in and warm, for processes that are forked from one that has it: that takes seconds.

Nothing is started that has threads: they would not be there after a fork. The engine reads in the thread that asks it, and
so do the tokenizers, if they are told to before they are first used.
"""

import os

os.environ["TOKENIZERS_PARALLELISM"] = "false"

import simulator.call
import simulator.cli.accounts
import simulator.rehearsal
import simulator.report
import simulator.scoring
import simulator.web.serve  # noqa: F401
from simulator.observer import Context
from simulator.observer.offline import OfflineObserver
from simulator.persona import catalogue
from simulator.professional.hearing import hear
from simulator.professional.retrieval import library

for persona in catalogue().values():
    OfflineObserver().observe(0, "Hello?", Context(persona, ()))
DANA = catalogue()["dana-okafor"]
library(DANA.private, DANA.field).judge(hear("How did you start?").whole)
