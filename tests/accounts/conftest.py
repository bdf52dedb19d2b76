from pathlib import Path

import pytest

from tests.accounts.class_ import Class


@pytest.fixture
def school(tmp_path: Path) -> Class:
    return Class(tmp_path)
