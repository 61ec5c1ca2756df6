"""What can be asked of a KPI."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from goals.command import AtAnyTime, Decision
from goals.goal.following import redefinition_facts
from goals.kpi.errors import (
    KpiExists,
    KpiKeyCannotBe,
    KpiKeyTaken,
    KpiReasonTooShort,
    KpiStillMeasuresGoals,
    KpiUnitIsHeld,
)
from goals.kpi.facts import KpiDefined, KpiEdited, KpiRedefined, KpiRetired, Measure
from goals.kpi.measuring import UNIT, require_measurable, same_unit
from goals.kpi.state import Kpi, evolve
from goals.sealing import Sealed, Text
from goals.surroundings import Surroundings
from goals.vocabulary import Aggregation, Cadence, UnitKind, ValueKind

KEY_PATTERN = r"^[a-z0-9][a-z0-9_.-]{0,63}$"
SHORTEST_REASON = 10
_KEY = re.compile(KEY_PATTERN)


@dataclass(frozen=True, kw_only=True)
class KpiCommand(AtAnyTime):
    subject: ClassVar[str] = "KPI"
    opens: ClassVar[bool] = False

    kpi_id: str

    @property
    def stream_id(self) -> str:
        return self.kpi_id

    def evolve(self, state: Kpi | None, fact: Any) -> Kpi:
        return evolve(state, fact)


@dataclass(frozen=True, kw_only=True)
class DefineKpi(KpiCommand):
    opens: ClassVar[bool] = True

    key: str
    name: Text
    measure: Measure
    description: Text | None = None

    def decide(self, kpi: Kpi | None, around: Surroundings) -> Decision:
        if kpi is not None:
            raise KpiExists(self.kpi_id)
        if _KEY.fullmatch(self.key) is None:
            raise KpiKeyCannotBe(self.key)
        require_measurable(self.measure)
        taken_by = around.lookups.kpi_with_key(self.key)
        if taken_by is not None:
            raise KpiKeyTaken(self.key, taken_by)
        return [KpiDefined(key=self.key, name=self.name, measure=self.measure, description=self.description)]


@dataclass(frozen=True, kw_only=True)
class EditKpi(KpiCommand):
    """A field left UNSET stays as it is."""

    name: Text | UnsetType = UNSET
    description: Text | UnsetType | None = UNSET

    def decide(self, kpi: Kpi, around: Surroundings) -> Decision:
        kpi.require_in_use()
        name = kpi.name if self.name is UNSET else self.name
        description = kpi.description if self.description is UNSET else self.description
        if (name, description) == (kpi.name, kpi.description):
            return []
        return [KpiEdited(name=name, description=description)]


@dataclass(frozen=True, kw_only=True)
class RedefineKpi(KpiCommand):
    """A field left UNSET stays as it is; a currency goes when the unit is money no more.

    The unit stays while a goal in pursuit is told in it; a draft is held against the new one when it is activated.
    """

    reason: Text
    unit: str | UnsetType = UNSET
    unit_kind: UnitKind | UnsetType = UNSET
    currency: str | UnsetType | None = UNSET
    scale: int | UnsetType = UNSET
    value_kind: ValueKind | UnsetType = UNSET
    aggregation: Aggregation | UnsetType = UNSET
    cadence: Cadence | UnsetType | None = UNSET
    absent_means_zero: bool | UnsetType = UNSET
    dimensions: dict[str, str] | UnsetType = UNSET

    def decide(self, kpi: Kpi, around: Surroundings) -> Decision:
        kpi.require_in_use()
        measure = self._merged(kpi.measure)
        _require_reason(self.reason)
        require_measurable(measure)
        if measure == kpi.measure:
            return []
        self._require_unit_free(kpi.measure, measure, around)
        series = kpi.series + 1
        return [
            KpiRedefined(measure=measure, series=series, reason=self.reason),
            *redefinition_facts(around, kpi_id=self.kpi_id, series=series, reason=self.reason),
        ]

    def _require_unit_free(self, before: Measure, after: Measure, around: Surroundings) -> None:
        if same_unit(before, after):
            return
        held_by = _goals_in_pursuit(around, self.kpi_id)
        if held_by:
            other = next(name for name in UNIT if getattr(before, name) != getattr(after, name))
            raise KpiUnitIsHeld(held_by, pointer=f"/{other}")

    def _merged(self, measure: Measure) -> Measure:
        said = {name: getattr(self, name) for name in Measure.__struct_fields__}
        given = {name: value for name, value in said.items() if value is not UNSET}
        if given.get("unit_kind", UnitKind.CURRENCY) is not UnitKind.CURRENCY:
            given.setdefault("currency", None)
        return replace(measure, **given)


@dataclass(frozen=True, kw_only=True)
class RetireKpi(KpiCommand):
    """Drafts do not hold a KPI: the gate of their activation does."""

    reason: Text | None = None

    def decide(self, kpi: Kpi, around: Surroundings) -> Decision:
        if kpi.retired:
            return []
        held_by = _goals_in_pursuit(around, self.kpi_id)
        if held_by:
            raise KpiStillMeasuresGoals(held_by)
        return [KpiRetired(reason=self.reason)]


def _goals_in_pursuit(around: Surroundings, kpi_id: str) -> list[str]:
    return [each for each in around.lookups.goals_measured_by(kpi_id) if _pursued(around, each)]


def _pursued(around: Surroundings, goal_id: str) -> bool:
    goal = around.goal(goal_id)
    return goal is not None and goal.is_pursued


def _require_reason(reason: Text) -> None:
    if not isinstance(reason, Sealed) and len(reason.strip()) < SHORTEST_REASON:
        raise KpiReasonTooShort
