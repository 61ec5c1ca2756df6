"""What cannot be looked back at."""

from datetime import date

from goals.errors import Unprocessable


class PeriodBeforeWorkspace(Unprocessable):
    """The period was over before the workspace was opened; by effect, before anything that is known took effect."""

    mend = "Look back at a period in which the workspace was there, or at its imported history with `axis=effective`."

    def __init__(self, last: date, beginning: date, *, named: str) -> None:
        super().__init__(f"The period ends on {last}, and there is nothing before {beginning}.", pointer=f"?{named}")


class PeriodTooLong(Unprocessable):
    """A retrospective tells every week of its period, of every goal."""

    mend = "Look back at a shorter period, or at one part of it after the other."

    def __init__(self, first: date, last: date, most: int) -> None:
        super().__init__(f"From {first} to {last} are more than {most} days.", pointer="?from")
