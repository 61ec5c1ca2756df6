"""Who asks is answered from one snapshot, about one moment."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from goals.database import Rows
from goals.sealing import Text
from goals.workspace.state import Workspace
from projections.standing import Question

OpenText = Callable[[Text | None], str | None]


@dataclass(frozen=True, slots=True)
class Asking:
    """One question's circumstances.

    `position` is the last one known to it, `as_of` the instant at which that was all there was, `on` the day in the
    world it is about; `workspace` is the workspace as it was then. `open_text` unseals personal text.
    """

    rows: Rows
    workspace_id: str
    position: int
    as_of: datetime
    on: date
    workspace: Workspace
    open_text: OpenText

    @property
    def question(self) -> Question:
        return Question(self.rows, self.workspace_id, self.position, self.on)

    def about(self, on: date) -> "Asking":
        return replace(self, on=on)
