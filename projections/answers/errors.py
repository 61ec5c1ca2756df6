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


class NoSuchMoment(Unprocessable):
    """What is compared or replayed lies between two moments that the log knows: not before it, and not after its end."""

    mend = "Name an instant, a position or a day since the workspace was opened, up to `as_of` or now."

    def __init__(self, named: str, detail: str) -> None:
        super().__init__(detail, pointer=f"?{named}")
