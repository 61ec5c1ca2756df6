"""How do the goals of a replay stand, frame by frame?"""

from typing import Any

from projections.answers.asking import Asking
from projections.answers.lines import line_of, told
from projections.answers.replay.members import Members, members_of
from projections.answers.scope import Scope


class Following:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.members = Members(frozenset(), frozenset())

    def learn(self, there: Asking, *, after: int) -> None:
        """What was recorded after a position."""
        self.members = members_of(there, self._scope, self._scope.goals(there))

    def lines(self, there: Asking) -> list[dict[str, Any]]:
        found = (line_of(there, goal_id) for goal_id, _ in self._scope.goals(there))
        return [told(there, line) for line in found if line is not None]
