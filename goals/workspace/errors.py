"""What is refused about a workspace."""

from goals.errors import Faulty, Refused, Unprocessable


class WorkspaceIsOpen(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The workspace {name!r} is open already.")


class PolicyCannotBe(Faulty):
    """A rule like that can never be right."""


class AnchorIsNotRecorded(Unprocessable):
    def __init__(self) -> None:
        super().__init__(
            "A goal's start is its window's, not the workspace's: record product_launch or market_entry.",
            pointer="/anchor",
        )
