"""How the values of answers read in a sentence. What people wrote comes escaped."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from api.markdown.text import NOTHING, line, short, text
from goals.flags import NAMES
from goals.quantity import EXACT, HUNDRED, plain
from goals.vocabulary import FlagId

Told = Mapping[str, Any]

UNTOLD = frozenset(
    (
        "state",
        "maturity",
        "proposals",
        "cycles",
        "closing",
        "closed_on",
        "activated_on",
        "container_id",
        "kpi",
        "parents",
        "tz",
        "policy_version",
    )
)
"""Fields that only repeat what was done, and ids."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]+Z)?")
_WORDS = re.compile(r"[a-z]+(_[a-z]+)+")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def day(written: str | None) -> str:
    """As in "20 December 2023", of a day, or of an instant in UTC."""
    if written is None:
        return NOTHING
    found = date.fromisoformat(written[:10])
    return f"{found.day} {found:%B} {found.year}"


def span(first: str, last: str) -> str:
    """As in "1 October to 31 December 2023", "5 to 19 November 2023"."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if begins == ends:
        return day(last)
    if begins.year != ends.year:
        return f"{day(first)} to {day(last)}"
    month = "" if begins.month == ends.month else f" {begins:%B}"
    return f"{begins.day}{month} to {day(last)}"


def number(written: str) -> str:
    """Exact, its thousands apart."""
    return format(Decimal(written), ",f")


def about(written: str, *, digits: int = 4) -> str:
    """An estimate: to so many digits, and to the unit where it is greater."""
    found = Decimal(written)
    places = min(found.adjusted() - digits + 1, 0) if found else 0
    return number(plain(round(found, -places)))


def percent(share: str | None) -> str:
    """As in "40 %"."""
    return NOTHING if share is None else f"{number(_hundredfold(share))} %"


def points(share: str | None) -> str:
    """A difference of two shares, as in "+15 points"."""
    if share is None:
        return NOTHING
    found = number(_hundredfold(share))
    return f"{'' if found.startswith('-') or found == '0' else '+'}{counted(found, 'point')}"


def counted(many: int | str, what: str) -> str:
    """As in "1 goal", "8 goals"."""
    return f"{many} {what}" if str(many) in ("1", "-1") else f"{many} {what}s"


def words(code: str) -> str:
    """Of an enumeration's word."""
    return text(code.replace("_", " "))


def who(told: Told) -> str:
    """Who did it, and for whom."""
    actor, other = text(told["actor"]["id"]), told.get("on_behalf_of")
    return actor if other is None else f"{actor} for {text(other)}"


def because(reason: str | None) -> str:
    """As what follows a sentence."""
    return "" if reason is None or not line(reason) else f" “{short(reason)}”"


def flags(ids: Sequence[str]) -> str:
    """By what each of them asks about, as in "late easing, after miss"."""
    return ", ".join(NAMES[FlagId(each)].lower().replace("_", " ") for each in ids)


def together(said: Iterable[str]) -> str:
    """As in "a, b and c"."""
    *most, last = list(said) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def amount(value: Any) -> str:
    """A number, a day, a range, or what else a field may hold; nothing of what takes more than a few words."""
    match value:
        case None:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case {"kind": str(kind), **rest}:
            return f"{words(kind)} {amount(rest)}".strip()
        case {"low": low, "high": high}:
            return f"{amount(low)} to {amount(high)}"
        case dict() if all(_is_simple(inner) for inner in value.values()):
            return ", ".join(f"{words(name)} {amount(inner)}" for name, inner in value.items())
        case list() if all(_is_simple(inner) for inner in value):
            return ", ".join(map(amount, value)) or NOTHING
        case int() | str():
            return _one(str(value))
        case _:
            return ""


def fields(changes: Iterable[Told]) -> str:
    """As in "target 600,000 → 500,000", for each field that is told in a few words."""
    return ", ".join(filter(None, map(_field, changes)))


def _field(change: Told) -> str:
    name, _, part = change["field"].partition(".")
    before, after = amount(change["before"]), amount(change["after"])
    if name in UNTOLD or not before or not after:
        return ""
    said = words(part or name)
    return f"{said} {after}" if change["before"] is None else f"{said} {before} → {after}"


def _one(value: str) -> str:
    if _NUMBER.fullmatch(value):
        return number(value)
    if _DAY.fullmatch(value):
        return day(value)
    if _WORDS.fullmatch(value):
        return words(value)
    return "" if _ID.fullmatch(value) else short(value)


def _is_simple(value: Any) -> bool:
    return not isinstance(value, dict | list) and not (isinstance(value, str) and _ID.fullmatch(value))


def _hundredfold(share: str) -> str:
    return plain(EXACT.multiply(Decimal(share), HUNDRED))
