"""Lines of a bundle become events and headers; what cannot be read becomes a claim that nobody recognises."""

import json
import struct
from binascii import unhexlify
from collections.abc import Callable, Iterable
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple, cast

from goals.ledger.leaf import leaf, raw_id
from projections.ledger.verifier.claims import UNREADABLE, Claimed
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Header, Stored

NAMES = ("position", "stream_id", "version", "topic", "recorded_at")
_EVENT = itemgetter(*NAMES, "state")
_HEADER = itemgetter(*NAMES, "state_sha256")
NOT_UNDERSTOOD = (*NOT_READ, StopIteration, struct.error)
_scan: Callable[[str, int], tuple[Any, int]] = cast(Any, json.JSONDecoder()).scan_once


class Lined(NamedTuple):
    """`proof` tells whether each line has one."""

    workspace_id: str
    proof: bool

    def events(self, lines: Iterable[str]) -> tuple[list[Stored], list[Any]]:
        """With their proofs. Raises one of NOT_UNDERSTOOD where a line is no event."""
        found, proofs, fields = [], [], len(NAMES) + 1 + self.proof
        workspace = raw_id(self.workspace_id)
        for line in lines:
            told, end = _scan(line, 0)
            position, stream_id, version, topic, recorded_at, state = _EVENT(told)
            if end != len(line) or len(told) != fields:
                raise ValueError("it is more than an event")
            digest = sha256(state.encode()).digest()
            hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
            found.append(Stored(position, stream_id, version, topic, recorded_at, state, hashed))
            if self.proof:
                proofs.append(told["proof"])
        return found, proofs

    def headers(self, lines: Iterable[str]) -> list[Header]:
        """Raises one of NOT_UNDERSTOOD where a line is no header."""
        found, workspace = [], raw_id(self.workspace_id)
        for line in lines:
            told, end = _scan(line, 0)
            position, stream_id, version, topic, recorded_at, state_sha256 = _HEADER(told)
            digest = unhexlify(state_sha256)
            if end != len(line) or len(told) != len(NAMES) + 1 or len(digest) != 32:
                raise ValueError("it is more than a header")
            hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
            found.append(Header(position, stream_id, version, topic, recorded_at, digest, hashed))
        return found


def claim(line: str) -> Claimed:
    """What a line says of its event, as far as it says anything."""
    try:
        told = _scan(line, 0)[0]
        position, stream_id, version, topic, recorded_at = itemgetter(*NAMES)(told)
        digest = unhexlify(told["state_sha256"]) if "state_sha256" in told else sha256(told["state"].encode()).digest()
    except NOT_UNDERSTOOD:
        return UNREADABLE
    plain = type(position) is int and 0 < position < 1 << 62
    return Claimed(position if plain else 0, stream_id, version, topic, recorded_at, digest)
