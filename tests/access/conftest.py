from collections.abc import Iterator

import pytest

from tests.access.people import Here, at_home


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    with at_home(tmp_path_factory.mktemp("class")) as here:
        yield here
