"""What does an event say, for somebody who reads it?"""

from typing import Any

import msgspec

from goals.facts import Event, Fact
from goals.sealing import Sealed
from projections.answers import forms
from projections.answers.asking import Asking
from projections.written import PREFIX as PREFIX
from projections.written import public_type as public_type


def fact(asking: Asking, said: Fact) -> dict[str, Any]:
    """Its fields, JSON-ready, with free text opened; `type` is left out, and what was not said."""
    fields = ((name, getattr(said, name)) for name in said.__struct_fields__)
    return {name: _opened(asking, value) for name, value in fields if value is not msgspec.UNSET}


def event(asking: Asking, recorded: Event) -> dict[str, Any]:
    """An event with who told it, when, and what it says."""
    asked = recorded.envelope.asked
    return {
        "event_id": recorded.envelope.event_id,
        "position": recorded.position,
        "stream_id": recorded.stream_id,
        "stream_version": recorded.version,
        "type": public_type(recorded.topic),
        "recorded_at": forms.instant(recorded.recorded_at),
        "effective_at": forms.instant(recorded.envelope.effective_at),
        "actor": forms.struct(asked.actor),
        "on_behalf_of": asked.on_behalf_of,
        "request_id": asked.request_id,
        "correlation_id": asked.correlation_id,
        "causation_id": asked.causation_id,
        "source": forms.struct(asked.source),
        "data": fact(asking, recorded.fact),
    }


def _opened(asking: Asking, value: Any) -> Any:
    if isinstance(value, Sealed):
        return asking.open_text(value)
    if isinstance(value, msgspec.Struct):
        return _opened_struct(asking, value)
    if isinstance(value, tuple):
        return [_opened(asking, each) for each in value]
    return msgspec.to_builtins(value)


def _opened_struct(asking: Asking, value: msgspec.Struct) -> Any:
    """As stored, but for the text."""
    plain = msgspec.to_builtins(value)
    for stored, name in zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True):
        if stored in plain:
            plain[stored] = _opened(asking, getattr(value, name))
    return plain
