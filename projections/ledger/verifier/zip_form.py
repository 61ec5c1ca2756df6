"""How is a zip file written here? In one form alone, so that it can be said of each byte what it has to be.

Only the packed content of its parts may be packed in more ways than one.
"""

from collections.abc import Sequence
from struct import Struct
from typing import NamedTuple

DEFLATED, PLAIN_DEFLATE = 8, -15
"""The method, and how zlib is told to write nothing around it."""
NEEDED, NEEDED_GREAT = 20, 45
FOLLOWED = 1 << 3
"""Sizes stand behind a part: they are not known before it."""
NO_TIME, NO_DATE = 0, 1 << 5 | 1
"""The first of January 1980."""
MOST = (1 << 32) - 1
"""A number that says that the right one, being greater, stands elsewhere."""
_BEGIN = Struct("<4s5H3L2H")
_END = Struct("<4s3L")
_LISTED = Struct("<4s6H3L5H2L")
_GREAT_OFFSET = Struct("<2HQ")
_GREAT_LIST = Struct("<4sQ2H2L4Q")
_GREAT_PLACE = Struct("<4sLQL")
_LIST = Struct("<4s4H2LH")


class Part(NamedTuple):
    """`packed` and `size` are in bytes, `offset` where it begins in the file."""

    name: str
    crc: int
    packed: int
    size: int
    offset: int


def begin(name: str) -> bytes:
    """What stands before a part's packed content."""
    written = name.encode("ascii")
    return _BEGIN.pack(b"PK\3\4", NEEDED, FOLLOWED, DEFLATED, NO_TIME, NO_DATE, 0, 0, 0, len(written), 0) + written


def end(part: Part) -> bytes:
    """What stands behind it. A part has less than four gigabytes."""
    return _END.pack(b"PK\7\10", part.crc, part.packed, part.size)


def listed(parts: Sequence[Part], *, at: int) -> bytes:
    """What stands behind all parts, `at` bytes from the beginning, to the end of the file."""
    written = b"".join(map(_listed, parts))
    size, count = len(written), len(parts)
    if at < MOST:
        return written + _LIST.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)
    great = _GREAT_LIST.pack(b"PK\6\6", _GREAT_LIST.size - 12, NEEDED_GREAT, NEEDED_GREAT, 0, 0, count, count, size, at)
    place = _GREAT_PLACE.pack(b"PK\6\7", 0, at + size, 1)
    return written + great + place + _LIST.pack(b"PK\5\6", 0, 0, count, count, size, MOST, 0)


def _listed(part: Part) -> bytes:
    name, offset, more, needed = part.name.encode("ascii"), part.offset, b"", NEEDED
    if offset >= MOST:
        offset, more, needed = MOST, _GREAT_OFFSET.pack(1, 8, part.offset), NEEDED_GREAT
    sizes = (part.crc, part.packed, part.size)
    head = (b"PK\1\2", needed, needed, FOLLOWED, DEFLATED, NO_TIME, NO_DATE, *sizes)
    return _LISTED.pack(*head, len(name), len(more), 0, 0, 0, 0, offset) + name + more
