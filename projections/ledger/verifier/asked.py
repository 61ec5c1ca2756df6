"""Was that selected which was asked for? What was asked stands in the manifest word for word, as `filters`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from projections.ledger.verifier.observing import Header
from projections.ledger.verifier.selected import Selected
from projections.ledger.verifier.times import microseconds
from projections.ledger.verifier.zones import Days, Mark, instant

KNOWN = frozenset(("goal", "types", "from", "to", "actor", "sample", "seed", "as_of", "on"))
PREFIX = "goalpost."
_POSITION = re.compile(r"[0-9]{1,18}")
_MICROSECOND = timedelta(microseconds=1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Asked:
    """Compared with the selection at once, and with the times of the events at its two ends as headers pass."""

    def __init__(self, manifest: Mapping[str, Any], selected: Selected) -> None:
        self._filters: Mapping[str, str] = manifest["filters"]
        self._manifest, self._selected = manifest, selected
        self._days = Days(manifest["time_zone"])
        since, until = self._instant("from", is_end=False), self._instant("to", is_end=True)
        self._ends = [
            (mark, place, end)
            for mark, place, end in (
                (since, selected.first, f"begin with position {selected.first}"),
                (until, selected.last + 1, f"end with position {selected.last}"),
            )
            if mark is not None
        ]
        self._late: list[str] = []
        self._doubts: list[str] = []

    @property
    def unknown(self) -> Sequence[str]:
        """What days depend on that is not known here: complete after the last header."""
        if self._days.is_known:
            return [*self._doubts, *self._day_doubted()]
        name, hours = self._manifest["time_zone"], self._days.apart // timedelta(hours=1)
        return (f"The days asked for were checked to within {hours} hours: no time zone data here, of {name!r:.40}.",)

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
            if begins is not None and begins.first > microseconds(datetime.fromisoformat(self._manifest["as_of"])):
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
        """The one the trail is about: the one asked for, or that of the moment; ... where that may be the one told."""
        if "on" in self._filters:
            return self._filters["on"]
        at = datetime.fromisoformat(self._manifest["as_of"])
        return ... if self._days.may_be(self._manifest["on"], at) else self._days.of(at)

    def _day_doubted(self) -> Iterator[str]:
        day, at = self._manifest["on"], datetime.fromisoformat(self._manifest["as_of"])
        likely = self._days.of(at)
        if "on" not in self._filters and day != likely and self._days.may_be(day, at):
            yield f"Whether the day of the moment is {day}: {self._otherwise(f'it is {likely}')}"

    def _position(self, name: str, *, otherwise: int) -> object:
        """... where the end is an instant."""
        told = self._filters.get(name)
        if told is None:
            return otherwise
        return int(told) if _POSITION.fullmatch(told) else ...

    def _instant(self, name: str, *, is_end: bool) -> Mark | None:
        """Of a day its first, at its end the first that is not of it any more; None where it is no instant."""
        told = self._filters.get(name)
        if told is None or _POSITION.fullmatch(told):
            return None
        if not _DAY.fullmatch(told):
            return instant(datetime.fromisoformat(told.upper()) + is_end * _MICROSECOND)
        return self._days.begins(date.fromisoformat(told) + timedelta(days=is_end))

    def _at_an_end(self, header: Header) -> None:
        at, position = header.recorded_at, header.position
        for mark, place, end in self._ends:
            if position not in (place - 1, place) or (at >= mark.likely) is (position == place):
                continue
            if at < mark.first or at >= mark.last:
                self._late.append(f"What was asked for does not {end}, by when {position} was recorded.")
            else:
                self._doubts.append(f"Whether what was asked for does {end}: {self._otherwise('it does not')}")

    def _otherwise(self, said: str) -> str:
        name, hours = self._manifest["time_zone"], self._days.apart // timedelta(hours=1)
        return (
            f"by the rules of {name!r:.40} that are known here {said}, by others, up to {hours} hours off, it can be."
        )
