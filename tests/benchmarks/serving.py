"""Requests a second and how long the slow ones take, ours against the bare view, round by round."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import load, report, requests, servers, world
from tests.benchmarks.load import Stretch
from tests.benchmarks.servers import Server
from tests.benchmarks.world import World

WARM_UP_S = 1.0
FEW, MANY = 8, 32
BATCHERS = 4
ASKERS = 8

Requests = Callable[[World], Iterator[bytes]]


@dataclass(frozen=True)
class Peer:
    server: Server
    world: World

    def carry(self, stream: Iterator[bytes], *, connections: int, seconds: float) -> Stretch:
        """Raises AssertionError unless all went well: a refusal is quick, and would look like speed."""
        stretch = load.timed(self.server.port, stream, connections=connections, seconds=seconds)
        assert not stretch.refused, f"{len(stretch.refused)} refused, such as {stretch.refused[0]!r}"
        return stretch


@dataclass(frozen=True)
class Rounds:
    """Two servers, each with a database of its own on the same disk, by turns: ours, the other, ours, the other."""

    ours: Peer
    other: Peer
    count: int
    seconds: float

    def run(self, stream: Requests, *, connections: int) -> tuple[list[Stretch], list[Stretch]]:
        told: tuple[list[Stretch], list[Stretch]] = ([], [])
        peers = (self.ours, self.other)
        streams = [stream(peer.world) for peer in peers]
        for each, peer in zip(streams, peers, strict=True):
            peer.carry(each, connections=connections, seconds=WARM_UP_S)
        for _ in range(self.count):
            for each, peer, found in zip(streams, peers, told, strict=True):
                found.append(peer.carry(each, connections=connections, seconds=self.seconds))
        return told


Other = Callable[[World], AbstractContextManager[Server]]


@contextmanager
def _rounds(home: Path, name: str, other: Other, count: int, seconds: float) -> Iterator[Rounds]:
    """Our server beside another, each with a world of its own."""
    ours, theirs = world.made(home, f"{name}-ours"), world.made(home, f"{name}-other")
    with servers.serving("wsgi:application", ours.environ) as goalpost, other(theirs) as beside:
        yield Rounds(Peer(goalpost, ours), Peer(beside, theirs), count, seconds)


def _bare(theirs: World) -> AbstractContextManager[Server]:
    return servers.serving(f"tests.benchmarks.bare:create_app({str(theirs.path)!r}, {theirs.workspace_id!r})", {})


def _ungrouped(theirs: World) -> AbstractContextManager[Server]:
    return servers.serving("tests.benchmarks.ungrouped:application", theirs.environ)


def single(home: Path, count: int, seconds: float) -> None:
    with _rounds(home, "single", _bare, count, seconds) as rounds:
        report.heading("One reading per POST: ours, bare, ratio (least–greatest)")
        for connections in (FEW, MANY):
            found = rounds.run(requests.single, connections=connections)
            _told(f"{connections} connections", *found, least=0.6, slow_most=1.0)


def batched(home: Path, count: int, seconds: float) -> None:
    with _rounds(home, "batched", _bare, count, seconds) as rounds:
        report.heading("1,000 readings per POST: ours, bare, ratio (least–greatest)")
        found = rounds.run(requests.batches, connections=BATCHERS)
        _told(f"{BATCHERS} connections", *found, least=0.5)


def asked(home: Path, count: int, seconds: float) -> None:
    with _rounds(home, "asked", _bare, count, seconds) as rounds:
        report.heading("GET of a goal with progress and health: ours, bare (one row), ratio (least–greatest)")
        found = rounds.run(lambda place: requests.asking(place, place.steady_id), connections=ASKERS)
        _told(f"as committed, {ASKERS} connections", *found, least=0.4)
        found = rounds.run(lambda place: requests.asking(place, place.moved_id), connections=ASKERS)
        _told(f"retargeted once, {ASKERS} connections", *found, least=0.4)


def alone(home: Path, count: int, seconds: float) -> None:
    with _rounds(home, "alone", _ungrouped, count, seconds) as rounds:
        report.heading("What sharing a transaction is worth: with, without group commit, ratio (least–greatest)")
        for connections in (FEW, MANY):
            _told(f"{connections} connections", *rounds.run(requests.single, connections=connections))


def _told(
    label: str,
    ours: Sequence[Stretch],
    theirs: Sequence[Stretch],
    *,
    least: float | None = None,
    slow_most: float | None = None,
) -> None:
    report.compared(label, "/s", [each.per_second for each in ours], [each.per_second for each in theirs], least=least)
    report.compared("    median", "ms", [each.median_ms for each in ours], [each.median_ms for each in theirs])
    report.compared("    p99", "ms", [each.p99_ms for each in ours], [each.p99_ms for each in theirs], most=slow_most)
