"""What a measure must be, whatever KPI it is of."""

from goals.errors import Fault
from goals.kpi.currencies import CURRENCIES
from goals.kpi.errors import KpiCannotBe
from goals.kpi.facts import Measure
from goals.vocabulary import UnitKind

SCALES = range(7)
UNIT = ("unit", "unit_kind", "currency")


def require_measurable(measure: Measure) -> None:
    """Raises KpiCannotBe, with all that is wrong with it."""
    faults = [*_unit_faults(measure), *_currency_faults(measure), *_scale_faults(measure)]
    if faults:
        raise KpiCannotBe(faults)


def same_unit(one: Measure, other: Measure) -> bool:
    """Whether an amount of the one can stand beside an amount of the other."""
    return all(getattr(one, name) == getattr(other, name) for name in UNIT)


def _unit_faults(measure: Measure) -> list[Fault]:
    if measure.unit.strip():
        return []
    return [Fault("/unit", "unit-missing", "A unit needs a name, such as USD, kg or articles.")]


def _currency_faults(measure: Measure) -> list[Fault]:
    if measure.unit_kind is not UnitKind.CURRENCY:
        if measure.currency is None:
            return []
        sentence = f"A KPI whose unit_kind is {measure.unit_kind} has no currency."
        return [Fault("/currency", "currency-unexpected", sentence)]
    if measure.currency is None:
        return [Fault("/currency", "currency-missing", "An amount of money needs its currency, such as EUR.")]
    if measure.currency not in CURRENCIES:
        sentence = f"{measure.currency!r} is not the code of a currency in ISO 4217, such as EUR."
        return [Fault("/currency", "currency-unknown", sentence)]
    return []


def _scale_faults(measure: Measure) -> list[Fault]:
    if measure.scale in SCALES:
        return []
    return [Fault("/scale", "scale-out-of-range", f"A KPI has 0 to 6 decimals, not {measure.scale}.")]
