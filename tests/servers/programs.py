"""Where PostgreSQL and nginx are. As a program: exit 0 if both are anywhere."""

import shutil
import sys
from pathlib import Path

from tests.store.postgresql import programs as postgresql


def nginx() -> Path | None:
    """The program, also where only root's shell looks for it."""
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin") or shutil.which("nginx")
    return Path(found) if found else None


if __name__ == "__main__":
    sys.exit(postgresql() is None or nginx() is None)
