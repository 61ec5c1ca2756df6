"""Every error the domain raises on purpose.

GoalpostError
├── NotFound            no such thing in this workspace                        (404)
├── Unprocessable       can never be right, whatever the state                 (422)
│   ├── Faulty          several things about one thing: all of it is listed
│   └── Incomplete      an activation that lacks something: all of it is listed
├── Refused             makes sense, but not for this thing as it stands       (409)
├── Forbidden           this actor may not                                     (403)
├── Changed             the caller decided on an out-of-date version           (412)
└── Busy                the log could not be taken in time                     (503)

The leaves stand beside the rules that raise them, in each subject's `errors`.
"""

from collections.abc import Collection, Sequence
from typing import ClassVar, NamedTuple


class Fault(NamedTuple):
    """One thing wrong: `pointer` is a JSON pointer into the request ("/window/end"), `code` is stable."""

    pointer: str
    code: str
    detail: str


class GoalpostError(Exception):
    """A sentence fit for the person who asked; `code` is its stable name in kebab case.

    A leaf's docstring tells the cause, and `mend` what can be done where its family's advice is not good enough.
    """

    mend: ClassVar[str] = ""

    def __init__(self, message: str, *, pointer: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer

    @property
    def code(self) -> str:
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (Fault(self.pointer, self.code, self.message),)


class NotFound(GoalpostError):
    """What was asked for, or is needed for it, is not in this workspace."""

    def __init__(self, kind: str, identity: str, *, pointer: str = "") -> None:
        where = "" if kind == "workspace" else " in this workspace"
        super().__init__(f"There is no {kind} {identity}{where}.", pointer=pointer)


class Unprocessable(GoalpostError):
    """It can never be right, whatever the state."""


class Faulty(Unprocessable):
    """All that is wrong, at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.detail for fault in faults))
        self._faults = tuple(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults


class Incomplete(Unprocessable):
    """Everything that is missing, at once."""

    def __init__(self, message: str, missing: tuple[Fault, ...]) -> None:
        super().__init__(message)
        self._missing = missing

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._missing


class Refused(GoalpostError):
    """It makes sense, but not for this thing as it stands."""


class Forbidden(GoalpostError):
    """It is for somebody else to do."""


class Changed(GoalpostError):
    """Somebody else was quicker: the version in If-Match is no longer the present one."""

    def __init__(self, expected: Collection[int], current: int) -> None:
        """`expected` is empty where only weak tags were sent."""
        named = " or ".join(map(str, sorted(expected)))
        decided = f"You decided on version {named}" if expected else "A weak tag is good for no version"
        super().__init__(f"{decided}, and it is at version {current} now: read it again, then decide.")
        self.expected = expected
        self.current = current


class Busy(GoalpostError):
    """Others were writing, and their turn took longer than this request may wait."""
