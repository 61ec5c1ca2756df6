"""What a KPI's facts add up to."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiDefined, KpiEdited, KpiFact, KpiRedefined, KpiRetired, Measure
from goals.sealing import Text


class Kpi(Struct, frozen=True, kw_only=True):
    """`series` is 1 as defined, and one more for each redefinition; `earlier` are the measures of those before."""

    key: str
    name: Text
    description: Text | None
    measure: Measure
    series: int = 1
    retired: bool = False
    earlier: dict[int, Measure] = {}

    def measured_in(self, series: int) -> Measure:
        """What a series was measured by."""
        return self.earlier.get(series, self.measure)

    def require_in_use(self) -> None:
        if self.retired:
            raise KpiIsRetired(self.key)


def evolve(kpi: Kpi | None, fact: KpiFact) -> Kpi:
    """The KPI after one more fact. Total: history is never refused."""
    if isinstance(fact, KpiDefined):
        return Kpi(key=fact.key, name=fact.name, description=fact.description, measure=fact.measure)
    assert kpi is not None, f"history starts with {fact}"
    match fact:
        case KpiEdited():
            return replace(kpi, name=fact.name, description=fact.description)
        case KpiRedefined():
            earlier = {**kpi.earlier, kpi.series: kpi.measure}
            return replace(kpi, measure=fact.measure, series=fact.series, earlier=earlier)
        case KpiRetired():
            return replace(kpi, retired=True)
        case _:
            assert_never(fact)
