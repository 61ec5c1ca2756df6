"""Instants as they are kept: in tables as microseconds since 1970 in UTC, in names as text."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(instant: datetime) -> int:
    return (instant - EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def in_utc(instant: datetime) -> str:
    """As RFC 3339 in UTC: "2023-04-03T12:00:00Z". Microseconds are told only where there are any."""
    return instant.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def machine_now() -> datetime:
    return datetime.now(UTC)
