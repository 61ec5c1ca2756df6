"""When was a milestone due, every time that changed?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from goals.facts import Fact
from goals.goal.facts import GoalRetargeted
from goals.sealing import Text
from goals.vocabulary import Anchor
from goals.window import Due, EndOfMonth, Window, resolve_due
from goals.workspace.facts import AnchorRecorded
from projections import workspaces
from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.lives import placed
from projections.milestones import Dated

Days = list[tuple[int, date]]
"""Each day, and the position from which it was meant."""


@dataclass(frozen=True, slots=True)
class WasDue:
    """`day` is None where nobody could tell it before something else was said. `said` is by whom, when and why; `told`
    is JSON-ready."""

    day: date | None
    said: Dated
    told: dict[str, Any]


class Dues:
    """Of one goal's milestones. `span` is the goal's window, where it was never active."""

    def __init__(self, asking: Asking, goal_id: str, span: Window | None) -> None:
        self._asking = asking
        self._goal_id = goal_id
        self._span = span

    def of(self, said: Sequence[Dated]) -> list[WasDue]:
        """What was said in turn, and what each came to when an anchor or the goal's window was moved."""
        ends = [*(each.position for each in said[1:]), self._asking.position + 1]
        return [was for dated, end in zip(said, ends, strict=True) for was in self._while(dated, end)]

    def _while(self, dated: Dated, end: int) -> Iterator[WasDue]:
        """The day it meant when it was said, or as soon as that could be told; then each it was moved to."""
        days = [(since, day) for since, day in self._days(dated.due) if since < end]
        known = [day for since, day in days if since <= dated.position][-1:]
        moved = [(since, day) for since, day in days if since > dated.position]
        last = known[0] if known else (moved[0][1] if moved else None)
        yield self._was(dated, last)
        for since, day in moved:
            if day != last:
                yield self._was(self._moved(dated.due, since), day)
            last = day

    def _was(self, said: Dated, day: date | None) -> WasDue:
        return WasDue(day, said, _told(self._asking, said, day))

    def _days(self, due: Due | None) -> Days:
        if isinstance(due, date):
            return [(0, due)]
        if due is None or due.end_of_month is Anchor.GOAL_START:
            found = [(since, resolve_due(due, window=span, anchors={})) for since, span in self._spans]
        else:
            found = [(since, resolve_due(due, window=None, anchors=anchors)) for since, anchors in self._anchors]
        return [(since, day) for since, day in found if day is not None]

    @cached_property
    def _spans(self) -> list[tuple[int, Window | None]]:
        """What a draft's window was does not count: the one it was activated with does, from the beginning. One that
        takes effect after the day asked about is not counted yet."""
        known = placed(self._asking.question, self._goal_id)
        if not known:
            return [(0, self._span)]
        first, *later = known
        in_effect = [each for each in later if each.effective_on <= self._asking.on]
        return [(0, first.definition.span), *((each.from_position, each.definition.span) for each in in_effect)]

    @cached_property
    def _anchors(self) -> list[tuple[int, dict[Anchor, date]]]:
        asking = self._asking
        return workspaces.anchors_by(asking.rows, asking.workspace_id, asking.position)

    def _moved(self, due: Due | None, position: int) -> Dated:
        event = feed.at(self._asking, position)
        recorded_at = event.recorded_at
        assert recorded_at is not None
        actor = event.envelope.asked.actor
        return Dated(due=due, position=position, recorded_at=recorded_at, actor=actor, reason=_why(event.fact))


def slip_days(dues: Sequence[WasDue], due: date | None) -> int | None:
    """By how many days what is due now is later than what was due first."""
    first = next((was.day for was in dues if was.day is not None), None)
    return None if first is None or due is None else (due - first).days


def authored(due: Due | None) -> Any:
    return forms.struct(due) if isinstance(due, EndOfMonth) else forms.day(due)


def _why(fact: Fact) -> Text | None:
    match fact:
        case GoalRetargeted(reason=text) | AnchorRecorded(note=text):
            return text
        case _:
            return None


def _told(asking: Asking, dated: Dated, day: date | None) -> dict[str, Any]:
    return {
        "due": forms.day(day),
        "authored": authored(dated.due),
        "position": dated.position,
        "recorded_at": forms.instant(dated.recorded_at),
        "actor": forms.struct(dated.actor),
        "reason": asking.open_text(dated.reason),
    }
