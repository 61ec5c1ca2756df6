"""What a write spends on leaf hashes and on the rows of the tree, and how long a proof takes to be made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, thread_time
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from goals import event_log
from goals.ledger import tree
from goals.ledger.checkpoint import Checkpoint, origin_of
from goals.ledger.leaf import leaf_hash
from goals.ledger.notes import signed
from projections.ledger import kept
from projections.ledger.proofs import Proving
from tests.benchmarks import copies, long_log, report, requests, world
from tests.benchmarks.hashed import hashed
from tests.benchmarks.profiling import answered, environ_of
from tests.benchmarks.world import World

MOST_OF_A_WRITE = 10.0
"""Per cent."""
MOST_MS = 1.0
WRITES = {"one reading": 800, "1,000 readings": 16, "a retarget": 300}
SHORT = 10_000
SIZES = (100_000, 1_000_000)
QUICK_SIZES = (100_000,)
PROOFS = 500


class Clocks:
    """Seconds that went by, and that this thread's core worked, between beginnings and ends."""

    def __init__(self) -> None:
        self.gone = self.worked = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        began, worked = perf_counter(), thread_time()
        yield
        self.gone += perf_counter() - began
        self.worked += thread_time() - worked

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.running():
                return function(*args, **kwargs)

        return timed


@dataclass(frozen=True)
class Share:
    """Of writes, in per cent: of the time that went by, and of the core's."""

    gone: float
    worked: float


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    report.heading(f"Hashing and tree rows: share of a write, in process, median of {rounds} rounds")
    _shares(home, rounds)
    report.heading(f"A proof of inclusion, of a random event: {rounds} rounds")
    for events in QUICK_SIZES if quick else SIZES:
        _proofs(home, events, rounds)


def _shares(home: Path, rounds: int) -> None:
    made = world.made(home, "hashing")
    app = create_app(Settings(database_url=made.environ["DATABASE_URL"]))
    streams = {"one reading": requests.single, "1,000 readings": requests.batches, "a retarget": _retargets}
    try:
        for name, stream in streams.items():
            sent = stream(made)
            answered(app, map(environ_of, islice(sent, 5)))
            _told(
                name, [_share(app, list(map(environ_of, islice(sent, WRITES[name] // rounds)))) for _ in range(rounds)]
            )
    finally:
        app.extensions["goalpost"].close()


def _told(name: str, shares: list[Share]) -> None:
    gone, worked = (median(getattr(each, clock) for each in shares) for clock in ("gone", "worked"))
    said = f"{gone:>10.1f} % of the time, {worked:.1f} % of the core's"
    wanted = f"≤ {MOST_OF_A_WRITE:.0f} % of both"
    report.line(name, said, wanted=wanted, is_met=max(gone, worked) <= MOST_OF_A_WRITE)


def _share(app: Flask, environs: list[dict[str, Any]]) -> Share:
    """Leaf hashes are timed in lots of a thousand of them: a clock around each would be most of what it tells."""
    hashing, all_ = Clocks(), Clocks()
    hashes: list[dict[str, Any]] = []

    def noted(**of: Any) -> bytes:
        hashes.append(of)
        return leaf_hash(**of)

    append = hashing.around(tree.append)
    with _instead(tree, "append", append), _instead(event_log, "leaf_hash", noted), all_.running():
        answered(app, environs)
    with hashing.running():
        for each in hashes:
            leaf_hash(**each)
    return Share(100 * hashing.gone / all_.gone, 100 * hashing.worked / all_.worked)


@contextmanager
def _instead(module: ModuleType, name: str, function: Callable[..., Any]) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, function)
    try:
        yield
    finally:
        setattr(module, name, before)


def _retargets(made: World) -> Iterator[bytes]:
    for n in count():
        target = {"kind": "absolute", "value": f"{500_000 + n % 7_777}"}
        body = {"target": target, "reason_code": "scope_change", "reason": "The board has decided so"}
        yield requests.sent(made, f"/v1/goals/{made.moved_id}/retargets", body, b"If-Match: *\r\n")


def _proofs(home: Path, events: int, rounds: int) -> None:
    made = world.made(home, f"proofs-{events}")
    doors: Doors = create_app(Settings(database_url=made.environ["DATABASE_URL"])).extensions["goalpost"]
    try:
        doors.hub.write(made.workspace_id, lambda writing: long_log.told(writing, SHORT))
        copies.lengthened(made.path, made.workspace_id, events // SHORT)
        hashed(doors.hub, made.path, made.workspace_id)
        proving, size = Proving(doors.hub, doors.signer, made.workspace_id), _signed(doors, made)
        random = Random(events)
        found = [_p50_ms(proving, [random.randint(1, size) for _ in range(PROOFS)]) for _ in range(rounds)]
    finally:
        doors.close()
    spread = f"{median(found):>10.3f} ms p50 ({min(found):.3f}–{max(found):.3f})"
    report.line(f"{size:,} events", spread, wanted=f"≤ {MOST_MS:.0f} ms", is_met=median(found) <= MOST_MS)


def _signed(doors: Doors, made: World) -> int:
    """The size of a checkpoint of all there is, which is kept."""
    with doors.database.reading() as rows:
        found = event_log.seen(rows, made.workspace_id)
        assert found is not None
        root = tree.root(rows, made.workspace_id, found.position)
    about = Checkpoint(origin=origin_of("live", made.workspace_id), size=found.position, root=root)
    key = Ed25519PrivateKey.generate()
    kept.keep(doors.hub, made.workspace_id, str(signed(about.text, [(about.origin, key)])))
    return found.position


def _p50_ms(proving: Proving, positions: list[int]) -> float:
    took = []
    for position in positions:
        began = perf_counter()
        proving.included(position)
        took.append(perf_counter() - began)
    return 1_000 * median(took)
