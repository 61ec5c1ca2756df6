"""Ids of the sample's things: the same in every database, so that a line of the manual works as pasted."""

from hashlib import sha256
from uuid import UUID

BORN_MS = 1_671_098_400_000
"""2022-12-15T10:00:00Z, when the story begins."""


def sample_id(kind: str, name: str) -> str:
    """A UUIDv7 whose random part follows from the name."""
    drawn = int.from_bytes(sha256(f"{kind} {name}".encode()).digest()[:10])
    random_a, random_b = drawn >> 68, drawn & (1 << 62) - 1
    return str(UUID(int=BORN_MS << 80 | 7 << 76 | random_a << 64 | 0b10 << 62 | random_b))


def goal_id(name: str) -> str:
    return sample_id("goal", name)


def milestone_id(name: str) -> str:
    return sample_id("milestone", name)


def kpi_id(key: str) -> str:
    return sample_id("kpi", key)


def container_id(name: str) -> str:
    return sample_id("container", name)


def proposal_id(name: str) -> str:
    return sample_id("proposal", name)
