"""Going on with a log: it is signed as far as it goes on from what was, and refused for ever where it does not."""

import logging
from collections.abc import Callable, Sequence
from threading import Lock
from time import monotonic
from typing import TypeVar

from goals.instants import in_utc, machine_now, to_us
from goals.ledger.checkpoint import Checkpoint, origin_of
from projections.ledger.signer import checking, keys, reading, register
from projections.ledger.signer.checking import NotAsSigned
from projections.ledger.signer.errors import LOGGER, SignerRefuses
from projections.ledger.signer.home import Home
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.paging import Asked
from projections.ledger.signer.reading import Log
from projections.ledger.signer.rederiving import Rederiving
from projections.ledger.signer.telling import told

REST_S = 5.0
"""How long a log's old events are left alone after they were derived again, however often it is signed meanwhile."""

T = TypeVar("T")


class Extending:
    """Who calls a method holds that log's memory."""

    def __init__(self, rows: Asked, home: Home, *, rest_s: float) -> None:
        self._rows = rows
        self._home = home
        self._rest_s = rest_s
        self._rederiving = Rederiving()
        self._derived_at: dict[str, float] = {}
        self._pen = Lock()

    def signed(self, log: Log, known: Kept) -> str:
        """A checkpoint that covers the log. Raises SignerRefuses."""
        if awaits(log, unrefused(known), keys.public(self._home)):
            self._require_all_remembered(log, known)
            self._or_refused(log, known, lambda: self._goes_on(log, known))
        register.enter(self._home, log.workspace_id, known)
        return known.last_note

    def looked(self, log: Log, known: Kept, *, whole: bool) -> int:
        """How many old events were derived again. Raises SignerRefuses."""
        return self._or_refused(log, known, lambda: self._as_signed(log, known, whole=whole))

    def note(self, text: str, origin: str) -> str:
        """Signed by every key. Raises HomeUnusable."""
        with self._pen:
            return keys.sign(self._home, text, [origin])

    def _require_all_remembered(self, log: Log, known: Kept) -> None:
        """Raises SignerRefuses where another signer's memory, or an earlier one of this, is missing."""
        if known.last is None and (signed := reading.checkpoints_kept(self._rows, log.workspace_id)):
            size = signed[-1][1].size
            known.refusal = (
                f"it remembers nothing of this log, of which the database holds a checkpoint of {size:,} events."
                " Put back its directory; where that is lost, say so with `goalpost ledger restore`."
            )
            raise SignerRefuses(known.refusal)

    def _goes_on(self, log: Log, known: Kept) -> None:
        self._as_signed(log, known, whole=False, rest_s=self._rest_s)
        origin = _origin(log, known)
        tree = known.grown(checking.new(self._rows, log, known.size + 1))
        signed = self.note(Checkpoint(origin=origin, size=tree.size, root=tree.root()).text, origin)
        known.sign(tree, signed, at_us=to_us(machine_now()))

    def _as_signed(self, log: Log, known: Kept, *, whole: bool, rest_s: float = 0.0) -> int:
        checking.reaches(log, known)
        checking.of_origin(_origin(log, known), known)
        began = monotonic()
        if began - self._derived_at.get(log.workspace_id, -rest_s) < rest_s:
            return 0
        looked = self._rederiving.check(self._rows, log, known, whole=whole)
        self._derived_at[log.workspace_id] = began
        return looked

    def _or_refused(self, log: Log, known: Kept, check: Callable[[], T]) -> T:
        """What `check` answers. Raises SignerRefuses, now and for ever after, where the log is not as it was signed."""
        try:
            return check()
        except NotAsSigned as found:
            at = in_utc(machine_now())
            known.refuse(str(found), at=at)
            known.refuse(told(self._rows, log, known) or str(found), at=at)
            assert known.refusal is not None
            logging.getLogger(LOGGER).warning("%s is signed no more: %s", log.workspace_id, known.refusal)
            raise SignerRefuses(known.refusal) from None


def awaits(log: Log, known: Kept, present: Sequence[bytes]) -> bool:
    """Whether there is something to sign, or to refuse: a log of another kind than it was is one of these."""
    if known.awaits(log.size, present):
        return True
    return known.refusal is None and known.last is not None and known.last.origin != _origin(log, known)


def unrefused(known: Kept) -> Kept:
    """Raises SignerRefuses."""
    if known.refusal is not None:
        raise SignerRefuses(known.refusal)
    return known


def _origin(log: Log, known: Kept) -> str:
    return origin_of(log.kind, log.workspace_id, known.incarnation)
