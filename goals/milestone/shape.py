"""What has to be done for a milestone, by kind."""

from decimal import Decimal

from msgspec import Struct

from goals.target import Baseline, TargetExpression
from goals.vocabulary import CadencePeriod, Comparator, Direction


class Stage(Struct, frozen=True, kw_only=True):
    """One stage of a staged milestone; weights are relative to one another."""

    name: str
    weight: Decimal = Decimal(1)


class Constraint(Struct, frozen=True, kw_only=True):
    """A bound the work must keep to, such as "discount at most 25 %"."""

    name: str
    comparator: Comparator
    value: Decimal
    unit: str | None = None


class Deliverable(Struct, frozen=True, kw_only=True, tag_field="kind", tag="deliverable"):
    """Done or not."""


class Counted(Struct, frozen=True, kw_only=True, tag_field="kind", tag="counted"):
    """So many things; `required_count` is None while nobody knows how many there are."""

    required_count: Decimal | None = None
    unit: str | None = None


class Staged(Struct, frozen=True, kw_only=True, tag_field="kind", tag="staged"):
    """A row of stages, each done once."""

    stages: tuple[Stage, ...]


class Measured(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="measured"):
    """A KPI of its own, with a target. `series` is the version of the KPI's definition it is measured by, None
    the present one."""

    kpi_id: str
    direction: Direction | None = None
    baseline: Baseline
    target: TargetExpression
    series: int | None = None


class Rhythm(Struct, frozen=True, kw_only=True, tag_field="kind", tag="cadence"):
    """So often in every period: jog 3 times a week, at most 1 item of sugar a day, or none at all."""

    comparator: Comparator
    count: Decimal
    period: CadencePeriod
    unit: str | None = None


Shape = Deliverable | Counted | Staged | Measured | Rhythm
