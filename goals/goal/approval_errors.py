"""What is refused about who may move the goalposts, and when."""

from goals.errors import Refused


class CycleIsClosed(Refused):
    """The goal's window lies in a period that is closed, and its goals stay as they were then."""

    mend = "Have the cycle reopened, then send this again; readings go on being taken in."

    def __init__(self, cycle: str) -> None:
        super().__init__(f"The cycle {cycle} is closed, and its goals change no more: have it reopened first.")
