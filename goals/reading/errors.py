"""Why a reading is not taken."""

from datetime import datetime
from decimal import Decimal

from goals.errors import Refused, Unprocessable
from goals.quantity import plain


class ReadingInFuture(Unprocessable):
    def __init__(self, observed_at: datetime, now: datetime) -> None:
        super().__init__(
            f"It is {now.isoformat()} here, and {observed_at.isoformat()} has not come: "
            "send the instant at which the value was observed.",
            pointer="/observed_at",
        )


class TooManyDecimals(Unprocessable):
    def __init__(self, value: Decimal, scale: int) -> None:
        super().__init__(
            f"{plain(value)} has more decimals than this KPI's {scale}: round it, or redefine the KPI.",
            pointer="/value",
        )


class KpiIsRetired(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(f"The KPI {key} is retired: no reading of it is taken any more.", pointer="/kpi_id")


class ReadingConflict(Refused):
    def __init__(self, key: str) -> None:
        super().__init__(
            f"A reading with the key {key!r} was recorded with other content: correct that one, or use another key.",
            pointer="/key",
        )


class ReadingIsVoid(Refused):
    def __init__(self, reading_id: str) -> None:
        super().__init__(f"The reading {reading_id} was voided: record a new one under another key.")


class ReasonTooShort(Unprocessable):
    def __init__(self) -> None:
        super().__init__("Say why, in at least one character that is not a space.", pointer="/reason")
