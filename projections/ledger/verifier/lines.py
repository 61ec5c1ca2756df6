"""The lines of a bundle's compressed parts, some hundreds at a time, however much a part claims to hold."""

import zlib
from collections.abc import Iterator

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Unusable

PIECE = 1 << 16
TEXT = 1 << 18
"""Bytes of text that are held at once, and the rest of a line."""
MOST_LINE = 1 << 22
MOST_LINES = 4_000
GZIP = 31
HEAD = b"\x1f\x8b\x08" + bytes(5)
"""What a part begins with: no name, no comment, no time."""


def parts(bundle: Bundle, folder: str) -> list[str]:
    return [name for name in bundle.names if name.startswith(f"{folder}/")]


def stretches(bundle: Bundle, name: str) -> Iterator[list[str]]:
    """Lines without their ends. Raises Unusable where it is no part as bundles have them."""
    count, begun = 0, b""
    for piece in _text(bundle, name):
        whole, newline, rest = piece.rpartition(b"\n")
        if len(begun) + len(rest) > MOST_LINE:
            raise Unusable(f"{name} has a line of more than {MOST_LINE} bytes.")
        if not newline:
            begun += piece
            continue
        lines = _decoded(begun + whole, name).split("\n")
        begun, count = rest, count + len(lines)
        if count > MOST_LINES:
            raise Unusable(f"{name} has more than {MOST_LINES} lines.")
        yield lines
    if begun:
        raise Unusable(f"{name} ends within a line.")


def _text(bundle: Bundle, name: str) -> Iterator[bytes]:
    unpacking = zlib.decompressobj(GZIP)
    with bundle.open(name) as file:
        if file.read(len(HEAD)) != HEAD:
            raise Unusable(f"{name} is not compressed as a part of a bundle is.")
        file.seek(0)
        try:
            while packed := unpacking.unconsumed_tail or file.read(PIECE):
                if unpacking.eof:
                    break
                yield unpacking.decompress(packed, TEXT)
            while not unpacking.eof and (more := unpacking.decompress(b"", TEXT)):
                yield more
        except zlib.error:
            raise Unusable(f"{name} is not compressed as a part of a bundle is.") from None
        if not unpacking.eof or unpacking.unused_data or file.read(1):
            raise Unusable(f"{name} does not end where its text ends.")


def _decoded(text: bytes, name: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not a text in UTF-8.") from None
