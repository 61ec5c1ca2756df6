"""A sample of changes that nobody chose: drawn from strata, by a seed and the leaf hashes of what could be drawn.

A stratum is a month of recording. It is hashed into the leaf, so whoever exports cannot choose it; by what a change did
to its goal he could, since that follows from events which are not in a sample. Whoever has the seed and the log draws
the same sample again.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import heappush, heappushpop
from typing import NamedTuple

METHOD = "stratified-by-month/v1"
"""One to each stratum while there are enough, the rest in proportion; within a stratum by SHA-256 of seed and leaf."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Member(NamedTuple):
    """What can be drawn: an event's position, its leaf hash, and its stratum."""

    position: int
    leaf: bytes
    stratum: str


def stratum_of(recorded_at_us: int) -> str:
    """The month in UTC, as `2026-11`. Raises OverflowError."""
    recorded_at = _EPOCH + timedelta(microseconds=recorded_at_us)
    return f"{recorded_at.year:04d}-{recorded_at.month:02d}"


def line(member: Member) -> bytes:
    """What the hash of a population is of: a line of each member, in the order of positions."""
    return b"%d %s %s\n" % (member.position, member.leaf.hex().encode(), member.stratum.encode())


def population_hash(population: Iterable[Member]) -> str:
    """SHA-256 in hex."""
    digest = sha256()
    for member in population:
        digest.update(line(member))
    return digest.hexdigest()


def allocated(populations: Mapping[str, int], size: int) -> dict[str, int]:
    """How many are drawn of each stratum that has any, by name: `size` in all, or everything where there is no more.

    One of each first, of the largest where `size` does not reach that far; then in proportion to what is left of each,
    by largest remainder. Ties are settled by name.
    """
    largest = sorted(
        (name for name, count in populations.items() if count), key=lambda name: (-populations[name], name)
    )
    first = {*largest[:size]}
    drawn = {name: int(name in first) for name in sorted(largest)}
    left = {name: populations[name] - count for name, count in drawn.items()}
    whole = sum(left.values())
    rest = min(size - sum(drawn.values()), whole)
    if rest > 0:
        shares = {name: divmod(rest * count, whole) for name, count in left.items()}
        over = rest - sum(share for share, _ in shares.values())
        rounded_up = {*sorted(shares, key=lambda name: (-shares[name][1], name))[:over]}
        drawn = {name: count + shares[name][0] + (name in rounded_up) for name, count in drawn.items()}
    return drawn


def rank(seed: str, leaf: bytes) -> bytes:
    """By what the members of a stratum are ordered: the smallest are drawn."""
    return sha256(seed.encode() + b":" + leaf).digest()


def drawn(population: Iterable[Member], allocation: Mapping[str, int], seed: str) -> list[int]:
    """The positions drawn, in order. Of the population no more is kept than is drawn."""
    kept: dict[str, list[tuple[int, int]]] = {name: [] for name, count in allocation.items() if count}
    for position, leaf, stratum in population:
        if stratum in kept:
            smallest, ranked = kept[stratum], (-int.from_bytes(rank(seed, leaf), "big"), position)
            if len(smallest) < allocation[stratum]:
                heappush(smallest, ranked)
            else:
                heappushpop(smallest, ranked)
    return sorted(position for smallest in kept.values() for _, position in smallest)
