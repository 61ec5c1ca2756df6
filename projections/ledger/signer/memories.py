"""What the signer remembers of every log: each read when it is first asked for, and held by one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from projections.ledger.signer import keys
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.kept import Kept, begun, incarnations, kept


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
        """Read anew where a restore was declared meanwhile. Raises HomeUnusable."""
        there = incarnations(self._home.log(workspace_id))
        if not there:
            return self._kept.get(workspace_id)
        return self._current(workspace_id, there[-1]) or self._loaded(workspace_id, there[-1])

    def begun(self, workspace_id: str) -> Kept:
        """What is remembered, or a first memory. Raises HomeUnusable, OSError."""
        with self.held(workspace_id):
            found = self.known(workspace_id) or begun(self._home.log(workspace_id))
            self._kept[workspace_id] = found
            return found

    def status(self) -> dict[str, dict[str, Any]]:
        """By workspace id. Of what is `unusable`, nothing is signed before it is put right."""
        return {each: told for each in self._home.remembered() if (told := self._told(each)) is not None}

    def _told(self, workspace_id: str) -> dict[str, Any] | None:
        try:
            found = self.known(workspace_id)
        except (HomeUnusable, OSError) as unusable:
            return {"origin": None, "size": 0, "signed_at": None, "refuses": str(unusable), "unusable": True}
        return None if found is None else {**found.status, "unusable": False}

    def _current(self, workspace_id: str, incarnation: int) -> Kept | None:
        found = self._kept.get(workspace_id)
        return found if found is not None and found.incarnation == incarnation else None

    def _loaded(self, workspace_id: str, incarnation: int) -> Kept | None:
        with self.held(workspace_id):
            found = self._current(workspace_id, incarnation)
            if found is None:
                found = kept(self._home.log(workspace_id), keys.known(self._home))
            if found is not None:
                self._kept[workspace_id] = found
            return found
