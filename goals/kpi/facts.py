"""What happens to a KPI."""

from msgspec import Struct

from goals.sealing import Text
from goals.vocabulary import Aggregation, Cadence, UnitKind, ValueKind


class Measure(Struct, frozen=True, kw_only=True):
    """How a KPI is measured. Two series of one KPI differ in this.

    `scale` is the number of decimals a reading may have, 0 to 6; `cadence` how often one is expected,
    None never; `absent_means_zero` says that a period without entries counts as zero.
    """

    unit: str
    unit_kind: UnitKind
    currency: str | None = None
    scale: int = 0
    value_kind: ValueKind
    aggregation: Aggregation
    cadence: Cadence | None = None
    absent_means_zero: bool = False
    dimensions: dict[str, str] = {}


class KpiDefined(Struct, frozen=True, kw_only=True, tag_field="type", tag="kpi.defined.v1"):
    """Something is measured from now on. Its first series of readings begins."""

    key: str
    name: Text
    measure: Measure
    description: Text | None = None


class KpiEdited(Struct, frozen=True, kw_only=True, tag_field="type", tag="kpi.edited.v1"):
    """It is called, or described, otherwise; what is measured stays."""

    name: Text
    description: Text | None = None


class KpiRedefined(Struct, frozen=True, kw_only=True, tag_field="type", tag="kpi.redefined.v1"):
    """Something else is measured under the same key: readings from here on form the series `series`."""

    measure: Measure
    series: int
    reason: Text


class KpiRetired(Struct, frozen=True, kw_only=True, tag_field="type", tag="kpi.retired.v1"):
    """No reading is taken any more; those taken stay."""

    reason: Text | None = None


KpiFact = KpiDefined | KpiEdited | KpiRedefined | KpiRetired
