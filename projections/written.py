"""How are values written in what is told?"""

from datetime import UTC, date, datetime
from decimal import Decimal

from goals.quantity import plain, ratio

PREFIX = "goalpost."


def public_type(topic: str) -> str:
    """The name under which a type of event is known outside."""
    return f"{PREFIX}{topic}"


def decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def share(value: Decimal | None) -> str | None:
    """To four places."""
    return None if value is None else ratio(value)


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the microsecond."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
