"""What is refused about a workspace."""

from datetime import datetime

from goals.errors import Faulty, Refused, Unprocessable


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
