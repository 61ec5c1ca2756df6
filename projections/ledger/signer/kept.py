"""What the signer remembers of a log: its own list of leaf hashes, the notes it signed, and why it refuses.

One directory an incarnation, which counts when its first note is in it. Leaves are on the disk before the note that
covers them is, and a note is there before anybody gets it: killed at any moment, it goes on from what it signed.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Any

from goals.ledger.checkpoint import Checkpoint, checkpoint, origin_of
from goals.ledger.merkle import Growing
from goals.ledger.notes import NoteUnusable, note, verified
from goals.vocabulary import WorkspaceKind
from projections.ledger.signer.home import NEW, PRIVATE, HomeUnusable, synced, written
from projections.ledger.signer.keys import named
from projections.ledger.signer.notebook import Notebook
from projections.ledger.verifier.claims import LEAF_BYTES, LeafFile

TOGETHER = 8_192
LEAVES = "leaves"
NOTES = "notes"
RESTORE = "restore"
REFUSAL = "refusal.json"
FIRST = f"1{NEW}"
"""Of a log of which nothing counts yet."""


class Kept:
    """A log in one of its incarnations, as it was when it was last signed."""

    def __init__(self, path: Path, public: Sequence[bytes]) -> None:
        """`public` are the public halves of all keys that ever signed here.

        Raises HomeUnusable where the last note, or that of a day, is not by one of them and of this log, or leaves that
        were signed are not there or are others.
        """
        self.path = path
        self.incarnation = int(path.name.removesuffix(NEW))
        for each in (path / NOTES, path / LEAVES):
            if not each.is_file():
                raise HomeUnusable(f"{each} is missing: put back the signer's directory.")
        self.notebook = Notebook(path / NOTES)
        for signed in self.notebook.daily():
            self._require_own(signed, public)
        self.last: Checkpoint | None = _checkpoint(self.notebook.last)
        self.tree = self._loaded()
        self.refusal = _refusal(path / REFUSAL)

    @property
    def size(self) -> int:
        return self.tree.size

    @property
    def last_note(self) -> str:
        """Nothing before the first one."""
        return self.notebook.last or ""

    @property
    def status(self) -> dict[str, Any]:
        origin = None if self.last is None else self.last.origin
        return {"origin": origin, "size": self.size, "signed_at": self.notebook.last_at, "refuses": self.refusal}

    def awaits(self, size: int, public: Iterable[bytes]) -> bool:
        """Whether a log that is so long now is to be signed: what was covers another size, or not every key did."""
        if self.last is None or self.refusal is not None:
            return self.refusal is None
        by = {each.id for each in note(self.last_note).signatures}
        return self.size != size or any(named(each, self.last.origin).id not in by for each in public)

    def refuse(self, said: str, *, at: str) -> None:
        """From here on, however often it is started anew."""
        if self._is_new:
            os.truncate(self.path / LEAVES, 0)
        written(self.path / REFUSAL, json.dumps({"at": at, "said": said}).encode())
        self.refusal = said
        self._settle()

    def grown(self, leaves: Iterable[bytes]) -> Growing:
        """The tree with these leaves appended, which are on the disk now; nothing of it counts before it is signed.

        Raises HomeUnusable where one that was signed is missing.
        """
        tree = self.tree.copy()
        with (self.path / LEAVES).open("r+b") as file:
            if file.seek(0, os.SEEK_END) < self.size * LEAF_BYTES:
                raise self._leaves_unusable
            file.seek(self.size * LEAF_BYTES)
            file.truncate()
            for each in leaves:
                tree.append(each)
                file.write(each)
            file.flush()
            os.fsync(file.fileno())
        return tree

    def sign(self, tree: Growing, signed: str, *, at_us: int) -> None:
        """Remember the note that covers a tree that was `grown`."""
        self.notebook.append(signed, at_us=at_us)
        self._settle()
        self.tree = tree
        self.last = _checkpoint(signed)

    @contextmanager
    def leaf_file(self) -> Iterator[LeafFile]:
        """What was signed, leaf by leaf."""
        with (self.path / LEAVES).open("rb") as file:
            yield LeafFile(file, self.size)

    def leaves(self, first: int, last: int) -> Iterator[bytes]:
        """Those from the first to before the last, counted from 0. Raises HomeUnusable where one is missing."""
        with (self.path / LEAVES).open("rb") as file:
            file.seek(first * LEAF_BYTES)
            left = last - first
            while left > 0:
                wanted = min(left, TOGETHER)
                read = file.read(wanted * LEAF_BYTES)
                if len(read) < wanted * LEAF_BYTES:
                    raise self._leaves_unusable
                yield from (read[n : n + LEAF_BYTES] for n in range(0, len(read), LEAF_BYTES))
                left -= wanted

    def _require_own(self, signed: str, public: Sequence[bytes]) -> None:
        origins = {origin_of(kind, self.path.parent.name, self.incarnation) for kind in WorkspaceKind}
        with suppress(NoteUnusable):
            read = note(signed)
            origin = checkpoint(read.text).origin
            if origin in origins and verified(read, [named(each, origin) for each in public]):
                return
        raise HomeUnusable(f"{self.path / NOTES} has a note that was not signed here of this log: put it back.")

    def _loaded(self) -> Growing:
        """The tree as it was signed. Leaves that no note covers were written by one that was killed before signing."""
        tree = Growing()
        if self.last is None:
            if (self.path / LEAVES).stat().st_size > 0:
                raise HomeUnusable(
                    f"{self.path / NOTES} has no note, and there are leaves: put back the signer's directory."
                    f" If nothing of this log was ever signed, remove {self.path}."
                )
            return tree
        for leaf in self.leaves(0, self.last.size):
            tree.append(leaf)
        if (tree.size, tree.root()) != (self.last.size, self.last.root):
            raise self._leaves_unusable
        return tree

    @property
    def _is_new(self) -> bool:
        return self.path.name.endswith(NEW)

    def _settle(self) -> None:
        """Where it counts from now on: at once, with all that is in it."""
        if self._is_new:
            path = self.path.with_name(self.path.name.removesuffix(NEW))
            synced(self.path)
            self.path.rename(path)
            synced(path.parent)
            self.path, self.notebook = path, Notebook(path / NOTES)

    @property
    def _leaves_unusable(self) -> HomeUnusable:
        return HomeUnusable(f"{self.path / LEAVES} is not what was signed: put back the signer's directory.")


def kept(log: Path, public: Sequence[bytes]) -> Kept | None:
    """The latest incarnation of the log in that directory; None if nothing is remembered of it. Raises HomeUnusable."""
    numbers = incarnations(log)
    return Kept(log / str(numbers[-1]), public) if numbers else None


def begun(log: Path) -> Kept:
    """A first memory, without leaves. Raises OSError if there is one."""
    return prepared(log, incarnation=1)


def prepared(log: Path, *, incarnation: int) -> Kept:
    """A memory that does not count before something is signed, or refused, in it."""
    path = log / f"{incarnation}{NEW}"
    if path.exists():
        rmtree(path)
    _make(path)
    return Kept(path, ())


def _make(path: Path) -> None:
    path.mkdir(mode=PRIVATE, parents=True)
    for name in (LEAVES, NOTES):
        (path / name).touch(mode=0o600)
    for directory in (path, path.parent, path.parent.parent):
        synced(directory)


def incarnations(log: Path) -> list[int]:
    """Nothing was ever remembered in a directory that is empty. Raises HomeUnusable where another thing lies there."""
    found = list(log.iterdir()) if log.is_dir() else []
    for path in found:
        if not path.name.removesuffix(NEW).isdecimal():
            raise HomeUnusable(f"{path} is nothing that a signer makes: put back the signer's directory.")
    return sorted(int(path.name) for path in found if path.name.isdigit() and any(path.iterdir()))


def _refusal(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        return str(json.loads(path.read_text())["said"])
    except (ValueError, TypeError, KeyError):
        raise HomeUnusable(f"{path} is damaged: put it back, and what it says is refused is refused.") from None


def _checkpoint(signed: str | None) -> Checkpoint | None:
    return None if signed is None else checkpoint(note(signed).text)
