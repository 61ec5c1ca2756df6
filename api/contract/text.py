"""Free text on its way in: sealed under a subject's key where the sender asks for it."""

from collections.abc import Callable
from contextvars import ContextVar

from goals.sealing import Sealed

Seal = Callable[[str, str], Sealed]
"""From a text and its subject to what is stored."""

SUBJECT_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._:+~-]{0,199}$"
SUBJECT_LOOKS = (
    "an opaque id of letters, digits and . _ : + ~ -, and no name or e-mail address: it stays in the log for ever, also"
    " when the subject is erased; who it is goes to POST /v1/subjects"
)

sealing_with: ContextVar[Seal] = ContextVar("sealing_with")
"""How this request's workspace seals."""


def sealed(text: str, *, subject: str) -> Sealed:
    return sealing_with.get()(text, subject)
