"""What is refused about KPIs."""

from collections.abc import Sequence

from goals.errors import Faulty, Refused, Unprocessable


class KpiCannotBe(Faulty):
    """What the KPI is, how it is added up and what it is measured in contradict each other."""

    mend = "Correct each of the places `errors` points at."


class KpiKeyCannotBe(Unprocessable):
    """The key has another form than a KPI's key must have."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} cannot be a KPI's key: it is 1 to 64 small letters, digits, dots, dashes and"
            " underscores, beginning with a letter or digit.",
            pointer="/key",
        )


class KpiReasonTooShort(Unprocessable):
    """A redefinition touches every goal that is measured by the KPI, and so needs a reason in words."""

    mend = "Say why in a whole sentence."

    def __init__(self) -> None:
        super().__init__(
            "Say in at least 10 characters why something else is measured from here on.", pointer="/reason"
        )


class KpiExists(Refused):
    """A KPI with this id was defined before."""

    def __init__(self, kpi_id: str) -> None:
        super().__init__(f"The KPI {kpi_id} is defined already.")


class KpiKeyTaken(Refused):
    """A key names one KPI of the workspace for ever, a retired one too."""

    mend = "Choose another key, or use the KPI that has this one."

    def __init__(self, key: str, kpi_id: str) -> None:
        super().__init__(f"The KPI {kpi_id} has the key {key} already: choose another.", pointer="/key")


class KpiIsRetired(Refused):
    """The KPI was retired, and stays as it was then."""

    mend = "Use another KPI, or define a new one."

    def __init__(self, key: str, *, pointer: str = "") -> None:
        super().__init__(f"The KPI {key} is retired: nothing is measured or changed there any more.", pointer=pointer)


class KpiUnitIsHeld(Refused):
    """Goals that are active or paused were promised in the KPI's unit, and would compare two units."""

    mend = "Close those goals or retarget them to another KPI; or define another KPI in the new unit."

    def __init__(self, goal_ids: Sequence[str], *, pointer: str) -> None:
        named = ", ".join(goal_ids)
        super().__init__(
            f"Goals in pursuit are measured in this KPI's unit: {named}. Close them or change their KPI, then give it"
            " another unit.",
            pointer=pointer,
        )
        self.goal_ids = tuple(goal_ids)


class KpiStillMeasuresGoals(Refused):
    """Goals that are active or paused would be left without readings."""

    mend = "Close those goals or retarget them to another KPI, then retire it."

    def __init__(self, goal_ids: Sequence[str]) -> None:
        named = ", ".join(goal_ids)
        super().__init__(
            f"Goals in pursuit are measured by this KPI: {named}. Close them or change their KPI, then retire it."
        )
        self.goal_ids = tuple(goal_ids)
