"""Checkpoints and manifests, signed: what was checked, and nothing else."""

import logging
import os
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

from goals.database import Database
from goals.errors import NotFound
from goals.instants import from_us, in_utc, machine_now, to_us
from goals.ledger.checkpoint import origin_of
from projections.ledger.signer import keys, reading, register
from projections.ledger.signer.errors import LOGGER, SignerRefuses
from projections.ledger.signer.extending import REST_S, Extending, awaits, unrefused
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.kept import RESTORE, Kept, incarnations
from projections.ledger.signer.memories import Memories
from projections.ledger.signer.paging import Pages
from projections.ledger.signer.reading import Log

MANIFEST = "goalpost-manifest/v1"
IDLY = 20_000
"""Old events that are derived again, of all logs together, in a round of a signer that runs."""
LEAST = 100
"""What a short log counts for in it: to open one takes as long."""

UNFORESEEN = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What rows that nobody has thought of may bring about."""


class Signer:
    """Over one database, with one home. Its methods are what `Signing` asks for; one at a time goes on with a log."""

    def __init__(self, database: Database, home: Home, *, rest_s: float = REST_S) -> None:
        """`rest_s` is how long old events are left alone after they were looked at. Raises HomeUnusable."""
        self.home = home
        self._rows = Pages(database)
        self._memories = Memories(home)
        self._extending = Extending(self._rows, home, rest_s=rest_s)
        self._covered_at: dict[str, float] = {}
        self._looked_at: dict[str, float] = {}
        self._warned: dict[str, str] = {}
        home.make()
        with home.turn():
            keys.signing(home)

    def checkpoint(self, workspace_id: str) -> str:
        """Raises NotFound, SignerRefuses. Many who ask at once get one that was begun after the last of them asked."""
        asked_at = monotonic()
        with self.home.shared(), self._memories.held(workspace_id):
            known = self._memories.known(workspace_id)
            if known is not None and known.last_note and self._covered_at.get(workspace_id, 0.0) > asked_at:
                return unrefused(known).last_note
            began = monotonic()
            log = self._log(workspace_id)
            found = self._extending.signed(log, self._memories.begun(workspace_id))
            self._covered_at[workspace_id] = began
            return found

    def account(self, workspace_id: str) -> dict[str, Any]:
        """Nothing is signed, and neither are keys exchanged nor restores declared, from one answer to the next.

        Raises NotFound, SignerRefuses.
        """
        with self.home.shared(), self._memories.held(workspace_id):
            return {
                "checkpoint": self.checkpoint(workspace_id),
                "notes": self.notes(workspace_id),
                "restores": self.restores(workspace_id),
                "keys": self.keys(workspace_id),
            }

    def memory(self, workspace_id: str) -> dict[str, Any]:
        """What is remembered, also of a log that is refused; nothing is signed for it. No keys are exchanged nor
        restores declared from one answer to the next. Where nothing was signed `status` is None.

        Raises NotFound, HomeUnusable.
        """
        with self.home.shared():
            status = self._memories.status(workspace_id)
            if status is None:
                return {"status": None, "notes": [], "restores": [], "keys": []}
            return {
                "status": status,
                "notes": self.notes(workspace_id),
                "restores": self.restores(workspace_id),
                "keys": self.keys(workspace_id),
            }

    def manifest(self, workspace_id: str, *, origin: str, size: int, digest: bytes) -> str:
        """It tells when that checkpoint was the newest last: now, or when the next one was signed.

        So nobody who reaches this can have a new date put on an old log. Raises SignerRefuses where no checkpoint of
        that origin and size was signed, or a restore was declared since.
        """
        with self.home.shared(), self._memories.held(workspace_id):
            known = self._memories.known(workspace_id)
            if known is None or known.last is None or known.last.origin != origin:
                raise SignerRefuses(f"this log has not, or no longer, the origin {origin}.")
            at_us = unrefused(known).notebook.newest_at(size, now_us=to_us(machine_now()))
            if at_us is None:
                raise SignerRefuses(f"no checkpoint of size {size} was signed for this log.")
            at = in_utc(from_us(at_us).replace(microsecond=0))
            lines = (MANIFEST, origin, str(size), b64encode(digest).decode(), at)
            return self._extending.note("".join(f"{each}\n" for each in lines), origin)

    def notes(self, workspace_id: str) -> list[str]:
        with self.home.shared():
            known = self._memories.known(workspace_id)
            return [] if known is None else known.notebook.daily()

    def restores(self, workspace_id: str) -> list[str]:
        log = self.home.log(workspace_id)
        return [(log / str(each) / RESTORE).read_text() for each in incarnations(log) if each > 1]

    def keys(self, workspace_id: str) -> list[str]:
        """Raises NotFound."""
        with self.home.shared():
            known = self._memories.known(workspace_id)
            if known is not None and known.last is not None:
                origin = known.last.origin
            else:
                origin = origin_of(self._log(workspace_id).kind, workspace_id)
            return [str(keys.named(each, origin)) for each in keys.public(self.home)]

    def status(self) -> dict[str, Any]:
        with self.home.shared():
            return {"pid": os.getpid(), "keys": len(keys.public(self.home)), "logs": self._memories.statuses()}

    def sign_new(self) -> int:
        """A checkpoint for each log that has new events, or is shorter than what was signed. How many were signed."""
        count = 0
        for workspace_id in self._unsigned():
            with self._next_one(workspace_id):
                self.checkpoint(workspace_id)
                count += 1
        return count

    def look_again(self, *, whole: bool = False) -> None:
        """Derive again what was signed, whether there is anything new or not: as much as IDLY says, or all of it."""
        looked = 0
        for workspace_id in sorted(self.home.remembered(), key=lambda each: self._looked_at.get(each, 0.0)):
            if looked < IDLY or whole:
                with self._next_one(workspace_id):
                    looked += max(LEAST, self._looked(workspace_id, whole=whole))

    def _looked(self, workspace_id: str, *, whole: bool) -> int:
        with self.home.shared(), self._memories.held(workspace_id):
            known = self._memories.known(workspace_id)
            if known is None or known.refusal is not None:
                return 0
            self._looked_at[workspace_id] = monotonic()
            return self._extending.looked(self._log(workspace_id), known, whole=whole)

    @contextmanager
    def _next_one(self, workspace_id: str) -> Iterator[None]:
        """One log for which nothing can be signed keeps none of the others from it, and is told of once."""
        try:
            yield
        except (HomeUnusable, OSError) as unusable:
            if self._warned.get(workspace_id) != str(unusable):
                self._warned[workspace_id] = str(unusable)
                logging.getLogger(LOGGER).warning("%s: %s", workspace_id, unusable)
        except (SignerRefuses, NotFound):
            pass
        except UNFORESEEN as error:
            if self._warned.get(workspace_id) != str(error):
                self._warned[workspace_id] = str(error)
                logging.getLogger(LOGGER).exception("%s cannot be looked at", workspace_id)

    def _unsigned(self) -> list[str]:
        logs = {each.workspace_id: each for each in reading.logs(self._rows)}
        with self.home.shared():
            present = keys.public(self.home)
            known = {*logs, *self.home.remembered()}
            return [each for each in known if self._awaits(logs.get(each, Log(each, "", 0)), present)]

    def _awaits(self, log: Log, present: Sequence[bytes]) -> bool:
        try:
            known = self._memories.known(log.workspace_id)
            self._enter(log.workspace_id, known)
        except (HomeUnusable, OSError):
            return True
        return known is None or awaits(log, known, present)

    def _enter(self, workspace_id: str, known: Kept | None) -> None:
        """What was signed before there was a register."""
        if known is not None and register.lacks(self.home, workspace_id, known):
            with self._memories.held(workspace_id):
                register.enter(self.home, workspace_id, known)

    def _log(self, workspace_id: str) -> Log:
        """Without events where it was signed, and the database does not know it any more. Raises NotFound."""
        found = reading.log(self._rows, workspace_id)
        if found is not None:
            return found
        if self._memories.known(workspace_id) is None:
            raise NotFound("workspace", workspace_id)
        return Log(workspace_id, "", 0)
