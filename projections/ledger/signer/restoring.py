"""A restore from a backup is declared where the signer has its memory: the log goes on under a new origin, openly."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from shutil import rmtree

from goals.database import Database
from goals.errors import Refused, Unprocessable
from goals.instants import in_utc, machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, origin_of
from goals.ledger.merkle import Growing
from projections.ledger.signer import checking, keys, reading
from projections.ledger.signer.checking import NotAsSigned
from projections.ledger.signer.home import Home, written
from projections.ledger.signer.kept import RESTORE, Kept, adopted, kept, prepared
from projections.ledger.signer.paging import Asked, Pages
from projections.ledger.signer.reading import Log

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


class _Comparing:
    """How far new leaves are those that were signed, and the tree above these."""

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


def restore(database: Database, home: Home, workspace_id: str, *, reason: str) -> Restored:
    """Raises NotFound, NothingToDeclare, RestoreUnsound, ReasonUnusable, HomeUnusable."""
    if not reason.strip() or len(reason) > LONGEST_REASON or not reason.isprintable():
        raise ReasonUnusable(f"The reason is one line of up to {LONGEST_REASON} characters.", pointer="/reason")
    rows = Pages(database)
    with home.turn():
        log = reading.existing(rows, workspace_id)
        old = kept(home.log(workspace_id), keys.known(home))
        if old is None or old.last is None:
            raise NothingToDeclare("Nothing of this log was signed yet: sign it as it is.")
        try:
            checking.of_origin(origin_of(log.kind, workspace_id, old.incarnation), old)
            return _restored(rows, home, log, old, old.last, reason)
        except NotAsSigned as found:
            raise RestoreUnsound(f"What the database holds cannot be signed: {found}") from None


def _restored(rows: Asked, home: Home, log: Log, old: Kept, last: Checkpoint, reason: str) -> Restored:
    fresh = prepared(home.log(log.workspace_id), incarnation=old.incarnation + 1)
    comparing = _Comparing(old.leaves(0, old.size))
    tree = fresh.grown(comparing.passing(checking.new(rows, log, 1)))
    if comparing.common.size == old.size and old.refusal is None:
        rmtree(fresh.path)
        raise NothingToDeclare("The log goes on from what was signed of it: there is nothing to declare.")
    origin = origin_of(log.kind, log.workspace_id, fresh.incarnation)
    text = _statement(last, Checkpoint(origin=origin, size=comparing.common.size, root=comparing.common.root()), reason)
    statement = keys.sign(home, text, [last.origin, origin])
    signed = keys.sign(home, Checkpoint(origin=origin, size=tree.size, root=tree.root()).text, [origin])
    written(fresh.path / RESTORE, statement.encode())
    fresh.sign(tree, signed, at_us=to_us(machine_now()))
    adopted(fresh)
    return Restored(origin, comparing.common.size, tree.size, statement, signed)


def _statement(last: Checkpoint, goes_on: Checkpoint, reason: str) -> str:
    at = in_utc(machine_now().replace(microsecond=0))
    ends = [line for each in (last, goes_on) for line in (each.origin, str(each.size), b64encode(each.root).decode())]
    return "".join(f"{line}\n" for line in (FORMAT, *ends, at, reason.strip()))
