"""What a server frees goes back to the system."""

import platform
import subprocess
import sys

import pytest

HELD_AND_FREED = """
import sys
from pathlib import Path
from simulator.web.memory import give_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

assert give_back()
large = bytearray(20 * 2**20)
del large  # from now on glibc by itself would take blocks of up to so many bytes from its arena
blocks, between = [], []
for _ in range(100):
    blocks.append(bytearray(2**20))
    between.append(bytearray(200 * 2**10))
most = held()
del blocks
print(most - held())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks the GNU allocator")
def test_what_was_freed_between_what_is_held_goes_back() -> None:
    done = subprocess.run([sys.executable, "-c", HELD_AND_FREED], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 80
