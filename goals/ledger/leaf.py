"""The hash of a stored event: what the Merkle tree is built over.

The leaf is a framed header and the SHA-256 of the stored state, hashed as in RFC 6962 (a zero byte first). The header,
big-endian: format tag (8 bytes), workspace (16), position (8), stream (16), version (8), recorded_at in µs (8),
length of the topic (2), topic.
"""

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from struct import Struct

FORMAT = b"GPLEAF\x00\x01"
_FRAME = Struct(">x8s16sQ16sQqH")
"""With the zero byte that stands before all."""
_DASHES = slice(8, 24, 5)


def leaf_hash(
    *,
    workspace_id: str,
    position: int,
    stream_id: str,
    version: int,
    recorded_at_us: int,
    topic: str,
    state: bytes,
) -> bytes:
    """32 bytes. The ids are UUIDs in text.

    Raises ValueError where one is in another form than it is written in: no two texts have one leaf.
    """
    return leaf_of(
        workspace_id=workspace_id,
        position=position,
        stream_id=stream_id,
        version=version,
        recorded_at_us=recorded_at_us,
        topic=topic,
        digest=sha256(state).digest(),
    )


def leaf_of(
    *, workspace_id: str, position: int, stream_id: str, version: int, recorded_at_us: int, topic: str, digest: bytes
) -> bytes:
    """The same, where no more than the SHA-256 of the state is known."""
    return leaf(raw_id(workspace_id), position, stream_id, version, recorded_at_us, topic.encode(), digest)


def leaf(
    workspace: bytes, position: int, stream_id: str, version: int, recorded_at_us: int, topic: bytes, digest: bytes
) -> bytes:
    """The same for who computes a million of them: `workspace` is the raw id."""
    header = _FRAME.pack(FORMAT, workspace, position, raw_id(stream_id), version, recorded_at_us, len(topic))
    return sha256(header + topic + digest).digest()


def leaf_anywhere(
    *, workspace_id: str, stream_id: str, version: int, recorded_at_us: int, topic: str, digest: bytes
) -> Callable[[int], bytes]:
    """The leaf by position, of an event whose place is sought among many. Raises ValueError as the others do."""
    name = topic.encode()
    header = _FRAME.pack(FORMAT, raw_id(workspace_id), 0, raw_id(stream_id), version, recorded_at_us, len(name))
    before, after = header[:25], header[33:] + name + digest
    return lambda position: sha256(before + position.to_bytes(8) + after).digest()


@lru_cache(1 << 10)
def raw_id(identity: str) -> bytes:
    """16 bytes. Raises ValueError as `leaf_hash` does."""
    digits = identity.replace("-", "")
    raw = bytes.fromhex(digits)
    if raw.hex() != digits or len(digits) != 32 or len(identity) != 36 or identity[_DASHES] != "----":
        raise ValueError(f"{identity!r} is not the text of a UUID")
    return raw
