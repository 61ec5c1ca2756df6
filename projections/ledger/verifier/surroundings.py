"""What has to be known of a log beside a retarget, to judge its figures: what its KPI's readings are, whether a notice
ran, and which day it was."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from projections.ledger.verifier.measuring import ordinal
from projections.ledger.verifier.observing import Stored

DEFINED, REDEFINED = "kpi.defined.v1", "kpi.redefined.v1"
KPI = frozenset((DEFINED, REDEFINED))
MOST_SERIES, MOST_NOTICES = 50_000, 20_000
"""That are remembered."""
LEVEL = "level"
MOST_APART = 2
"""Days that it can be at once, wherever one is."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = _EPOCH.toordinal()
_DAY = 86_400_000_000


class Surroundings:
    """Of the events that have passed. In flat memory: what there are too many of is not known."""

    def __init__(self) -> None:
        self._levels: dict[int, bool] = {}
        self._notices: dict[int, int] = {}
        self._too_many = False

    def measured(self, event: Stored) -> None:
        """A KPI was defined, or redefined."""
        fact = json.loads(event.state)["fact"]
        key = hash((event.stream_id, fact.get("series", 1)))
        if key in self._levels or len(self._levels) < MOST_SERIES:
            self._levels[key] = fact["measure"]["value_kind"] == LEVEL

    def is_level(self, kpi_id: str | None, series: int | None) -> bool | None:
        """Whether the last reading is all that counts; None where it is not known."""
        return self._levels.get(hash((kpi_id, series)))

    def may_have_notice(self, goal_id: str, today: int) -> bool:
        """Whether the last retarget may not have been in force yet."""
        return self._too_many or self._notices.get(hash(goal_id), 0) > today

    def moved(self, goal_id: str, effective_on: str, today: int) -> None:
        """Whatever is in force when. `today` is the earliest day it can have been, in the zone it was moved to too."""
        key, day = hash(goal_id), ordinal(effective_on)
        if day <= today:
            self._notices.pop(key, None)
            return
        if len(self._notices) >= MOST_NOTICES:
            self._notices = {each: until for each, until in self._notices.items() if until >= today - MOST_APART}
            self._too_many = self._too_many or len(self._notices) >= MOST_NOTICES
        if not self._too_many:
            self._notices[key] = day


def days(recorded_at: int, before: Mapping[str, Any]) -> tuple[int, ...]:
    """The day on which it was recorded, in the zone of what was in force; near midnight its neighbour too.

    Zones' rules are changed, and who exported may have known others than are known here.
    """
    told = before.get("span") or before.get("window") or {}
    name = told.get("tz", "UTC")
    if name == "UTC":
        return (_FIRST + recorded_at // _DAY,)
    known = zone(name)
    if known is None:
        day = _FIRST + recorded_at // _DAY
        return day, day - 1, day + 1
    local = (_EPOCH + timedelta(microseconds=recorded_at)).astimezone(known)
    day = local.toordinal()
    return (day, day - 1) if local.hour == 0 else (day, day + 1) if local.hour == 23 else (day,)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo | None:
    """None where nothing is known of it here."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return None
