"""What is refused about a workspace."""

from goals.errors import Refused, Unprocessable


class PolicyCannotBe(Unprocessable):
    """A rule like that can never be right."""


class AnchorIsNotRecorded(Unprocessable):
    def __init__(self) -> None:
        super().__init__(
            "The start of a goal is its window's, not the workspace's: record a product_launch or a market_entry.",
            pointer="/anchor",
        )


class WorkspaceIsOpen(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"The workspace {name!r} is open already.")
