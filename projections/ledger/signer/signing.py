"""Checkpoints and manifests, signed: what was checked, and nothing else."""

from base64 import b64encode
from collections.abc import Sequence
from threading import RLock
from typing import Any

from goals.database import Database, Rows
from goals.errors import NotFound
from goals.instants import in_utc, machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, checkpoint, origin_of
from goals.ledger.merkle import Growing
from goals.ledger.notes import note, signed
from projections.ledger.signer import checking, keys, reading
from projections.ledger.signer.checking import NotAsSigned
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import Home
from projections.ledger.signer.kept import Kept, begun, kept
from projections.ledger.signer.reading import Log

MANIFEST = "goalpost-manifest/v1"
REDERIVED = 20_000


class Signer:
    """Over one database, with one home. Its methods are what `Signing` asks for; one at a time is answered."""

    def __init__(self, database: Database, home: Home) -> None:
        """Raises HomeUnusable."""
        self.database = database
        self.home = home
        self._lock = RLock()
        self._kept: dict[str, Kept] = {}
        home.make()
        keys.signing(home)

    def checkpoint(self, workspace_id: str) -> str:
        """Raises NotFound, SignerRefuses."""
        with self._lock, self.home.turn(), self.database.reading() as rows:
            log = reading.log(rows, workspace_id)
            if log is None:
                raise NotFound("workspace", workspace_id)
            return self._signed(rows, log)

    def manifest(self, workspace_id: str, *, size: int, digest: bytes) -> str:
        """Raises SignerRefuses where no checkpoint of that size was signed."""
        with self._lock, self.home.turn():
            log = self._known(workspace_id)
            if log is None or not any(checkpoint(note(each).text).size == size for each in log.notebook.notes()):
                raise SignerRefuses(f"no checkpoint of size {size} was signed for this log.")
            assert log.last is not None
            at = in_utc(machine_now().replace(microsecond=0))
            lines = [MANIFEST, log.last.origin, str(size), b64encode(digest).decode(), at]
            return self._note("".join(f"{each}\n" for each in lines), [log.last.origin])

    def notes(self, workspace_id: str) -> list[str]:
        log = self._known(workspace_id)
        return [] if log is None else log.notebook.daily()

    def restores(self, workspace_id: str) -> list[str]:
        return []

    def keys(self, workspace_id: str) -> list[str]:
        with self._lock, self.database.reading() as rows:
            log = reading.log(rows, workspace_id)
        if log is None:
            raise NotFound("workspace", workspace_id)
        origin = origin_of(log.kind, workspace_id)
        return [str(keys.named(each, origin)) for each in keys.public(self.home)]

    def status(self) -> dict[str, Any]:
        return {"logs": {each: {"size": log.size, "refuses": log.refusal} for each, log in self._kept.items()}}

    def sign_all(self) -> None:
        """A checkpoint for each log that has new events."""
        with self._lock, self.home.turn(), self.database.reading() as rows:
            for log in reading.logs(rows):
                self._signed(rows, log)

    def _known(self, workspace_id: str) -> Kept | None:
        found = self._kept.get(workspace_id) or kept(self.home.log(workspace_id))
        if found is not None:
            self._kept[workspace_id] = found
        return found

    def _signed(self, rows: Rows, log: Log) -> str:
        known = self._known(log.workspace_id) or begun(self.home.log(log.workspace_id))
        self._kept[log.workspace_id] = known
        if known.refusal is not None:
            raise SignerRefuses(known.refusal)
        if known.notebook.last is not None and known.size == log.size:
            return known.notebook.last
        try:
            checking.unchanged(rows, log, known, max(1, known.size - REDERIVED + 1), known.size)
            return self._sign(log, known, list(checking.new(rows, log, known.size)))
        except NotAsSigned as found:
            known.refuse(str(found), at=in_utc(machine_now()))
            raise SignerRefuses(str(found)) from None

    def _sign(self, log: Log, known: Kept, leaves: Sequence[bytes]) -> str:
        tree: Growing = known.tree.copy()
        for each in leaves:
            tree.append(each)
        origin = origin_of(log.kind, log.workspace_id, known.incarnation)
        found = self._note(Checkpoint(origin=origin, size=tree.size, root=tree.root()).text, [origin])
        known.sign(leaves, found, at_us=to_us(machine_now()))
        return found

    def _note(self, text: str, names: Sequence[str]) -> str:
        private = keys.signing(self.home)
        return str(signed(text, [(name, each) for name in names for each in private]))
