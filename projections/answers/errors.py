"""What is refused about questions."""

from datetime import date

from goals.errors import Unprocessable


class NoSuchVersion(Unprocessable):
    """The lens names a version that the goal did not have at that moment."""

    mend = "Use a version that `GET /v1/goals/{id}/versions` lists, or `original`, or `current`."


class NotADaySoFar(Unprocessable):
    """What is compared lies between two days, neither of which may come after the day the question is about."""

    mend = "Name days up to `on`, which is today unless you give it."

    def __init__(self, named: str, day: date, on: date) -> None:
        super().__init__(f"{day} is after {on}, the day the question is about.", pointer=f"?{named}")
