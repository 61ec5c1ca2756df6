"""Free text on its way in: sealed under a subject's key where the sender asks for it."""

from collections.abc import Callable
from contextvars import ContextVar

from goals.sealing import Sealed

Seal = Callable[[str, str], Sealed]
"""From a text and its subject to what is stored."""

sealing_with: ContextVar[Seal] = ContextVar("sealing_with")
"""How this request's workspace seals."""


def sealed(text: str, *, subject: str) -> Sealed:
    return sealing_with.get()(text, subject)
