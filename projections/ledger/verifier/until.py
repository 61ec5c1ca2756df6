"""Does the bundle end with the last event that was recorded by the moment it is about?

Of a log that goes on, the manifest has the header of the next event, and the proof that the checkpoint covers it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from goals.ledger.checkpoint import checkpoint
from goals.ledger.leaf import leaf_of
from goals.ledger.merkle import root_by_inclusion
from goals.ledger.notes import note
from projections.ledger.verifier.cells import instant
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import CHECKPOINT, NOTE
from projections.ledger.verifier.finding import SELECTION, Finding
from projections.ledger.verifier.manifest import hashed, signing
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.reading import NOT_UNDERSTOOD
from projections.ledger.verifier.times import microseconds

APART = timedelta(hours=1) // timedelta(microseconds=1)
"""In µs. Clocks that differ by less, of whoever records and whoever signs, are no sign of anything."""


class Until:
    """Compares the moment with when the last event was recorded, and the one after it."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._manifest, self._position = manifest, manifest["position"]
        self._as_of = _instant(manifest["as_of"])
        self._checkpoint = checkpoint(note(bundle.read(CHECKPOINT).decode()).text)
        self._newest = microseconds(signing(note(bundle.read(NOTE).decode()).text).time)
        self._last: int | None = None
        self.checked: Sequence[str] = ()
        self.unknown: Sequence[str] = ()

    def saw(self, events: Sequence[Stored]) -> None:
        self._look(events)

    def headed(self, headers: Sequence[Header]) -> None:
        self._look(headers)

    def ended(self) -> Iterator[Finding]:
        """Nothing where the last event is not there: others tell that."""
        if self._last is not None:
            places = ((self._position, self._position),)
            yield from (Finding(SELECTION, places, said) for said in self._wrong(self._last))

    def _look(self, stored: Sequence[Stored] | Sequence[Header]) -> None:
        if stored and stored[-1].position >= self._position:
            found = (each.recorded_at for each in stored if each.position == self._position)
            self._last = next(found, self._last)

    def _wrong(self, last: int) -> Iterator[str]:
        asked, position, as_of = self._manifest["filters"].get("as_of"), self._position, instant(self._as_of)
        is_position = asked is not None and asked.isascii() and asked.isdigit()
        if is_position and self._as_of != last:
            yield f"As of position {position} was asked for, recorded at {instant(last)}; as of {as_of} is told."
        elif not is_position and asked is not None and _instant(asked) != self._as_of:
            yield f"As of {asked!r:.80} was asked for, and as of {as_of} is told."
        elif last > self._as_of:
            yield f"As of {as_of} is told, and the last event, position {position}, was recorded at {instant(last)}."
        elif position >= self._checkpoint.size:
            yield from self._at_the_end(is_position=is_position)
        else:
            yield from self._before_the_end(last, is_position=is_position, is_asked=asked is not None)

    def _at_the_end(self, *, is_position: bool) -> Iterator[str]:
        """Of the checkpoint: nothing shows what came after."""
        if self._manifest["next"] is not None:
            yield f"The manifest has an event after position {self._position}, the last one that the checkpoint covers."
        if is_position:
            return
        as_of, newest = instant(self._as_of), instant(self._newest)
        is_live = self._checkpoint.origin.split("/")[1] == "live"
        if is_live and self._as_of > self._newest + APART:
            yield f"As of {as_of} is told, and the log had gone on: its checkpoint was the newest at {newest} last."
        clock = "" if is_live else ", and a test workspace has a clock of its own"
        self.unknown = (
            f"Whether more was recorded by {as_of}, the moment it is about: its checkpoint ends with position"
            f" {self._position}, too. By the signer's clock it was the newest at {newest}{clock}.",
        )

    def _before_the_end(self, last: int, *, is_position: bool, is_asked: bool) -> Iterator[str]:
        position, size, as_of = self._position, self._checkpoint.size, instant(self._as_of)
        following = self._following()
        if following is None:
            yield (
                f"It ends at position {position}, and the checkpoint covers {size} events: the next one is not shown,"
                f" so nothing tells whether it was recorded by {as_of}."
            )
        elif is_position or following > self._as_of:
            self.checked = (f"Position {position} is the last one of its moment: the next was recorded after {as_of}.",)
        elif is_asked or not following == self._as_of == last:
            yield (
                f"As of {as_of} is told, and position {position + 1}, recorded at {instant(following)}, is not in it:"
                f" of {size} events, those after position {position} are left out."
            )
        else:
            said = f"Whether it should end there: position {position + 1} was recorded in the same instant as its last."
            self.unknown = (said,)

    def _following(self) -> int | None:
        """When the next event was recorded; None where it is not shown to be in the log."""
        told, point = self._manifest["next"], self._checkpoint
        if told is None or told["position"] != self._position + 1:
            return None
        try:
            found = leaf_of(
                workspace_id=self._manifest["workspace"]["id"],
                digest=bytes.fromhex(told["state_sha256"]),
                recorded_at_us=(at := int(told["recorded_at"])),
                **{name: told[name] for name in ("position", "stream_id", "version", "topic")},
            )
            root = root_by_inclusion(found, self._position, point.size, list(map(hashed, told["proof"])))
        except NOT_UNDERSTOOD:
            return None
        return at if root == point.root else None


def _instant(told: str) -> int:
    return microseconds(datetime.fromisoformat(told.upper()))
