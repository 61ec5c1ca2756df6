"""What is refused about KPIs."""

from collections.abc import Sequence

from goals.errors import Refused, Unprocessable


class KpiIsRetired(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(f"The KPI {key} is retired: nothing is measured or changed there any more.")


class KpiKeyTaken(Refused):
    def __init__(self, key: str, kpi_id: str) -> None:
        super().__init__(f"The KPI {kpi_id} has the key {key} already: choose another.", pointer="/key")


class KpiStillMeasuresGoals(Refused):
    def __init__(self, goal_ids: Sequence[str]) -> None:
        named = ", ".join(goal_ids)
        super().__init__(
            f"Active goals are measured by this KPI: {named}. Close them or change their KPI, then retire it."
        )
        self.goal_ids = tuple(goal_ids)


class KpiCannotBe(Unprocessable):
    """A KPI like that can never be right."""
