"""A restore from a backup, of the log or of the database alone, is declared where the signer has its memory, or lost
it: the log goes on under a new origin, openly."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from shutil import rmtree
from typing import Protocol

from goals.database import Database
from goals.errors import Refused, Unprocessable
from goals.instants import in_utc, machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, origin_of
from goals.ledger.merkle import Growing
from goals.ledger.notes import Note, NoteUnusable, VerifierKey, verified
from projections.ledger.signer import checking, keys, reading, register
from projections.ledger.signer.checking import NotAsSigned
from projections.ledger.signer.home import Home, HomeUnusable, written
from projections.ledger.signer.kept import RESTORE, kept, prepared
from projections.ledger.signer.paging import Asked, Pages
from projections.ledger.signer.reading import Log
from projections.ledger.verifier.trust import incarnation

FORMAT = "goalpost-restore/v1"
LONGEST_REASON = 500


class NothingToDeclare(Refused):
    """The log goes on from what was signed, or nothing was: no restore can be declared."""


class RestoreUnsound(Refused):
    """What the database holds is no log: it contradicts itself."""


class ReasonUnusable(Unprocessable):
    """The reason of a restore is one line."""


@dataclass(frozen=True)
class Restored:
    """`statement` and `checkpoint` are signed notes; the new log has the first `common` events of the old one."""

    origin: str
    common: int
    size: int
    statement: str
    checkpoint: str


class Comparing(Protocol):
    """How far new leaves are those that were signed, and the tree above these."""

    common: Growing

    def passing(self, leaves: Iterable[bytes]) -> Iterator[bytes]: ...


class _ByLeaves:
    def __init__(self, signed: Iterable[bytes]) -> None:
        self._signed = iter(signed)
        self._alike = True
        self.common = Growing()

    def passing(self, leaves: Iterable[bytes]) -> Iterator[bytes]:
        for each in leaves:
            self._alike = self._alike and next(self._signed, None) == each
            if self._alike:
                self.common.append(each)
            yield each


class _ByRoots:
    """Where the leaves that were signed are lost: up to the last checkpoint that is left and agrees."""

    def __init__(self, signed: Iterable[Checkpoint]) -> None:
        self._signed = {(each.size, each.root) for each in signed}
        self._sizes = {size for size, _ in self._signed}
        self.common = Growing()

    def passing(self, leaves: Iterable[bytes]) -> Iterator[bytes]:
        tree = Growing()
        for each in leaves:
            tree.append(each)
            if tree.size in self._sizes and (tree.size, tree.root()) in self._signed:
                self.common = tree.copy()
            yield each


@dataclass(frozen=True, kw_only=True)
class Former:
    """What is known of the log before it was restored. `goes_on` is whether it may do so without being declared."""

    last: Checkpoint
    incarnation: int
    comparing: Comparing
    goes_on: bool


def restore(database: Database, home: Home, workspace_id: str, *, reason: str) -> Restored:
    """Raises NotFound, NothingToDeclare, RestoreUnsound, ReasonUnusable, HomeUnusable."""
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise ReasonUnusable(f"The reason is one line of up to {LONGEST_REASON} characters.", pointer="/reason")
    rows = Pages(database)
    with home.turn():
        log = reading.existing(rows, workspace_id)
        former = _former(rows, home, log)
        try:
            if former.last.origin != origin_of(log.kind, workspace_id, former.incarnation):
                raise RestoreUnsound(f"The workspace is of another kind than it was: {former.last.origin} was signed.")
            return _restored(rows, home, log, former, reason)
        except NotAsSigned as found:
            raise RestoreUnsound(f"What the database holds cannot be signed: {found}") from None


def _former(rows: Asked, home: Home, log: Log) -> Former:
    """Raises NothingToDeclare where nothing was signed, HomeUnusable."""
    found = kept(home.log(log.workspace_id), keys.known(home))
    register.require(home, log.workspace_id, found)
    if found is None or found.last is None:
        return _lost(rows, home, log)
    return Former(
        last=found.last,
        incarnation=found.incarnation,
        comparing=_ByLeaves(found.leaves(0, found.size)),
        goes_on=found.refusal is None,
    )


def _lost(rows: Asked, home: Home, log: Log) -> Former:
    """As the database's checkpoints tell it: what is in common by those alone that a key of this home signed.

    Raises NothingToDeclare; HomeUnusable where no signer was ever at work.
    """
    there = reading.checkpoints_kept(rows, log.workspace_id)
    if not there:
        raise NothingToDeclare("Nothing of this log was signed yet: sign it as it is.")
    public = keys.known(home)
    if not public:
        raise HomeUnusable(f"In {home.path} no signer was at work: is the signer's directory another one?")
    own = [each for read, each in there if _is_by(read, [keys.named(raw, each.origin) for raw in public])]
    last = max(own or (each for _, each in there), key=lambda each: (incarnation(each.origin), each.size))
    return Former(last=last, incarnation=incarnation(last.origin), comparing=_ByRoots(own), goes_on=False)


def _is_by(read: Note, known: Sequence[VerifierKey]) -> bool:
    try:
        return bool(verified(read, known))
    except NoteUnusable:
        return False


def _restored(rows: Asked, home: Home, log: Log, former: Former, reason: str) -> Restored:
    last, comparing = former.last, former.comparing
    home.make()
    fresh = prepared(home.log(log.workspace_id), incarnation=former.incarnation + 1)
    tree = fresh.grown(comparing.passing(checking.new(rows, log, 1)))
    if comparing.common.size == last.size and former.goes_on:
        rmtree(fresh.path)
        raise NothingToDeclare("The log goes on from what was signed of it: there is nothing to declare.")
    origin = origin_of(log.kind, log.workspace_id, fresh.incarnation)
    text = _statement(last, Checkpoint(origin=origin, size=comparing.common.size, root=comparing.common.root()), reason)
    statement = keys.sign(home, text, [last.origin, origin])
    signed = keys.sign(home, Checkpoint(origin=origin, size=tree.size, root=tree.root()).text, [origin])
    written(fresh.path / RESTORE, statement.encode())
    fresh.sign(tree, signed, at_us=to_us(machine_now()))
    register.enter(home, log.workspace_id, fresh)
    return Restored(origin, comparing.common.size, tree.size, statement, signed)


def _statement(last: Checkpoint, goes_on: Checkpoint, reason: str) -> str:
    at = in_utc(machine_now().replace(microsecond=0))
    ends = [line for each in (last, goes_on) for line in (each.origin, str(each.size), b64encode(each.root).decode())]
    return "".join(f"{line}\n" for line in (FORMAT, *ends, at, reason.strip()))
