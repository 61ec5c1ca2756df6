"""A checkpoint as C2SP has it: which log, how many leaves, and the root above them.

The origin of a log is `goalpost/KIND/WORKSPACE`; after a declared restore `/2` follows, then `/3`: its incarnation.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass

from goals.ledger.notes import NoteUnusable

ROOT_BYTES = 32
MOST_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


def checkpoint(text: str) -> Checkpoint:
    """From a note's text; extension lines are refused, since this log writes none. Raises NoteUnusable."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3] != "" or not lines[0]:
        raise NoteUnusable("It is no checkpoint: an origin, a size and a root, a line each.")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit()) or len(size) > MOST_DIGITS or (size[0] == "0" and size != "0"):
        raise NoteUnusable(f"The size of a checkpoint is a number, not {size[:40]!r}.")
    return Checkpoint(origin=origin, size=int(size), root=_root(root))


def origin_of(kind: str, workspace_id: str, incarnation: int = 1) -> str:
    """`kind` is live or test."""
    plain = f"goalpost/{kind}/{workspace_id}"
    return plain if incarnation == 1 else f"{plain}/{incarnation}"


def _root(text: str) -> bytes:
    try:
        root = b64decode(text, validate=True)
    except ValueError:
        root = b""
    if len(root) != ROOT_BYTES or b64encode(root).decode() != text:
        raise NoteUnusable("The root of a checkpoint is 32 bytes in base64.")
    return root
