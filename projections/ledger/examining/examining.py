"""A verdict about a log: what was done to it, as its rows, its tree and what was signed of it tell."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from goals.database import Database
from projections.ledger.examining import memory as remembering
from projections.ledger.examining import stored, versions
from projections.ledger.examining.comparing import Comparing
from projections.ledger.examining.memory import Memory
from projections.ledger.examining.telling import Told, told
from projections.ledger.examining.walking import Walk
from projections.ledger.verifier.finding import Finding

Heard = Callable[[int, int], None]
"""Hears how many events were read, and of how many."""


@dataclass(frozen=True, kw_only=True)
class Examined:
    """`size` is where the log ended when it was begun, `root` the 32 bytes above its events, None where one lacks.
    `checkpoints` is how many it was held against, `newest` the size of the greatest, None without any. `unknown` are
    sentences: what the rows and the signer could not tell."""

    workspace_id: str
    size: int
    root: bytes | None
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]
    checkpoints: int
    newest: int | None
    took_s: float

    @property
    def is_sound(self) -> bool:
        return not self.findings


def examine(database: Database, workspace_id: str, memory: Memory, *, heard: Heard = lambda done, of: None) -> Examined:
    """All that was recorded before the call is derived again. Nobody who writes meanwhile waits for it.

    `memory` is what the signer said before the call.
    """
    began = monotonic()
    with database.reading() as rows:
        reach = stored.extent(rows, workspace_id)
    holds = remembering.binding(memory, reach)
    comparing = Comparing(each for each in remembering.known(database, workspace_id, memory, reach) if holds(each))
    walk = Walk(database, workspace_id, reach.size, comparing)
    walk.walk(heard)
    found: Told = told(database, workspace_id, walk, reach, memory)
    if not found.findings:
        found = found.with_order(walk.unordered, versions.broken(database, workspace_id, reach.size))
    if not found.findings:
        found = found.with_served(walk.served)
    if not found.findings and remembering.is_owed(memory, reach):
        found = found.without_memory(memory)
    return Examined(
        workspace_id=workspace_id,
        size=reach.size,
        root=walk.root,
        findings=found.findings,
        unknown=found.unknown,
        checkpoints=comparing.count,
        newest=comparing.newest,
        took_s=monotonic() - began,
    )
