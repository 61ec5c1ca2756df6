"""Where are texts sealed in an event, as it is stored?"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

MARK = b'"ciphertext":'
"""Without it in its stored form, nothing in an event is sealed."""
SEALED = frozenset(("subject", "nonce", "ciphertext"))


class SealedText(NamedTuple):
    """`field` is its JSON pointer in the fact. A text that another event has taken over has the same `digest`."""

    field: str
    subject: str
    digest: bytes


def sealed_texts(state: bytes) -> Iterator[SealedText]:
    """Those of an event."""
    if MARK in state:
        yield from _below(msgspec.json.decode(state)["fact"], "")


def digest(nonce: str, ciphertext: str) -> bytes:
    """Of both in base64."""
    return sha256(f"{nonce} {ciphertext}".encode()).digest()


def _below(told: Any, pointer: str) -> Iterator[SealedText]:
    if isinstance(told, dict):
        if told.keys() == SEALED:
            yield SealedText(pointer, told["subject"], digest(told["nonce"], told["ciphertext"]))
            return
        yield from _members(told, pointer)
    elif isinstance(told, list):
        for n, value in enumerate(told):
            yield from _below(value, f"{pointer}/{n}")


def _members(told: Mapping[str, Any], pointer: str) -> Iterator[SealedText]:
    for name, value in told.items():
        yield from _below(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
