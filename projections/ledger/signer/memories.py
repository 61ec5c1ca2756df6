"""What the signer remembers of every log: each read when it is first asked for, and held by one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from projections.ledger.signer import keys, register
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.kept import FIRST, Kept, begun, incarnations, kept


class Memories:
    """One that is damaged is named, and no hindrance to the others."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._kept: dict[str, Kept] = {}
        self._locks: dict[str, RLock] = {}

    @contextmanager
    def held(self, workspace_id: str) -> Iterator[None]:
        """To the end of the block nobody else goes on with this log: who asks about another one does not wait.

        Raises NotFound.
        """
        with self._locks.setdefault(self._home.log(workspace_id).name, RLock()):
            yield

    def known(self, workspace_id: str) -> Kept | None:
        """Read anew where a restore was declared meanwhile. Raises HomeUnusable, also where less is remembered than was
        signed."""
        there = incarnations(self._home.log(workspace_id))
        found = self._current(workspace_id, str(there[-1]) if there else FIRST)
        if found is None and there:
            found = self._loaded(workspace_id, there[-1])
        register.require(self._home, workspace_id, found)
        return found

    def begun(self, workspace_id: str) -> Kept:
        """What is remembered, or a first memory. Raises HomeUnusable, OSError."""
        with self.held(workspace_id):
            found = self.known(workspace_id) or begun(self._home.log(workspace_id))
            self._kept[workspace_id] = found
            return found

    def statuses(self) -> dict[str, dict[str, Any]]:
        """By workspace id."""
        return {each: told for each in self._home.remembered() if (told := self.status(each)) is not None}

    def status(self, workspace_id: str) -> dict[str, Any] | None:
        """None where nothing is remembered. Of what is `unusable`, nothing is signed before it is put right.

        Raises NotFound.
        """
        try:
            found = self.known(workspace_id)
        except (HomeUnusable, OSError) as unusable:
            return {"origin": None, "size": 0, "signed_at": None, "refuses": str(unusable), "unusable": True}
        return None if found is None else {**found.status, "unusable": False}

    def _current(self, workspace_id: str, name: str) -> Kept | None:
        """What was read of the directory of that name."""
        found = self._kept.get(workspace_id)
        return found if found is not None and found.path.name == name else None

    def _loaded(self, workspace_id: str, incarnation: int) -> Kept | None:
        with self.held(workspace_id):
            found = self._current(workspace_id, str(incarnation))
            if found is None:
                found = kept(self._home.log(workspace_id), keys.known(self._home))
            if found is not None:
                self._kept[workspace_id] = found
            return found
