"""Lines of a bundle become events and headers; what cannot be read becomes a claim that nobody recognises."""

import json
import re
import struct
from binascii import unhexlify
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from operator import itemgetter
from typing import Any, cast

from goals.ledger.leaf import leaf, raw_id
from projections.ledger.verifier.canonical import quoted
from projections.ledger.verifier.claims import UNREADABLE, Claimed
from projections.ledger.verifier.manifest import NOT_READ
from projections.ledger.verifier.observing import Header, Stored

NAMES = ("position", "stream_id", "version", "topic", "recorded_at")
_EVENT = itemgetter(*NAMES, "state")
_HEADER = itemgetter(*NAMES, "state_sha256")
NOT_UNDERSTOOD = (*NOT_READ, StopIteration, struct.error)
MOST_ODD = 1_000
_NUMBER = "(0|[1-9][0-9]{0,17})"
_HEAD = re.compile(
    rf'{{"position":{_NUMBER},"stream_id":"([0-9a-f-]{{36}})","version":{_NUMBER},"topic":"([a-z0-9.-]+)",'
    rf'"recorded_at":{_NUMBER},"state":'
)
_scan: Callable[[str, int], tuple[Any, int]] = cast(Any, json.JSONDecoder()).scan_once


class Lined:
    """`proof` tells whether each line has one. `odd` are positions of lines that are not written as they should be:
    with a member twice, or one more, with blanks, or a value in another form."""

    def __init__(self, workspace_id: str, *, proof: bool) -> None:
        self._workspace_id, self._proof = workspace_id, proof
        self.odd: list[int] = []

    def events(self, lines: Iterable[str]) -> tuple[list[Stored], list[Any]]:
        """With their proofs. Raises one of NOT_UNDERSTOOD where a line is no event."""
        found, proofs = [], []
        workspace = raw_id(self._workspace_id)
        for line in lines:
            event = None if self._proof else _plain(line, workspace)
            if event is None:
                told = _scan(line, 0)[0]
                event = _event(told, workspace)
                rest = _proof(told["proof"]) if self._proof else "}"
                if self._proof:
                    proofs.append(told["proof"])
                if line != f'{_head(*event[:5])}"state":{quoted(event.state)}{rest}':
                    self._note(event.position)
            found.append(event)
        return found, proofs

    def headers(self, lines: Iterable[str]) -> list[Header]:
        """Raises one of NOT_UNDERSTOOD where a line is no header."""
        found, workspace = [], raw_id(self._workspace_id)
        for line in lines:
            told, _ = _scan(line, 0)
            position, stream_id, version, topic, recorded_at, state_sha256 = _HEADER(told)
            digest = unhexlify(state_sha256)
            if len(digest) != 32:
                raise ValueError("it is no header")
            hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
            found.append(Header(position, stream_id, version, topic, recorded_at, digest, hashed))
            head = _head(position, stream_id, version, topic, recorded_at)
            if line != f'{head}"state_sha256":"{digest.hex()}"}}':
                self._note(position)
        return found

    def _note(self, position: int) -> None:
        if len(self.odd) < MOST_ODD:
            self.odd.append(int(position))


def _event(told: Mapping[str, Any], workspace: bytes) -> Stored:
    position, stream_id, version, topic, recorded_at, state = _EVENT(told)
    digest = sha256(state.encode()).digest()
    hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
    return Stored(position, stream_id, version, topic, recorded_at, state, hashed)


def _plain(line: str, workspace: bytes) -> Stored | None:
    """What most lines say, read without JSON: None of one in which more than quotation marks are escaped.

    It is what JSON would say, since it is written as the line is.
    """
    head = _HEAD.match(line)
    if head is None:
        return None
    written = line[head.end() :]
    content = written[1:-2].encode().translate(None, b"\\")
    state = content.decode()
    if f"{quoted(state)}}}" != written:
        return None
    told_position, stream_id, told_version, topic, told_at = head.groups()
    position, version, recorded_at = int(told_position), int(told_version), int(told_at)
    digest = sha256(content).digest()
    hashed = leaf(workspace, position, stream_id, version, recorded_at, topic.encode(), digest)
    return Stored(position, stream_id, version, topic, recorded_at, state, hashed)


def _head(position: int, stream_id: str, version: int, topic: str, recorded_at: int) -> str:
    """The beginning of a line, as whoever exports writes it."""
    return (
        f'{{"position":{position},"stream_id":"{stream_id}","version":{version},"topic":{quoted(topic)},'
        f'"recorded_at":{recorded_at},'
    )


def _proof(hashes: object) -> str:
    """The end of a line; nothing that ends one where it is no list of texts."""
    is_list = isinstance(hashes, list) and all(isinstance(each, str) for each in hashes)
    return f',"proof":[{",".join(map(quoted, cast(list[str], hashes)))}]}}' if is_list else ""


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
