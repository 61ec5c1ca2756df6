"""What is wrong with something sent, place by place."""

from collections.abc import Iterator
from typing import Any

from marshmallow import ValidationError

from goals.errors import Fault


class Coded(str):
    """A sentence with a stable name."""

    code: str

    def __new__(cls, code: str, detail: str) -> "Coded":
        made = super().__new__(cls, detail)
        made.code = code
        return made


def refused(code: str, detail: str) -> ValidationError:
    return ValidationError(Coded(code, detail))


def faults_of(error: ValidationError, *, under: str = "") -> list[Fault]:
    """Each with a JSON pointer that begins with `under`."""
    return list(_faults(error.messages, under))


def _faults(messages: Any, pointer: str) -> Iterator[Fault]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _faults(inner, pointer if name == "_schema" else f"{pointer}/{_escaped(str(name))}")
        return
    for message in messages if isinstance(messages, list) else [messages]:
        yield Fault(pointer, getattr(message, "code", "invalid"), str(message))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
