"""How is a value written in the trail's two tables?"""

import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

LONGEST_CELL = 32_767
CUT = "…"
DIGITS = 15
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula, the full-width signs too."""
Cell = str | float
"""Of a spreadsheet: text or a number; empty text where there is no cell."""

MOST_PLACES = 100
"""Before the point, or behind it: no number has nearly as many, and one could be written with a million zeros."""

_FORMULAS = frozenset(FORMULA)
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take it for one."""
    return text[:1] in _FORMULAS and text != "" and _PLAIN.fullmatch(text) is None


def in_csv(text: str) -> str:
    """With an apostrophe before it where it would be a formula."""
    return f"'{text}" if is_formula(text) else text


def in_sheet(text: str, *, is_number: bool) -> Cell:
    """A number where it is one of at most fifteen digits; long text is cut.

    A space follows text that the writer would take for marked-up text.
    """
    if is_number and _PLAIN.fullmatch(text) is not None and _is_kept(text):
        return float(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + CUT


def plain(written: str) -> str:
    """A number in plain notation, without trailing zeros."""
    value = Decimal(written)
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise ValueError(f"{written[:40]!r} is no number as numbers are here")
    return format(value.normalize(_EXACT), "f") if value else "0"


def instant(microseconds: int) -> str:
    """Since 1970, as RFC 3339 in UTC."""
    return _told(_EPOCH + timedelta(microseconds=microseconds))


def instant_in_utc(written: str) -> str:
    return _told(datetime.fromisoformat(written).astimezone(UTC))


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _is_kept(number: str) -> bool:
    return len(number) <= DIGITS or len(Decimal(number).normalize().as_tuple().digits) <= DIGITS
