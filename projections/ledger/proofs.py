"""What can be proved of a log to somebody who trusts nobody: that an event is in it, and that it only grew."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, bindparam, select

from goals.database import Prepared, Rows
from goals.errors import NotFound, Refused, Unprocessable
from goals.event_log import seen
from goals.hub import Hub
from goals.ledger import merkle, tree
from goals.ledger.leaf import leaf_hash
from goals.ledger.notes import verifier_key
from goals.ledger.proof import TlogProof
from goals.tables import events
from projections.ledger import kept
from projections.ledger.kept import Signed
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerRefuses, SignerUnreachable

EVENT = Prepared(
    select(events.c.stream_id, events.c.version, events.c.topic, events.c.recorded_at, events.c.state).where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position == bindparam("position", type_=BigInteger),
    )
)

HASHED = ("stream_id", "version", "topic", "recorded_at_us", "state")


class NoSuchPosition(Unprocessable):
    """Positions are counted from 1, and the log has not as many."""

    mend = "Name a position that a write was answered with; Goalpost-Position names the last one."

    def __init__(self, position: int, head: int, *, pointer: str) -> None:
        super().__init__(f"There is no position {position}: the log has those from 1 to {head}.", pointer=pointer)


class GrowsBackwards(Unprocessable):
    """That a log goes on is proved from fewer events to as many or more."""

    mend = "Exchange `from` and `to`."

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"A log of {last} events does not go on from one of {first}.", pointer="?from")


class CheckpointDiffers(Refused):
    """What is stored does not lead to the checkpoint that was signed of it: something was changed."""

    mend = "Verify the log: it is told what was done. The rows of the tree are made anew by `goalpost ledger rebuild`."

    def __init__(self, size: int) -> None:
        super().__init__(f"The log does not lead to the checkpoint that was signed of its first {size} events.")


@dataclass(frozen=True, kw_only=True)
class Newest:
    """`reached`: whether it is the signer's present word, not the last one that was kept. `keys` are those it signs
    with, where it was reached."""

    signed: Signed
    reached: bool
    keys: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Included:
    """An event as it is hashed, and what proves it to be under the checkpoint. `state` are the exact bytes."""

    workspace_id: str
    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at_us: int
    state: bytes
    leaf: bytes
    hashes: tuple[bytes, ...]
    signed: Signed

    @property
    def tlog_proof(self) -> str:
        return str(TlogProof(index=self.position - 1, hashes=self.hashes, note=self.signed.note))


@dataclass(frozen=True, kw_only=True)
class Grown:
    """That the log of `last` events goes on from that of `first`; `signed` where that is what a kept checkpoint says
    of `last`."""

    first: int
    last: int
    first_root: bytes
    last_root: bytes
    hashes: tuple[bytes, ...]
    signed: Signed | None


class Proving:
    """Of the log of a workspace. What is answered by the signer is kept."""

    def __init__(self, hub: Hub, signer: Signing, workspace_id: str) -> None:
        self._hub = hub
        self._signer = signer
        self._workspace_id = workspace_id

    def newest(self) -> Newest:
        """A checkpoint of all that is recorded; where the signer is not reached, the last one that was kept.

        Raises SignerUnreachable where none was; SignerRefuses.
        """
        try:
            signed, keys = self._signed(), tuple(self._signer.keys(self._workspace_id))
        except SignerUnreachable:
            found = self._kept(least=0)
            if found is None:
                raise
            return Newest(signed=found, reached=False, keys=())
        return Newest(signed=signed, reached=True, keys=keys)

    def included(self, position: int) -> Included:
        """Raises NoSuchPosition; SignerUnreachable, SignerRefuses where no kept checkpoint covers it; TreeLacks;
        CheckpointDiffers."""
        head = self.head()
        if not 1 <= position <= head:
            raise NoSuchPosition(position, head, pointer="?position")
        signed = self._present(self._kept(least=position)) or self._signed()
        with self._hub.database.reading() as rows:
            return included(rows, self._workspace_id, position, signed)

    def grown(self, first: int, last: int | None) -> Grown:
        """`last` is the newest checkpoint's size unless given. Raises NoSuchPosition, GrowsBackwards, TreeLacks, and
        what `newest` raises."""
        head = self.head()
        to = min(self.newest().signed.checkpoint.size, head) if last is None else last
        for size, name in ((first, "from"), (to, "to")):
            if not 1 <= size <= self.head():
                raise NoSuchPosition(size, head, pointer=f"?{name}")
        if first > to:
            raise GrowsBackwards(first, to)
        with self._hub.database.reading() as rows:
            found = _grown(rows, self._workspace_id, first, to)
        return replace(found, signed=self._present(found.signed))

    def _present(self, signed: Signed | None) -> Signed | None:
        """What is kept, if it is good with a key that signs today; where the signer does not say, all that is kept."""
        if signed is None:
            return None
        try:
            keys = self._signer.at_once().keys(self._workspace_id)
        except (SignerUnreachable, SignerRefuses):
            return signed
        return signed if signed.is_by(list(map(verifier_key, keys))) else None

    def head(self) -> int:
        """The last position."""
        with self._hub.database.reading() as rows:
            found = seen(rows, self._workspace_id)
        if found is None:
            raise NotFound("workspace", self._workspace_id)
        return found.position

    def _signed(self) -> Signed:
        return kept.keep(self._hub, self._workspace_id, self._signer.checkpoint(self._workspace_id))

    def _kept(self, *, least: int) -> Signed | None:
        with self._hub.database.reading() as rows:
            head = seen(rows, self._workspace_id)
            most = 0 if head is None else head.position
            return kept.newest(rows, self._workspace_id, least=least, most=most)


def included(rows: Rows, workspace_id: str, position: int, signed: Signed) -> Included:
    """The proof under a checkpoint that covers the position. Raises TreeLacks, CheckpointDiffers."""
    found = rows.one(EVENT, workspace_id=workspace_id, position=position)
    size = signed.checkpoint.size
    if found is None:
        raise CheckpointDiffers(size)
    hashed: dict[str, Any] = dict(zip(HASHED, found, strict=True), workspace_id=workspace_id, position=position)
    hashed["state"] = bytes(hashed["state"])
    leaf = leaf_hash(**hashed)
    hashes = tree.inclusion(rows, workspace_id, position - 1, size)
    if merkle.root_by_inclusion(leaf, position - 1, size, hashes) != signed.checkpoint.root:
        raise CheckpointDiffers(size)
    return Included(**hashed, leaf=leaf, hashes=tuple(hashes), signed=signed)


def _grown(rows: Rows, workspace_id: str, first: int, last: int) -> Grown:
    before, after, *hashes = tree.hashes(rows, workspace_id, [(0, first), (0, last), *merkle.consistency(first, last)])
    signed = kept.newest(rows, workspace_id, least=last, most=last)
    if signed is not None and signed.checkpoint.root != after:
        raise CheckpointDiffers(last)
    return Grown(first=first, last=last, first_root=before, last_root=after, hashes=tuple(hashes), signed=signed)
