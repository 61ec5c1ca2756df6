"""Why a reading is not taken."""

from datetime import datetime
from decimal import Decimal

from goals.errors import Refused, Unprocessable
from goals.quantity import plain


class ReadingInFuture(Unprocessable):
    """A value was observed at an instant that has not come in this workspace."""

    mend = "Send when it was observed; in a test workspace, move the clock first."

    def __init__(self, observed_at: datetime, now: datetime) -> None:
        super().__init__(
            f"It is {now.isoformat()} here, and {observed_at.isoformat()} has not come: "
            "send the instant at which the value was observed.",
            pointer="/observed_at",
        )


class TooManyDecimals(Unprocessable):
    """The KPI's scale says how many decimals its readings may have, and nothing is rounded in silence."""

    mend = "Round it yourself, or redefine the KPI with a larger scale."

    def __init__(self, value: Decimal, scale: int) -> None:
        super().__init__(
            f"{plain(value)} has more decimals than this KPI's {scale}: round it, or redefine the KPI.",
            pointer="/value",
        )


class KpiIsRetired(Refused):
    """The KPI was retired, and stays as it was then."""

    mend = "Use another KPI, or define a new one."

    def __init__(self, key: str) -> None:
        super().__init__(f"The KPI {key} is retired: no reading of it is taken any more.", pointer="/kpi_id")


class ReadingConflict(Refused):
    """The same key came before with another value, instant, source, note or evidence."""

    mend = "Correct the reading that is there, or send this one under another key."

    def __init__(self, key: str) -> None:
        super().__init__(
            f"A reading with the key {key!r} was recorded with other content: correct that one, or use another key.",
            pointer="/key",
        )


class ReadingIsVoid(Refused):
    """It was declared not to count, and is not corrected any more."""

    mend = "Record a new reading under another key."

    def __init__(self, reading_id: str) -> None:
        super().__init__(f"The reading {reading_id} was voided: record a new one under another key.")


class ReasonTooShort(Unprocessable):
    """Whoever reads the trail later has only these words, and they are too few."""

    mend = "Say why in a whole sentence."

    def __init__(self) -> None:
        super().__init__("Say why, in at least one character that is not a space.", pointer="/reason")
