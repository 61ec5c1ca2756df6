"""What cannot be replayed."""

from goals.errors import Unprocessable


class TwoScopes(Unprocessable):
    """What is told is told of one goal, or of a container's goals, or of all; not of two of these at once."""

    mend = "Name a goal or a container, or neither for the whole workspace."

    def __init__(self) -> None:
        super().__init__("Both a goal and a container are named.", pointer="?container")


class TooManyFrames(Unprocessable):
    """A replay has a frame for each of its events, or for each of its days or weeks, though nothing happened then."""

    mend = "Choose a longer `step`, a `from` and a `to` that are nearer to each other, or one `goal`."

    def __init__(self, most: int, *, named: str) -> None:
        super().__init__(f"That would be more than {most:,} frames. {self.mend}", pointer=f"?{named}")
