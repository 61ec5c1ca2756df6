"""What is refused about a workspace."""

from datetime import datetime

from goals.errors import Faulty, Refused, Unprocessable


class WorkspaceIsOpen(Refused):
    """A workspace with this id was opened before."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The workspace {name!r} is open already.")


class PolicyCannotBe(Faulty):
    """A rule like that can never be right."""


class AnchorIsNotRecorded(Unprocessable):
    """The start of a goal is not an event of the workspace."""

    def __init__(self) -> None:
        super().__init__(
            "A goal's start is its window's, not the workspace's: record product_launch or market_entry.",
            pointer="/anchor",
        )


class ClockIsLive(Refused):
    def __init__(self) -> None:
        super().__init__("A live workspace keeps the server's time: only a test workspace's clock can be set.")


class ClockGoesForward(Refused):
    def __init__(self, to: datetime, now: datetime) -> None:
        super().__init__(
            f"It is {now.isoformat()} here, and time only goes forward: {to.isoformat()} is behind it.", pointer="/now"
        )
