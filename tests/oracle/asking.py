"""A question about a moment, and whether what is served is what the oracle says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from tests.oracle.oracle import Moment
from tests.oracle.oracle_events import Log
from tests.oracle.oracle_log import Known, replayed
from tests.oracle.telling import Telling


@dataclass(frozen=True)
class Question:
    """One moment of one workspace; `chance` draws what is asked about it."""

    telling: Telling
    events: Log
    moment: Moment
    chance: Random

    @cached_property
    def known(self) -> Known:
        return replayed(self.events, self.moment.position)

    @property
    def query(self) -> str:
        moment = self.moment
        as_of = moment.now.isoformat().replace("+00:00", "Z") if moment.is_instant else str(moment.position)
        on = [] if moment.on is None else [f"on={moment.on}"]
        return "?" + "&".join([*([] if moment.is_present else [f"as_of={as_of}"]), *on])

    def ask(self, path: str, more: str = "") -> Any:
        return self.telling.ask(f"{path}{self.query}{more}")

    def wrong(self, path: str, more: str, expected: Any, pick: Callable[[Any], Any]) -> list[str]:
        return compared(f"{path}{self.query}{more}", pick(self.ask(path, more)), expected)

    def any_goal(self) -> str | None:
        return self.chance.choice(sorted(self.known.goals)) if self.known.goals else None


def each(pick: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda page: [pick(item) for item in page["items"]]


def compared(asked: str, served: Any, expected: Any) -> list[str]:
    if served == expected:
        return []
    if isinstance(served, list) and isinstance(expected, list) and len(served) == len(expected):
        pairs = zip(served, expected, strict=True)
        return [fault for n, (one, other) in enumerate(pairs) for fault in compared(f"{asked} [{n}]", one, other)]
    if isinstance(served, dict) and isinstance(expected, dict) and served.keys() == expected.keys():
        return [fault for name in served for fault in compared(f"{asked} {name}", served[name], expected[name])]
    return [f"{asked}: served {served!r}, not {expected!r}"]
