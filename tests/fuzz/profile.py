"""How long to look for input that breaks something: the same examples each time, and so many that all of it takes half
a minute on an idle machine. `HYPOTHESIS_PROFILE` is not looked at: more is a matter of a loop around pytest.
"""

from hypothesis import HealthCheck, settings

BOUNDED = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For what takes milliseconds."""
FEWER = settings(BOUNDED, max_examples=12)
"""For what goes through the whole of a command."""
