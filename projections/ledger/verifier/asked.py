"""Was that selected which was asked for? What was asked stands in the manifest word for word, as `filters`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from projections.ledger.verifier.observing import Header
from projections.ledger.verifier.selected import Selected
from projections.ledger.verifier.times import microseconds

KNOWN = frozenset(("goal", "types", "from", "to", "actor", "sample", "seed", "as_of", "on"))
PREFIX = "goalpost."
_POSITION = re.compile(r"[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Asked:
    """Compared with the selection at once, and with the times of the events at its two ends as headers pass."""

    def __init__(self, manifest: Mapping[str, Any], selected: Selected) -> None:
        self._filters: Mapping[str, str] = manifest["filters"]
        self._manifest, self._selected = manifest, selected
        self.unknown: Sequence[str] = ()
        self._since = self._instant("from", is_end=False)
        self._until = self._instant("to", is_end=True)
        self._late: list[str] = []

    def headed(self, headers: Sequence[Header]) -> None:
        first, last = self._selected.first, self._selected.last
        if not headers or headers[-1].position < first - 1 or headers[0].position > last + 1:
            return
        for header in headers:
            self._at_an_end(header)

    def wrong(self) -> Iterator[str]:
        """Sentences, after the last header."""
        selected, filters = self._selected, self._filters
        for name in sorted(filters.keys() - KNOWN):
            yield f"It was asked for with {name[:40]!r}, which is not known here."
        found: dict[str, tuple[object, object]] = {
            "goal": (None if "goal" not in filters else str(UUID(filters["goal"])), selected.goal_id),
            "types": (self._topics(), selected.topics),
            "actor": (filters.get("actor"), selected.actor_id),
            "from": (self._position("from", otherwise=1), selected.first),
            "to": (self._position("to", otherwise=self._manifest["position"]), selected.last),
            "as_of": (self._position("as_of", otherwise=self._manifest["position"]), self._manifest["position"]),
            "on": (self._day(), self._manifest["on"]),
            **self._sample(),
        }
        for name, (wanted, told) in found.items():
            if wanted is not ... and wanted != told:
                yield f"Of {name}, {filters.get(name)!r:.80} was asked for, and {told!r:.80} was selected."
        for name in ("from", "to"):
            begins = self._instant(name, is_end=False)
            if begins is not None and begins > microseconds(datetime.fromisoformat(self._manifest["as_of"])):
                yield f"Of {name}, {filters[name]!r:.80} was asked for, which is after the moment the bundle is about."
        yield from self._late

    def _topics(self) -> frozenset[str] | None:
        told = self._filters.get("types")
        return None if told is None else frozenset(name.removeprefix(PREFIX) for name in told.split(","))

    def _sample(self) -> dict[str, tuple[object, object]]:
        told = self._manifest["sample"] or {}
        size, seed = self._filters.get("sample"), self._filters.get("seed")
        return {
            "sample": (None if size is None else int(size), told.get("size")),
            "seed": (... if seed is None else seed, told.get("seed")),
        }

    def _day(self) -> object:
        """The one the trail is about: the one asked for, or that of the moment; ... where its zone is not known."""
        zone = None if "on" in self._filters else self._zone()
        if "on" in self._filters or zone is None:
            return self._filters.get("on", ...)
        return datetime.fromisoformat(self._manifest["as_of"]).astimezone(zone).date().isoformat()

    def _position(self, name: str, *, otherwise: int) -> object:
        """... where the end is an instant."""
        told = self._filters.get(name)
        if told is None:
            return otherwise
        return int(told) if _POSITION.fullmatch(told) else ...

    def _instant(self, name: str, *, is_end: bool) -> int | None:
        """In µs since 1970: of a day its first, or its last; None where it is no instant."""
        told = self._filters.get(name)
        if told is None or _POSITION.fullmatch(told):
            return None
        if not _DAY.fullmatch(told):
            return microseconds(datetime.fromisoformat(told.upper()))
        zone, day = self._zone(), date.fromisoformat(told)
        if zone is None:
            return None
        if not is_end:
            return microseconds(datetime.combine(day, time.min, zone))
        return microseconds(datetime.combine(day + timedelta(days=1), time.min, zone)) - 1

    def _zone(self) -> ZoneInfo | None:
        """None, and a sentence in `unknown`, where nothing is known of time zones here."""
        name = self._manifest["time_zone"]
        try:
            return ZoneInfo(name)
        except ZoneInfoNotFoundError:
            if available_timezones():
                raise
        self.unknown = (f"The days asked for were not checked: no time zone data here, of {name!r:.40}.",)
        return None

    def _at_an_end(self, header: Header) -> None:
        first, last = self._selected.first, self._selected.last
        at, position = header.recorded_at, header.position
        if self._since is not None and (position, at >= self._since) in ((first - 1, True), (first, False)):
            self._late.append(
                f"What was asked for does not begin with position {first}, by when {position} was recorded."
            )
        if self._until is not None and (position, at <= self._until) in ((last + 1, True), (last, False)):
            self._late.append(f"What was asked for does not end with position {last}, by when {position} was recorded.")
