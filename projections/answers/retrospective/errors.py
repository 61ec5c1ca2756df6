"""What cannot be looked back at."""

from datetime import date

from goals.errors import Unprocessable


class PeriodTooLong(Unprocessable):
    """A retrospective tells every week of its period, of every goal."""

    mend = "Look back at a shorter period, or at one part of it after the other."

    def __init__(self, first: date, last: date, most: int) -> None:
        super().__init__(f"From {first} to {last} are more than {most} days.", pointer="?from")
