"""How do the goals of a replay stand, frame by frame?

What was asked of a goal for one frame holds for the next ones, until something of it is recorded or a day comes on
which more of it changes than the day alone does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from projections.answers.asking import Asking
from projections.answers.replay.kept import Kept, kept
from projections.answers.replay.members import ALL, Members, members_of
from projections.answers.replay.recorded import Recorded, recorded
from projections.answers.scope import Scope

NOBODY = Members(frozenset(), frozenset())
MOVING = "goal.retargeted."
RULES = "workspace."


@dataclass(slots=True)
class News:
    """What was recorded since the last frame: in which streams, of which KPIs' readings, and whether goals may have
    come or gone, reasons may have been repeated, rules may have changed."""

    streams: set[str] = field(default_factory=set)
    kpis: set[str] = field(default_factory=set)
    have_joined: bool = False
    have_moved: bool = False
    have_ruled: bool = False

    def hear(self, each: Recorded) -> None:
        if each.kpi_id is not None:
            self.kpis.add(each.kpi_id)
            return
        self.streams.add(each.stream_id)
        self.have_joined |= each.may_join
        self.have_moved |= each.topic.startswith(MOVING)
        self.have_ruled |= each.topic.startswith(RULES)

    def is_of(self, goal_id: str, goal: Kept) -> bool:
        """A reason is thin by how often others give it, too."""
        if self.have_ruled or (self.have_moved and goal.is_moved) or goal_id in self.streams:
            return True
        return not (self.kpis.isdisjoint(goal.kpis) and self.streams.isdisjoint(goal.kpis))


class Following:
    """The goals of a scope, as far as they were told; and `members`, whose events are theirs."""

    def __init__(self, scope: Scope) -> None:
        self.members = NOBODY
        self._scope = scope
        self._goals: Sequence[str] = ()
        self._kept: dict[str, Kept] = {}

    def begin(self, there: Asking) -> None:
        """With what was known then."""
        found = self._scope.goals(there)
        self._goals = [goal_id for goal_id, _ in found]
        self.members = members_of(there, self._scope, found)

    def move_on(self, there: Asking) -> None:
        """To another day, on which others may be in the container: the events of all of them are told."""
        if self._scope.container_id is None:
            return
        was = self.members
        self.begin(there)
        self.members = was.and_those_of(self.members)

    def learn(self, there: Asking, *, after: int) -> None:
        """What was recorded after a position, up to that of the question."""
        news = News()
        for each in recorded(there, after=after, through=there.position):
            news.hear(each)
        self._forget(goal_id for goal_id, goal in list(self._kept.items()) if news.is_of(goal_id, goal))
        if news.have_joined or (self.members is not ALL and not news.streams.isdisjoint(self._goals)):
            self.begin(there)
            self._forget(self._kept.keys() - set(self._goals))

    def lines(self, there: Asking) -> list[dict[str, Any]]:
        """Each goal's, by id."""
        found = (self._told(there, goal_id) for goal_id in self._goals)
        return [told for told in found if told is not None]

    def _told(self, there: Asking, goal_id: str) -> dict[str, Any] | None:
        known = self._kept.get(goal_id)
        if known is not None and known.holds(there):
            return known.on_day(there)
        found = kept(there, goal_id)
        if found is None:
            return None
        self._kept[goal_id] = found
        return found.told

    def _forget(self, goals: Iterable[str]) -> None:
        for goal_id in list(goals):
            del self._kept[goal_id]
