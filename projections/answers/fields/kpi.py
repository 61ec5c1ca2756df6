"""What is told of a KPI?"""

from projections.answers import forms
from projections.answers.asking import OpenText
from projections.answers.fields.fields import Fields
from projections.answers.fields.fields import difference as differing
from projections.answers.kpis import measured
from projections.kpis import View


def difference(open_text: OpenText, before: View | None, after: View | None) -> list[Fields]:
    """What differs between two states of a KPI; None where there was none."""
    return differing(_told(open_text, before), _told(open_text, after))


def _told(open_text: OpenText, view: View | None) -> Fields:
    if view is None:
        return {}
    kpi = view.kpi
    return {
        "key": kpi.key,
        "name": open_text(kpi.name),
        "description": open_text(kpi.description),
        **measured(kpi.measure),
        "series": kpi.series,
        "retired": kpi.retired,
        "retired_at": forms.instant(view.retired_at),
        "retired_for": open_text(view.retired_for),
    }
