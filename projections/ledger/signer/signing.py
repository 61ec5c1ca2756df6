"""Checkpoints and manifests, signed: what was checked, and nothing else."""

import logging
import os
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from time import monotonic
from typing import Any, TypeVar

from goals.database import Database, Rows
from goals.errors import NotFound
from goals.instants import from_us, in_utc, machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, origin_of
from projections.ledger.signer import checking, keys, reading
from projections.ledger.signer.checking import NotAsSigned
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.kept import RESTORE, Kept, begun, incarnations, kept
from projections.ledger.signer.reading import Log
from projections.ledger.signer.rederiving import Rederiving
from projections.ledger.signer.telling import told

LOGGER = "goalpost.signer"
MANIFEST = "goalpost-manifest/v1"
IDLY = 100_000
"""Old events that are derived again, of all logs together, while nothing is to be signed."""

T = TypeVar("T")


class Signer:
    """Over one database, with one home. Its methods are what `Signing` asks for; one at a time is answered."""

    def __init__(self, database: Database, home: Home) -> None:
        """Raises HomeUnusable."""
        self.database = database
        self.home = home
        self._lock = RLock()
        self._kept: dict[str, Kept] = {}
        self._rederiving = Rederiving()
        self._covered_at: dict[str, float] = {}
        self._looked_at: dict[str, float] = {}
        self._warned: dict[str, str] = {}
        home.make()
        with home.turn():
            keys.signing(home)

    def checkpoint(self, workspace_id: str) -> str:
        """Raises NotFound, SignerRefuses. Many who ask at once get one that was begun after the last of them asked."""
        asked_at = monotonic()
        with self._lock, self.home.turn():
            known = self._known(workspace_id)
            if known is not None and known.last_note and self._covered_at.get(workspace_id, 0.0) > asked_at:
                return _unrefused(known).last_note
            began = monotonic()
            with self.database.reading() as rows:
                found = self._signed(rows, self._log(rows, workspace_id))
            self._covered_at[workspace_id] = began
            return found

    def manifest(self, workspace_id: str, *, size: int, digest: bytes) -> str:
        """It tells when that checkpoint was the newest last: now, or when the next one was signed.

        So nobody who reaches this can have a new date put on an old log. Raises SignerRefuses where no checkpoint of
        that size was signed.
        """
        with self._lock, self.home.turn():
            known = self._known(workspace_id)
            if known is None or known.last is None or not known.has_signed(size):
                raise SignerRefuses(f"no checkpoint of size {size} was signed for this log.")
            _unrefused(known)
            origin = known.last.origin
            until = known.newest_until(size)
            at = in_utc((machine_now() if until is None else from_us(until)).replace(microsecond=0))
            lines = (MANIFEST, origin, str(size), b64encode(digest).decode(), at)
            return keys.sign(self.home, "".join(f"{each}\n" for each in lines), [origin])

    def notes(self, workspace_id: str) -> list[str]:
        with self._lock, self.home.turn():
            known = self._known(workspace_id)
            return [] if known is None else known.notebook.daily()

    def restores(self, workspace_id: str) -> list[str]:
        log = self.home.log(workspace_id)
        return [(log / str(each) / RESTORE).read_text() for each in incarnations(log) if each > 1]

    def keys(self, workspace_id: str) -> list[str]:
        """Raises NotFound."""
        with self._lock, self.home.turn():
            known = self._known(workspace_id)
            if known is not None and known.last is not None:
                origin = known.last.origin
            else:
                with self.database.reading() as rows:
                    origin = origin_of(self._log(rows, workspace_id).kind, workspace_id)
            return [str(keys.named(each, origin)) for each in keys.public(self.home)]

    def status(self) -> dict[str, Any]:
        with self._lock, self.home.turn():
            logs = {each: self._known(each) for each in self.home.remembered()}
            known = {each: log.status for each, log in logs.items() if log is not None}
            return {"pid": os.getpid(), "keys": len(keys.public(self.home)), "logs": known}

    def sign_new(self) -> int:
        """A checkpoint for each log that has new events, or is shorter than what was signed. How many were signed."""
        count = 0
        for workspace_id in self._unsigned():
            with self._next_one(workspace_id):
                self.checkpoint(workspace_id)
                count += 1
        return count

    def look_again(self, *, whole: bool = False) -> None:
        """Derive again what was signed: as much as IDLY says, or all of it."""
        looked = 0
        for workspace_id in sorted(self.home.remembered(), key=lambda each: self._looked_at.get(each, 0.0)):
            if looked < IDLY or whole:
                with self._next_one(workspace_id):
                    looked += self._looked(workspace_id, whole=whole)

    def _looked(self, workspace_id: str, *, whole: bool) -> int:
        with self._lock, self.home.turn(), self.database.reading() as rows:
            known = self._known(workspace_id)
            if known is None or known.refusal is not None:
                return 0
            log = self._log(rows, workspace_id)
            self._looked_at[workspace_id] = monotonic()
            return _or_refused(rows, log, known, lambda: self._rederiving.check(rows, log, known, whole=whole))

    @contextmanager
    def _next_one(self, workspace_id: str) -> Iterator[None]:
        """One log for which nothing can be signed keeps none of the others from it, and is told of once."""
        try:
            yield
        except HomeUnusable as unusable:
            if self._warned.get(workspace_id) != str(unusable):
                self._warned[workspace_id] = str(unusable)
                logging.getLogger(LOGGER).warning("%s: %s", workspace_id, unusable)
        except (SignerRefuses, NotFound):
            pass

    def _unsigned(self) -> list[str]:
        with self.database.reading() as rows:
            sizes = {each.workspace_id: each.size for each in reading.logs(rows)}
        with self._lock, self.home.turn():
            present = keys.public(self.home)
            known = {*sizes, *self.home.remembered()}
            return [each for each in known if self._awaits(each, sizes.get(each, 0), present)]

    def _awaits(self, workspace_id: str, size: int, present: Sequence[bytes]) -> bool:
        try:
            known = self._known(workspace_id)
        except HomeUnusable:
            return True
        return known is None or known.awaits(size, present)

    def _known(self, workspace_id: str) -> Kept | None:
        """What is remembered; read anew where a restore was declared meanwhile."""
        there = incarnations(self.home.log(workspace_id))
        found = self._kept.get(workspace_id)
        if there and (found is None or found.incarnation != there[-1]):
            found = kept(self.home.log(workspace_id))
        if found is not None:
            self._kept[workspace_id] = found
        return found

    def _log(self, rows: Rows, workspace_id: str) -> Log:
        """Without events where it was signed, and the database does not know it any more. Raises NotFound."""
        found = reading.log(rows, workspace_id)
        if found is not None:
            return found
        if self._known(workspace_id) is None:
            raise NotFound("workspace", workspace_id)
        return Log(workspace_id, "", 0)

    def _signed(self, rows: Rows, log: Log) -> str:
        known = self._known(log.workspace_id) or begun(self.home.log(log.workspace_id))
        self._kept[log.workspace_id] = known
        if not _unrefused(known).awaits(log.size, keys.public(self.home)):
            return known.last_note
        return _or_refused(rows, log, known, lambda: self._goes_on(rows, log, known))

    def _goes_on(self, rows: Rows, log: Log, known: Kept) -> str:
        origin = origin_of(log.kind, log.workspace_id, known.incarnation)
        self._rederiving.check(rows, log, known)
        checking.of_origin(origin, known)
        tree = known.grown(checking.new(rows, log, known.size + 1))
        text = Checkpoint(origin=origin, size=tree.size, root=tree.root()).text
        signed = keys.sign(self.home, text, [origin])
        known.sign(tree, signed, at_us=to_us(machine_now()))
        return signed


def _unrefused(known: Kept) -> Kept:
    """Raises SignerRefuses."""
    if known.refusal is not None:
        raise SignerRefuses(known.refusal)
    return known


def _or_refused(rows: Rows, log: Log, known: Kept, check: Callable[[], T]) -> T:
    """What `check` answers. Raises SignerRefuses, now and for ever after, where the log is not as it was signed."""
    try:
        return check()
    except NotAsSigned as found:
        at = in_utc(machine_now())
        known.refuse(str(found), at=at)
        known.refuse(told(rows, log, known) or str(found), at=at)
        assert known.refusal is not None
        logging.getLogger(LOGGER).warning("%s is signed no more: %s", log.workspace_id, known.refusal)
        raise SignerRefuses(known.refusal) from None
