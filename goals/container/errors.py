"""What is refused about containers."""

from goals.errors import Refused, Unprocessable


class ContainerExists(Refused):
    def __init__(self, container_id: str) -> None:
        super().__init__(f"The container {container_id} is open already.")


class ContainerIsArchived(Refused):
    def __init__(self, *, pointer: str = "") -> None:
        super().__init__(
            "The container is archived: nothing is changed in it or put into it.", pointer=pointer
        )


class ContainerStillHasGoals(Refused):
    def __init__(self, active: int) -> None:
        super().__init__(f"The container has {_counted(active)}: close or move them, then archive it.")
        self.active = active


class ContainerUnderItself(Unprocessable):
    def __init__(self) -> None:
        super().__init__("A container cannot hang under itself.", pointer="/parent_id")


class ContainerUnderItsOwnPart(Refused):
    def __init__(self, parent_id: str) -> None:
        super().__init__(
            f"The container {parent_id} hangs under this one, and cannot be above it too.",
            pointer="/parent_id",
        )


class LimitOutOfRange(Unprocessable):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"At least 1 goal must be allowed to be active, not {limit}; null allows any number.",
            pointer="/max_active_goals",
        )


class LimitBelowActive(Refused):
    def __init__(self, *, limit: int, active: int) -> None:
        super().__init__(
            f"The container has {_counted(active)}, more than the {limit} it would allow.",
            pointer="/max_active_goals",
        )


def _counted(active: int) -> str:
    return "1 active goal" if active == 1 else f"{active} active goals"
