"""What is refused about questions."""

from datetime import date

from goals.errors import Refused, Unprocessable


class NoSuchVersion(Unprocessable):
    """The lens names a version that the goal did not have at that moment."""

    mend = "Use a version that `GET /v1/goals/{id}/versions` lists, or `original`, or `current`."


class NotADaySoFar(Unprocessable):
    """What is compared lies between two days, neither of which may come after the day the question is about."""

    mend = "Name days up to `on`, which is today unless you give it."

    def __init__(self, named: str, day: date, on: date) -> None:
        super().__init__(f"{day} is after {on}, the day the question is about.", pointer=f"?{named}")


class NoSuchMoment(Unprocessable):
    """What is compared or replayed lies between two moments, and the log knows both: none before it or after it."""

    mend = "Name an instant, a position or a day since the workspace was opened, up to `as_of` or now."

    def __init__(self, named: str, detail: str) -> None:
        super().__init__(f"{detail} {self.mend}", pointer=f"?{named}")


class NoSuchRetarget(Unprocessable):
    """What is left out of a retrospective is a retarget that was recorded by the moment asked about."""

    mend = "Name the `event_id` of an item of `GET /v1/trail`, as of the same moment."

    def __init__(self, event_id: str) -> None:
        super().__init__(f"No retarget {event_id} was recorded by the moment asked about.", pointer="?without")


class SupposedTwice(Unprocessable):
    """With the original targets kept, no retarget is left that could be left out by name."""

    mend = "Send either `without` or `targets=original`."

    def __init__(self) -> None:
        super().__init__("Retargets are left out by name while all of them are.", pointer="?without")


class EndsBeforeItBegins(Unprocessable):
    """What is compared begins at one moment and ends at the same or a later one."""

    mend = "Exchange `from` and `to`."

    def __init__(self, first: date | int, last: date | int) -> None:
        super().__init__(f"It would end at {_said(last)}, before it begins at {_said(first)}.", pointer="?to")


def _said(mark: date | int) -> str:
    return f"position {mark}" if isinstance(mark, int) else mark.isoformat()


class VerificationUnderWay(Refused):
    """The log is long, and being verified already: a second time would tell the same, and later."""

    mend = "Read what the first one finds at `GET /v1/ledger/checks`."

    def __init__(self) -> None:
        super().__init__("This log is being verified just now.")
