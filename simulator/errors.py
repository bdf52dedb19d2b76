"""Everything that can go wrong on purpose, as one tree.

    SimulatorError
    ├── InputError             what was given is wrong; the message says what and where (exit 2 in the shell)
    │   ├── PersonaError
    │   └── TranscriptError
    ├── CallError              not possible in the call's present state; nothing was changed
    │   ├── CallOver           the call has ended
    │   ├── CallBusy           the professional is still speaking
    │   └── UnknownCall        there is no such call
    ├── ModelError             the model did not give a usable reply
    │   ├── ModelUnavailable   refused, unreachable, or failing, after the retries
    │   ├── ModelTimeout       too slow
    │   ├── ModelCut           the stream broke off
    │   └── ModelUnreadable    an answer that is empty or not what was asked for
    └── StoreError             the log can't be read or written

A message is one line and stands alone: it is shown to a person as it is.
"""


class SimulatorError(Exception):
    """The root: catch this to catch all of ours."""


class InputError(SimulatorError):
    """What was given is wrong."""


class PersonaError(InputError):
    """A persona file or mapping is wrong."""


class TranscriptError(InputError):
    """A transcript is wrong."""


class CallError(SimulatorError):
    """Not possible in the call's present state."""


class CallOver(CallError):  # noqa: N818  (the name says the state, as httpx's do)
    """The call has ended."""


class CallBusy(CallError):  # noqa: N818
    """The professional is still speaking."""


class UnknownCall(CallError):  # noqa: N818
    """There is no such call."""


class ModelError(SimulatorError):
    """The model did not give a usable reply."""


class ModelUnavailable(ModelError):  # noqa: N818
    """Refused, unreachable, or failing, after the retries."""


class ModelTimeout(ModelError):  # noqa: N818
    """Too slow."""


class ModelCut(ModelError):  # noqa: N818
    """The stream broke off."""


class ModelUnreadable(ModelError):  # noqa: N818
    """An answer that is empty or not what was asked for."""


class StoreError(SimulatorError):
    """The log can't be read or written."""
