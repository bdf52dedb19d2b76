"""How long to look for input that breaks something: the same examples each time, and so many that all of it takes half
a minute on an idle machine. With `FUZZ_EXAMPLES=2000` so many others of each, new ones each time (`make fuzz`).
"""

import os

from hypothesis import HealthCheck, settings

MORE = int(os.environ.get("FUZZ_EXAMPLES", "0"))
BOUNDED = settings(
    max_examples=MORE or 30,
    deadline=None,
    derandomize=not MORE,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For what takes milliseconds."""
FEWER = settings(BOUNDED, max_examples=MORE // 4 or 12)
"""For what goes through the whole of a command."""
