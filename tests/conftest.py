"""What all tests share."""

from pathlib import Path

import pytest

from tests.openai_server import openai_server

__all__ = ["openai_server"]

LONGEST = (
    "professional/test_offline.py", "local/test_real.py", "professional/test_guard.py", "access/test_matrix.py",
    "test_injections.py", "test_hash_seed.py", "test_cli.py", "store/test_faults.py", "evals/test_promises.py",
    "evals/test_run.py", "professional/test_understudy.py", "store/test_page.py", "evals/test_spreading.py", "test_own.py",
    "evals/test_learners.py", "professional/test_conduct.py", "evals/test_cluster.py", "accounts/test_door.py",
    "local/test_server.py", "access/test_oidc.py", "access/test_by_hand.py", "test_shutdown.py", "bring/test_terminal.py",
)  # fmt: skip
"""Files of ten seconds and more. Two processes take a file each (`make test`): begun last, one of these would keep the other
process waiting."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, and the browser tests last: Playwright keeps an event loop running, beside which no
    other can."""
    here = Path(__file__).parent
    rank = {here / name: place for place, name in enumerate(LONGEST)}
    last = len(rank)
    items.sort(key=lambda item: (item.get_closest_marker("browser") is not None, rank.get(item.path, last)))
