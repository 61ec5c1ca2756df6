"""What cannot be replayed."""

from goals.errors import Unprocessable


class TwoScopes(Unprocessable):
    """What is told is told of one goal, or of a container's goals, or of all; not of two of these at once."""

    mend = "Name a goal or a container, or neither for the whole workspace."

    def __init__(self) -> None:
        super().__init__("Both a goal and a container are named.", pointer="?container")


class TooManyFrames(Unprocessable):
    """A replay has a frame for each of its days or weeks, whether anything happened on it or not."""

    mend = "Replay it week by week, or fewer years at once."

    def __init__(self, frames: int, most: int) -> None:
        super().__init__(f"That would be {frames} frames, more than {most}.", pointer="?from")
