"""What does the bundle say a sample was drawn from, member by member, however many there are?"""

import json
from base64 import b64decode
from codecs import getincrementaldecoder
from collections.abc import Iterator
from functools import partial
from typing import Any

from goals.ledger.sampling import Member
from projections.ledger.verifier.canonical import fit, line, written
from projections.ledger.verifier.container import Bundle

SAMPLE = "sample.json"
PIECE_BYTES = 1 << 13
MOST_HEAD = 1 << 20
"""Characters before the population."""
MOST_MEMBER = 1 << 12
"""Characters of one that could be drawn."""
MOST_DRAWN = 100_000
"""As many as can be asked for."""
BEGIN = '"population":['
HEAD = {
    "method": str,
    "seed": str,
    "size": int,
    "strata": [{"stratum": str, "population": int, "drawn": int}],
    "population": [None],
}
MEMBER = {"position": int, "leaf": str, "stratum": str}
_decoder = json.JSONDecoder()


class SampleFile:
    """`head` is all of it but the population. Raises ValueError where it is not written as it should be."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self.head: dict[str, Any] = next(self._parts())

    def members(self) -> Iterator[Member]:
        """In the order in which they stand."""
        parts = self._parts()
        next(parts)
        for told in parts:
            fit(told, MEMBER)
            yield Member(told["position"], b64decode(told["leaf"], validate=True), told["stratum"])

    def _parts(self) -> Iterator[dict[str, Any]]:
        """The head, then each member."""
        with self._bundle.open(SAMPLE) as file:
            decode = getincrementaldecoder("utf-8")().decode
            pieces = (decode(piece) for piece in iter(partial(file.read, PIECE_BYTES), b""))
            text = ""
            while BEGIN not in text:
                text += _more(pieces)
                if len(text) > MOST_HEAD:
                    raise ValueError(f"{SAMPLE} has no population")
            begun, _, text = text.partition(BEGIN)
            head = line(f"{begun}{BEGIN}]}}", HEAD)
            if not 0 < head["size"] <= MOST_DRAWN:
                raise ValueError(f"{SAMPLE} is of a size that none can have")
            yield head
            yield from _members(text, pieces)


def _members(text: str, pieces: Iterator[str]) -> Iterator[dict[str, Any]]:
    first = True
    while True:
        while "}" not in text:
            if len(text) > MOST_MEMBER:
                raise ValueError(f"{SAMPLE} has a member of more than {MOST_MEMBER} characters")
            text += _more(pieces)
        if text.startswith("]"):
            break
        between = "" if first else ",\n"
        told, end = _decoder.raw_decode(text, len(between))
        if f"{between}{written(told)}" != text[:end]:
            raise ValueError(f"{SAMPLE} is not written as it is written here: {text[:end]!r:.80}")
        yield told
        text, first = text[end:], False
    if text != "]}\n" or next(pieces, ""):
        raise ValueError(f"{SAMPLE} goes on after the population")


def _more(pieces: Iterator[str]) -> str:
    found = next(pieces, None)
    if found is None:
        raise ValueError(f"{SAMPLE} ends before the population does")
    return found
