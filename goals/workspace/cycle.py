"""A named period in which goals are set, and until when they may change."""

from datetime import date

from msgspec import Struct

from goals.sealing import Text
from goals.vocabulary import CycleState


class CycleOpened(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.cycle-opened.v1"):
    """Goals whose window lies in `start` to `end` may be retargeted through `edit_until`, and change at all through
    `update_until`. Opened once more, it is another term for the same period."""

    cycle: str
    start: date
    end: date
    edit_until: date
    update_until: date
    reason: Text | None = None


class CycleLocked(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.cycle-locked.v1"):
    """From here on a retarget in it needs approval, whatever its `edit_until`."""

    cycle: str
    reason: Text | None = None


class CycleClosed(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.cycle-closed.v1"):
    """From here on its goals change no more, until it is opened again."""

    cycle: str
    reason: Text | None = None


CycleFact = CycleOpened | CycleLocked | CycleClosed


class Cycle(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`said` is the state it was put into; its days may have brought it further."""

    start: date
    end: date
    edit_until: date
    update_until: date
    said: CycleState = CycleState.OPEN

    def state(self, today: date) -> CycleState:
        if self.said is CycleState.CLOSED or today > self.update_until:
            return CycleState.CLOSED
        if self.said is CycleState.LOCKED or today > self.edit_until:
            return CycleState.LOCKED
        return CycleState.OPEN


def evolve(cycles: dict[str, Cycle], fact: CycleFact) -> dict[str, Cycle]:
    """The workspace's cycles after one more fact. Total: one that is not there is passed over."""
    if isinstance(fact, CycleOpened):
        opened = Cycle(start=fact.start, end=fact.end, edit_until=fact.edit_until, update_until=fact.update_until)
        return {**cycles, fact.cycle: opened}
    found = cycles.get(fact.cycle)
    if found is None:
        return cycles
    said = CycleState.LOCKED if isinstance(fact, CycleLocked) else CycleState.CLOSED
    days = {"start": found.start, "end": found.end, "edit_until": found.edit_until, "update_until": found.update_until}
    return {**cycles, fact.cycle: Cycle(**days, said=said)}
