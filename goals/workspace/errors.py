"""What is refused about a workspace."""

from datetime import datetime

from goals.errors import Faulty, Refused, Unprocessable
from goals.vocabulary import CycleState


class WorkspaceIsOpen(Refused):
    """A workspace with this id was opened before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The workspace {name!r} is open already.")


class PolicyCannotBe(Faulty):
    """A rule of the policy contradicts another, or lies outside what it may be."""

    mend = "Correct what each of `errors` points at; the policy as it stands is at `GET /v1/policy`."


class AnchorIsNotRecorded(Unprocessable):
    """A goal's start belongs to the goal, and is no event of the workspace."""

    mend = "Give the goal's window a start, or record `product_launch` or `market_entry`."

    def __init__(self) -> None:
        super().__init__(
            "A goal's start is its window's, not the workspace's: record product_launch or market_entry.",
            pointer="/anchor",
        )


class CycleCannotBe(Faulty):
    """A cycle is a named period, whose days of grace come one after the other."""

    mend = "Correct what each of `errors` points at: a cycle is said as `period`, or as `name`, `start` and `end`."


class ReopeningNeedsReason(Refused):
    """The cycle was locked or closed, by somebody or by its days, and whoever reads the trail will ask why it no longer
    is."""

    mend = "Send it again with a `reason` of at least 10 characters."

    def __init__(self, name: str, state: CycleState) -> None:
        super().__init__(
            f"The cycle {name} is {state}: say why it is opened again, in at least 10 characters.", pointer="/reason"
        )


class CycleIsOver(Refused):
    """The cycle is closed, which is more than locked."""

    mend = "Open the cycle again with later days and a reason, then lock it."

    def __init__(self, name: str) -> None:
        super().__init__(f"The cycle {name} is closed, and is not locked any more: open it again first.")


class PeriodCannotBe(Unprocessable):
    """What is signed off is one stretch of days that has begun: a named period, or a first and a last day."""

    mend = "Name a `period` such as 2023-Q1, or give `from` and `to`."

    def __init__(self, why: str, *, pointer: str) -> None:
        super().__init__(why, pointer=pointer)


class ScopeCannotBe(Unprocessable):
    """A review is of the whole workspace, or of one container or goal by its id."""

    mend = "Leave `scope` out for the whole workspace, or give its `kind` and `id`."

    def __init__(self, why: str) -> None:
        super().__init__(why, pointer="/scope/id")


class PositionIsAhead(Unprocessable):
    """Nobody can have reviewed what is not recorded yet."""

    mend = "Give a position up to the head, which `GET /v1/workspace` names, or leave it out."

    def __init__(self, position: int, head: int) -> None:
        super().__init__(f"There is no position {position} yet: the log ends at {head}.", pointer="/position")


class ClockIsLive(Refused):
    """A live workspace keeps the server's time, which nobody sets."""

    mend = "Use a test workspace: `goalpost workspace open NAME --test`."

    def __init__(self) -> None:
        super().__init__("A live workspace keeps the server's time: only a test workspace's clock can be set.")


class ClockGoesForward(Refused):
    """What was recorded is not to lie in the future of what comes after it."""

    mend = "Send a later instant, or begin again in a new test workspace."

    def __init__(self, to: datetime, now: datetime) -> None:
        super().__init__(
            f"It is {now.isoformat()} here, and time only goes forward: {to.isoformat()} is behind it.", pointer="/now"
        )
