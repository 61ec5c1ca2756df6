"""What is refused about a bundle."""

from datetime import datetime

from goals.errors import Refused, Unprocessable
from goals.instants import in_utc


class SeedWithoutSample(Unprocessable):
    """A seed chooses what is drawn, and nothing is to be drawn."""

    mend = "Say with `sample` how many changes to draw, or leave the seed out."

    def __init__(self) -> None:
        super().__init__("There is a seed, and nothing to be drawn by it.", pointer="?seed")


class GrownMeanwhile(Refused):
    """What was asked for as of a moment that has only just come, or comes yet, was added to while it was asked for."""

    mend = "Send it again."

    def __init__(self, as_of: datetime) -> None:
        super().__init__(f"More was recorded by {in_utc(as_of)} since the log was looked at.", pointer="?as_of")
