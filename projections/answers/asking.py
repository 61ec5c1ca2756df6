"""Who asks is answered from one snapshot, about one moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from goals.database import Rows
from goals.keyring import Keyring
from goals.sealing import Text
from goals.window import local_day
from goals.workspace.state import Workspace
from projections import workspaces
from projections.standing import Question
from projections.supposed import Supposition

OpenText = Callable[[Text | None], str | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """One question's circumstances.

    `position` is the last one known to it, `as_of` the instant at which that was all there was, `on` the day in the
    world it is about: named by the asker, or the day of `as_of`. `workspace` is the workspace as it was then.
    `open_text` unseals personal text. `supposing` is what is supposed never to have been, None if nothing is.
    `keyring` knows the subjects, None where nobody asks about them.
    """

    rows: Rows
    workspace_id: str
    position: int
    as_of: datetime
    on: date
    workspace: Workspace
    open_text: OpenText
    is_on_given: bool = False
    supposing: Supposition | None = None
    keyring: Keyring | None = None

    @property
    def question(self) -> Question:
        return Question(self.rows, self.workspace_id, self.position, self.on, self.supposing)

    def about(self, on: date) -> "Asking":
        """The same question about another day."""
        return replace(self, on=on, is_on_given=True)

    def known_at(self, position: int, as_of: datetime) -> "Asking":
        """The same question as it was answered at an earlier moment, about the day that it then was.

        `position` is the last one recorded by `as_of`; the workspace's rules are those of then.
        """
        workspace = workspaces.at(self.rows, self.workspace_id, position)
        day = local_day(as_of, workspace.policy.tz)
        return replace(self, position=position, as_of=as_of, on=day, workspace=workspace, is_on_given=False)

    def in_zone(self, tz: str) -> "Asking":
        """The same question where days are those of `tz`: about its day of `as_of`, unless a day was named."""
        if self.is_on_given or tz == self.workspace.policy.tz:
            return self
        return replace(self, on=local_day(self.as_of, tz))
