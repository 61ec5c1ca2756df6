"""Signing a period off: what was recorded of it up to a position was looked at."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.errors import NotFound
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import ScopeKind
from goals.window import period_window
from goals.workspace.commands import WorkspaceCommand
from goals.workspace.errors import PeriodCannotBe, PositionIsAhead, ScopeCannotBe
from goals.workspace.facts import PeriodReviewed, Scope
from goals.workspace.state import Workspace

WHOLE = Scope(kind=ScopeKind.WORKSPACE)


@dataclass(frozen=True, kw_only=True)
class ReviewPeriod(WorkspaceCommand):
    """A named `period` of the fiscal calendar, or the days from `start` to `end`. `head` is the log's last position,
    and `position`, unless given, too."""

    period: str | None = None
    start: date | None = None
    end: date | None = None
    scope: Scope = WHOLE
    note: Text
    position: int | None = None
    head: int

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        start, end = self._days(workspace.policy.fiscal_year_start)
        _require_begun(start, around.today())
        _require_scope(self.scope, around)
        position = self.head if self.position is None else self.position
        if position > self.head:
            raise PositionIsAhead(position, self.head)
        return [PeriodReviewed(start=start, end=end, scope=self.scope, reviewed_position=position, note=self.note)]

    def _days(self, fiscal_year_start: int) -> tuple[date, date]:
        """Raises PeriodCannotBe."""
        if self.period is not None:
            if self.start is not None or self.end is not None:
                raise PeriodCannotBe("Name the period, or give from and to, and not both.", pointer="/period")
            try:
                return period_window(self.period, fiscal_year_start)
            except ValueError as unreadable:
                raise PeriodCannotBe(str(unreadable), pointer="/period") from None
        if self.start is None or self.end is None:
            missing = "/from" if self.start is None and self.end is not None else "/to"
            pointer = "/period" if self.start is self.end else missing
            raise PeriodCannotBe("Name the period, or give both from and to.", pointer=pointer)
        if self.end < self.start:
            raise PeriodCannotBe(f"The period ends on {self.end}, before it begins on {self.start}.", pointer="/to")
        return self.start, self.end


def _require_begun(start: date, today: date) -> None:
    """Raises PeriodCannotBe."""
    if start > today:
        raise PeriodCannotBe(
            f"The period begins on {start}, and today is {today}: there is nothing to sign off yet.", pointer=""
        )


def _require_scope(scope: Scope, around: Surroundings) -> None:
    """Raises ScopeCannotBe, or NotFound."""
    if (scope.id is None) != (scope.kind is ScopeKind.WORKSPACE):
        raise ScopeCannotBe(
            "The whole workspace is named by no id."
            if scope.kind is ScopeKind.WORKSPACE
            else f"Say which {scope.kind} was reviewed: give its id."
        )
    if scope.id is None:
        return
    found = around.goal(scope.id) if scope.kind is ScopeKind.GOAL else around.container(scope.id)
    if found is None:
        raise NotFound(scope.kind, scope.id, pointer="/scope/id")
