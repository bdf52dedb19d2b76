"""Processes that have the program at once: forked from one that has brought it in, which takes seconds."""

import multiprocessing

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.ready"])
