"""Between facts and their stored form: plain readable JSON, typed when read, older shapes brought up to date."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from goals.facts import Envelope, Event

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""From a fact in an older shape, as plain JSON values, to the next: the new `type` included."""

UPCASTS: Mapping[str, Upcast] = {}

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="canonical")
_decoder = msgspec.json.Decoder(Envelope)


class FactMapper(Mapper[str]):
    def __init__(self, upcasts: Mapping[str, Upcast] = UPCASTS) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self._upcasts = upcasts

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(
            originator_id=domain_event.stream_id,
            originator_version=domain_event.version,
            topic=domain_event.topic,
            state=_encoder.encode(domain_event.envelope),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        return Event(
            stream_id=str(stored_event.originator_id),
            version=stored_event.originator_version,
            envelope=self.envelope(stored_event.topic, stored_event.state),
        )

    def envelope(self, topic: str, state: bytes) -> Envelope:
        """The typed envelope stored as `state` under `topic`, whatever its age."""
        if topic not in self._upcasts:
            return _decoder.decode(state)
        told = msgspec.json.decode(state)
        while told["fact"]["type"] in self._upcasts:
            told["fact"] = self._upcasts[told["fact"]["type"]](told["fact"])
        return msgspec.convert(told, Envelope)


def stored(envelope: Envelope) -> bytes:
    """The bytes that are hashed and kept."""
    return _encoder.encode(envelope)
