"""What is refused about waivers."""

from datetime import date

from goals.errors import Unprocessable
from goals.goal.errors import SHORTEST_REASON


class WaiverIsOver(Unprocessable):
    """A waiver holds to the end of a day, and that day has passed: it would excuse nothing."""

    mend = "Give today or a later day as `until`."

    def __init__(self, until: date, today: date) -> None:
        super().__init__(f"A waiver until {until} is over before it is granted: today is {today}.", pointer="/until")


class WaiverReasonTooShort(Unprocessable):
    """Whoever asks why the goal was let off its way has only these words, and they are too few."""

    mend = "Say why in a whole sentence."

    def __init__(self) -> None:
        super().__init__(
            f"Say why the goal may be off its way, in at least {SHORTEST_REASON} characters.", pointer="/reason"
        )
