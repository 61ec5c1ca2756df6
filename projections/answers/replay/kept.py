"""How does a goal stand on a day, if nothing has changed but the day?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from goals.progress import expected, pace_on
from goals.vocabulary import FlagId
from projections import goals
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.flags import silence
from projections.answers.held import as_supposed, held
from projections.answers.judgement import health_of
from projections.answers.lines import Line, line, told
from projections.answers.replay.switches import definitions_of, next_switch
from projections.lives import placed
from projections.standing import Standing

SILENT = FlagId.R15.value


@dataclass(frozen=True, slots=True)
class Kept:
    """A goal as it was asked for, and what is needed to tell it on a later day: that holds before the day `until`, as
    long as nothing of the goal or of `kpis` was recorded. `tz` is the zone of its days, None for the workspace's.
    """

    line: Line
    told: dict[str, Any]
    standing: Standing | None
    tz: str | None
    on: date
    until: date
    kpis: frozenset[str]
    is_moved: bool

    def holds(self, there: Asking) -> bool:
        return self.on <= self._day(there) < self.until

    def on_day(self, there: Asking) -> dict[str, Any]:
        """As `told`, of the day of the question. It holds."""
        there = there if self.tz is None else there.in_zone(self.tz)
        if there.on == self.on:
            return self.told
        found = [flag for flag in self.line.flags if flag != SILENT]
        found += [each.flag.value for each in silence.judged(there, self.line.view, self.standing)]
        return {**self.told, "on": forms.day(there.on), **self._figures(there), "flags": sorted(found)}

    def _figures(self, there: Asking) -> dict[str, Any]:
        standing = self.standing
        if standing is None:
            return {}
        health = health_of(there, self.line.view, standing)
        return {
            "expected": forms.share(expected(standing.yardstick, there.on)),
            "pace": forms.share(pace_on(standing.yardstick, raw=standing.raw, today=there.on)),
            "health": None if health is None else health.value,
        }

    def _day(self, there: Asking) -> date:
        return (there if self.tz is None else there.in_zone(self.tz)).on


def kept(there: Asking, goal_id: str) -> Kept | None:
    """Asked for as any goal is; None if there was none."""
    found = goals.versions.at(there.rows, there.workspace_id, goal_id, there.position)
    if found is None:
        return None
    view = as_supposed(there, goal_id, goals.decoded(found[0]))
    asked = line(there, goal_id, view, version=found[1])
    known = placed(there.question, goal_id)
    span = view.goal.definition.span
    own, _ = held(there, goal_id, view)
    return Kept(
        line=asked,
        told=told(there, asked),
        standing=own.question.standing(asked.definition),
        tz=None if span is None else span.tz,
        on=own.on,
        until=next_switch(own, goal_id, view, known),
        kpis=frozenset(each.kpi_id for each in definitions_of(view, known) if each.kpi_id is not None),
        is_moved=view.goal.retargets > 0,
    )
