"""Named periods in which goals are set: opened with their days of grace, locked, closed."""

import re
from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.errors import Fault, NotFound
from goals.goal.errors import SHORTEST_REASON
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import CycleState
from goals.window import period_window
from goals.workspace.commands import WorkspaceCommand
from goals.workspace.cycle import Cycle, CycleClosed, CycleLocked, CycleOpened
from goals.workspace.errors import CycleCannotBe, CycleIsOver, ReopeningNeedsReason
from goals.workspace.state import Workspace

FREE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
"""What a cycle of other days than a named period's may be called."""
SAY_WHICH = "Name a period such as 2023-Q1, or give a name, a start and an end."


@dataclass(frozen=True, kw_only=True)
class OpenCycle(WorkspaceCommand):
    """A `period` of the fiscal calendar is a cycle of that name; other days take a `name`, a `start` and an `end`.

    Opened once more with other days, or after it was locked or closed, the cycle begins another term.
    """

    period: str | None = None
    name: str | None = None
    start: date | None = None
    end: date | None = None
    edit_until: date
    update_until: date
    reason: Text | None = None

    @property
    def called(self) -> str | None:
        """The cycle's name."""
        return self.name if self.period is None else self.period

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        opened = self._opened(workspace.policy.fiscal_year_start)
        before = workspace.cycles.get(opened.cycle)
        if before == _cycle(opened):
            return []
        if before is not None:
            self._require_reason(opened.cycle, before.state(around.today()))
        return [opened]

    def _opened(self, fiscal_year_start: int) -> CycleOpened:
        """Raises CycleCannotBe, with all that is wrong with it."""
        faults = [*self._naming_faults(), *self._day_faults()]
        days = (self.start, self.end)
        if self.period is not None:
            try:
                days = period_window(self.period, fiscal_year_start)
            except ValueError as unreadable:
                faults.append(Fault("/period", "period-unreadable", str(unreadable)))
        name, (start, end) = self.called, days
        if faults or name is None or start is None or end is None:
            raise CycleCannotBe(faults)
        return CycleOpened(
            cycle=name,
            start=start,
            end=end,
            edit_until=self.edit_until,
            update_until=self.update_until,
            reason=self.reason,
        )

    def _naming_faults(self) -> list[Fault]:
        free = {"/name": self.name, "/start": self.start, "/end": self.end}
        given = [pointer for pointer, said in free.items() if said is not None]
        if self.period is not None:
            sentence = f"The period {self.period} says it already: leave it out, or leave out the period."
            return [Fault(pointer, "said-twice", sentence) for pointer in given]
        if not given:
            return [Fault("/period", "missing", SAY_WHICH)]
        missing = [Fault(pointer, "missing", SAY_WHICH) for pointer in free if pointer not in given]
        return [*missing, *_name_faults(self.name)]

    def _day_faults(self) -> list[Fault]:
        faults = []
        if self.start is not None and self.end is not None and self.end < self.start:
            sentence = f"The cycle ends on {self.end}, before it starts on {self.start}."
            faults.append(Fault("/end", "end-before-start", sentence))
        if self.update_until < self.edit_until:
            sentence = (
                f"Goals that change no more after {self.update_until} are not retargeted through {self.edit_until}:"
                " edit_until is no later than update_until."
            )
            faults += [Fault(pointer, "days-crossed", sentence) for pointer in ("/edit_until", "/update_until")]
        return faults

    def _require_reason(self, name: str, state: CycleState) -> None:
        """Sealed text was measured before it was sealed."""
        is_told = self.reason is not None and (
            not isinstance(self.reason, str) or len(self.reason.strip()) >= SHORTEST_REASON
        )
        if state is not CycleState.OPEN and not is_told:
            raise ReopeningNeedsReason(name, state)


@dataclass(frozen=True, kw_only=True)
class LockCycle(WorkspaceCommand):
    """Before its `edit_until` has passed."""

    name: str
    reason: Text | None = None

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        state = _found(workspace, self.name).state(around.today())
        if state is CycleState.CLOSED:
            raise CycleIsOver(self.name)
        return [] if state is CycleState.LOCKED else [CycleLocked(cycle=self.name, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class CloseCycle(WorkspaceCommand):
    """Before its `update_until` has passed."""

    name: str
    reason: Text | None = None

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        state = _found(workspace, self.name).state(around.today())
        return [] if state is CycleState.CLOSED else [CycleClosed(cycle=self.name, reason=self.reason)]


def _found(workspace: Workspace, name: str) -> Cycle:
    """Raises NotFound."""
    if name not in workspace.cycles:
        raise NotFound("cycle", name)
    return workspace.cycles[name]


def _cycle(opened: CycleOpened) -> Cycle:
    return Cycle(start=opened.start, end=opened.end, edit_until=opened.edit_until, update_until=opened.update_until)


def _name_faults(name: str | None) -> list[Fault]:
    if name is None:
        return []
    if re.fullmatch(FREE_NAME, name) is None:
        sentence = "A name has 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit."
        return [Fault("/name", "name-unfit", sentence)]
    return _period_name_faults(name)


def _period_name_faults(name: str) -> list[Fault]:
    """A name that reads as a period of the calendar means that period."""
    try:
        period_window(name, 1)
    except ValueError:
        return []
    return [Fault("/name", "name-is-a-period", f"{name} is a period of the calendar: open it as such, or rename it.")]
