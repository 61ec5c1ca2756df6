"""What is remembered of a log outside its rows: the checkpoints that were signed of it, and who signs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import NamedTuple

from goals.database import Database, as_stored
from goals.errors import GoalpostError
from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import VerifierKey, note, verified, verifier_key
from projections.ledger.examining.stored import BEFORE_ALL, KEPT, Extent
from projections.ledger.signer.asking import Signing

RESTORE = "goalpost-restore/v1"
UNSIGNED = "nothing of this log was signed yet"


class Known(NamedTuple):
    """A checkpoint that the log is held against. `root` is None where it is no checkpoint of this log that its signer
    signed; then `wrong` says what is wrong. `is_kept` where it is one of the rows of the database itself."""

    size: int
    origin: str
    root: bytes | None
    is_signed: bool
    is_kept: bool
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What the signer says. `goes_on` has the size up to which each former origin's checkpoints hold, since a restore
    was declared. Without a signer all of it is empty, and `lacks` says why; `is_owed` is whether there is one all the
    same, which may know more than anybody said."""

    origin: str = ""
    notes: Sequence[str] = ()
    keys: Sequence[VerifierKey] = ()
    goes_on: dict[str, int] = field(default_factory=dict)
    refuses: str | None = None
    lacks: str = ""
    is_owed: bool = False


def of_signer(signer: Signing, workspace_id: str) -> Memory:
    """To be asked before the log is read: it never knows more than was recorded by then."""
    try:
        told = signer.memory(workspace_id)
        if told.status is None:
            return Memory(lacks=UNSIGNED)
        return Memory(
            origin=told.status["origin"] or "",
            notes=told.notes,
            keys=tuple(map(verifier_key, told.keys)),
            goes_on=goes_on(told.restores),
            refuses=told.status.get("refuses"),
        )
    except (GoalpostError, LookupError, ValueError, TypeError) as unreachable:
        return Memory(lacks=str(unreachable).rstrip("."), is_owed=True)


def known(database: Database, workspace_id: str, memory: Memory, reach: Extent) -> Iterator[Known]:
    """Every checkpoint there is, with growing sizes: those kept in the database when `reach` was read, and the
    signer's own."""
    kept = [_kept(database, workspace_id, memory, origin, last) for origin, last in sorted(reach.notes.items())]
    own = sorted((_known(each, memory, is_kept=False) for each in memory.notes), key=_place)
    yield from merge(own, *kept, key=_place)


def _place(each: Known) -> tuple[int, str]:
    """What is known of one checkpoint twice stands together."""
    return each.size, each.origin


def _kept(database: Database, workspace_id: str, memory: Memory, origin: str, last: int) -> Iterator[Known]:
    after: tuple[int, int] | None = (BEFORE_ALL, BEFORE_ALL)
    while after is not None:
        about = {"workspace_id": workspace_id, "origin": origin, "after": after[0], "kept_after": after[1]}
        with database.reading() as rows, as_stored(rows):
            found = rows.all(KEPT, **about, last=last)
        for size, written, _ in found:
            read = _known(written, memory, is_kept=True)
            is_its = read.root is None or (read.origin, read.size) == (origin, size)
            yield (read if is_its else read._replace(root=None, wrong="its row names another one"))._replace(size=size)
        after = (found[-1][0], found[-1][2]) if found else None


def _known(written: str, memory: Memory, *, is_kept: bool) -> Known:
    try:
        read = note(written)
        found = checkpoint(read.text)
        is_signed = bool(verified(read, memory.keys))
    except (ValueError, TypeError, AttributeError) as wrong:
        return Known(0, "", None, False, is_kept, ascii(str(wrong).rstrip("."))[1:-1])
    return Known(found.size, found.origin, found.root, is_signed, is_kept)


def goes_on(statements: Iterable[str]) -> dict[str, int]:
    """Of origins before origins, what was restored last counts."""
    found: dict[str, int] = {}
    for statement in statements:
        lines = note(statement).text.split("\n")
        if lines[0] == RESTORE:
            size = int(lines[5])
            found = {origin: min(size, before) for origin, before in found.items()} | {lines[1]: size}
    return found


def binding(memory: Memory, reach: Extent) -> Callable[[Known], bool]:
    """Whether a checkpoint still holds: a declared restore ends what its origin said of later positions."""
    origin = memory.origin or max(reach.notes, key=_incarnation, default="")

    def holds(each: Known) -> bool:
        return each.root is None or each.origin == origin or each.size <= memory.goes_on.get(each.origin, 0)

    return holds


def is_owed(memory: Memory, reach: Extent) -> bool:
    """Whether more may have been signed than is known. Kept checkpoints, too, tell that somebody signed."""
    return memory.is_owed or (memory.lacks != "" and bool(reach.notes))


def _incarnation(origin: str) -> int:
    number = origin.split("/")[3:]
    return int(number[0]) if number and number[0].isdigit() else 1
