"""What is refused about containers."""

from goals.errors import Refused, Unprocessable


class ContainerExists(Refused):
    """A container with this id was opened before."""

    def __init__(self, container_id: str) -> None:
        super().__init__(f"The container {container_id} is open already.")


class ContainerIsArchived(Refused):
    """The container was archived, and stays as it was then."""

    mend = "Use another container, or open a new one."

    def __init__(self, *, pointer: str = "") -> None:
        super().__init__("The container is archived: nothing is changed in it or put into it.", pointer=pointer)


class ContainerStillHasGoals(Refused):
    """Goals are active in the container."""

    mend = "Close them or move them elsewhere, then archive it."

    def __init__(self, active: int) -> None:
        super().__init__(f"The container has {_counted(active)}: close or move them, then archive it.")
        self.active = active


class ContainerUnderItself(Unprocessable):
    """A container was to be its own parent."""

    mend = "Name another container, or null for none."

    def __init__(self) -> None:
        super().__init__("A container cannot hang under itself.", pointer="/parent_id")


class ContainerUnderItsOwnPart(Refused):
    """A container was to hang under one that hangs, directly or not, under itself."""

    mend = "Name another parent, or move that container elsewhere first."

    def __init__(self, parent_id: str) -> None:
        super().__init__(
            f"The container {parent_id} hangs under this one, and cannot be above it too.",
            pointer="/parent_id",
        )


class LimitOutOfRange(Unprocessable):
    """A limit would allow no goal at all."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"At least 1 goal must be allowed to be active, not {limit}; null allows any number.",
            pointer="/max_active_goals",
        )


class LimitBelowActive(Refused):
    """More goals are active in the container than it would allow."""

    mend = "Give a greater limit, or close or pause some of its goals first."

    def __init__(self, *, limit: int, active: int) -> None:
        super().__init__(
            f"The container has {_counted(active)}, more than the {limit} it would allow.",
            pointer="/max_active_goals",
        )


def _counted(active: int) -> str:
    return "1 active goal" if active == 1 else f"{active} active goals"
