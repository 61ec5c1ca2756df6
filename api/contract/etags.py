"""Versions in headers: `"<stream version>.<digest of the body>"`, and `"<digest>"` for a list."""

import re
from collections.abc import Mapping
from hashlib import blake2b

from api.contract.problems import Problem

_VERSIONED = r'(W/)?"[0-9]{1,18}(\.[0-9a-f]{1,64})?"'
IF_MATCH_PATTERN = rf"^(\*|{_VERSIONED}([ \t]*,[ \t]*{_VERSIONED})*)$"
DIGEST_BYTES = 8

_IF_MATCH = re.compile(r'(W/)?"([0-9]{1,18})(?:\.[0-9a-f]{1,64})?"')
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e]*")')


NOTHING_PASSING: Mapping[bytes, bytes] = {}


def etag(body: bytes, *, version: int | None = None, passing: Mapping[bytes, bytes] = NOTHING_PASSING) -> str:
    """`passing` is what the body says otherwise each time it is asked for, and what stands for it in the digest."""
    for said, instead in passing.items():
        body = body.replace(said, instead)
    digest = blake2b(body, digest_size=DIGEST_BYTES).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


class Digest:
    """Of a body that comes in pieces."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=DIGEST_BYTES)

    def update(self, piece: bytes) -> None:
        self._hash.update(piece)

    @property
    def tag(self) -> str:
        """Of all so far."""
        return f'"{self._hash.hexdigest()}"'


def member(name: str, instant: str | None) -> dict[bytes, bytes]:
    """A member that only tells when it was asked: nothing stands for it."""
    return {f'"{name}":"{instant}"'.encode(): b""}


def expected(if_match: str | None) -> frozenset[int] | None:
    """The versions the sender would decide on; None for `*`, whatever it is. A weak tag is none of them: If-Match
    compares strongly. Raises Problem: 428 without, 400 malformed.
    """
    if if_match is None:
        raise Problem("precondition-required", "Send If-Match with the ETag you read, or * for whatever stands there.")
    written = if_match.strip()
    if written == "*":
        return None
    found = [_IF_MATCH.fullmatch(tag.strip()) for tag in written.split(",")]
    versions = [(each[1], int(each[2])) for each in found if each is not None]
    if len(versions) != len(found):
        raise Problem("invalid-header", 'If-Match must be ETags such as "5" or "5.2f0a", between commas, or *.')
    return frozenset(version for weak, version in versions if weak is None)


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the asker has this answer already."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
