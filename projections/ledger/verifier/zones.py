"""In which time zone are the workspace's days? And when is a day, where rules known elsewhere may be others?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import MANIFEST, Finding
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.surroundings import zone
from projections.ledger.verifier.times import microseconds

POLICY_CHANGED = "workspace.policy-changed.v1"
OTHERWISE = "UTC"
"""The zone of a workspace of which nothing was said."""
RULES_APART, ZONES_APART = timedelta(hours=3), timedelta(hours=16)
"""By which a zone's rules were changed at most, from one edition to another; and a zone is from UTC."""


class Mark(NamedTuple):
    """A boundary in µs since 1970: as it is by what is known here, and the first and last instant it can be."""

    likely: int
    first: int
    last: int


def instant(at: datetime) -> Mark:
    told = microseconds(at)
    return Mark(told, told, told)


class Days:
    """Of one time zone."""

    def __init__(self, name: str) -> None:
        found: tzinfo | None = UTC if name == OTHERWISE else zone(name)
        self.is_known = found is not None
        self._zone = found or UTC
        self.apart = ZONES_APART if found is None else RULES_APART if name != OTHERWISE else timedelta()

    def begins(self, day: date) -> Mark:
        at, apart = microseconds(datetime.combine(day, time.min, self._zone)), self.apart // timedelta(microseconds=1)
        return Mark(at, at - apart, at + apart)

    def of(self, at: datetime) -> str:
        return at.astimezone(self._zone).date().isoformat()

    def may_be(self, day: str, at: datetime) -> bool:
        return self.of(at - self.apart) <= day <= self.of(at + self.apart)


class Zones:
    """Compares the zone in the manifest with what was said of it last."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._told: str = manifest["time_zone"]
        self._zone = OTHERWISE
        self._last = self._known = 0

    @property
    def checked(self) -> Sequence[str]:
        return () if self.unknown else ("The time zone of the workspace's days is the one that was said last.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._known == self._last:
            return ()
        return (
            f"Which time zone the workspace's days are in, and so which days were asked for: its exporter says"
            f" {self._told!r:.40}, and the event at position {self._last}, which tells it, is not in the bundle.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        for event in events:
            if event.topic == POLICY_CHANGED:
                self._known, self._last = event.position, max(self._last, event.position)
                self._zone = json.loads(event.state)["fact"]["policy"].get("tz", OTHERWISE)

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == POLICY_CHANGED:
                self._last = header.position

    def ended(self) -> Iterable[Finding]:
        if self._known == self._last and self._zone != self._told:
            said = f"The manifest says time_zone {self._told!r:.80}; the workspace's days are in {self._zone!r:.80}."
            yield Finding(MANIFEST, ((self._known, self._known),) if self._known else (), said)
