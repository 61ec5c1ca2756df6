"""What is refused about KPIs."""

from collections.abc import Sequence

from goals.errors import Faulty, Refused, Unprocessable


class KpiCannotBe(Faulty):
    """A KPI measured like that can never be right."""


class KpiKeyCannotBe(Unprocessable):
    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} cannot be a KPI's key: it is 1 to 64 small letters, digits, dots, dashes and"
            " underscores, beginning with a letter or digit.",
            pointer="/key",
        )


class KpiReasonTooShort(Unprocessable):
    def __init__(self) -> None:
        super().__init__(
            "Say in at least 10 characters why something else is measured from here on.", pointer="/reason"
        )


class KpiExists(Refused):
    def __init__(self, kpi_id: str) -> None:
        super().__init__(f"The KPI {kpi_id} is defined already.")


class KpiKeyTaken(Refused):
    def __init__(self, key: str, kpi_id: str) -> None:
        super().__init__(f"The KPI {kpi_id} has the key {key} already: choose another.", pointer="/key")


class KpiIsRetired(Refused):
    def __init__(self, key: str, *, pointer: str = "") -> None:
        super().__init__(
            f"The KPI {key} is retired: nothing is measured or changed there any more.", pointer=pointer
        )


class KpiStillMeasuresGoals(Refused):
    def __init__(self, goal_ids: Sequence[str]) -> None:
        named = ", ".join(goal_ids)
        super().__init__(
            f"Goals in pursuit are measured by this KPI: {named}. Close them or change their KPI, then retire it."
        )
        self.goal_ids = tuple(goal_ids)
