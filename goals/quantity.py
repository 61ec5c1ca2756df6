"""Exact numbers: how they are read, written, rounded and put in order."""

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import reduce

EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)

PATTERN = r"^-?[0-9]{1,18}(\.[0-9]{1,9})?$"

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

_WRITTEN = re.compile(PATTERN)
_NINTH_PLACE = Decimal("1E-9")
_FOURTH_PLACE = Decimal("1E-4")
_SHIFT = 10**27
_SETTLED = Context(prec=40, rounding=ROUND_HALF_EVEN)


def parse(text: str | int) -> Decimal:
    """The number written in `text`, in plain notation: up to 18 digits before and 9 after the point.

    Raises ValueError for anything else: exponents, NaN, infinities, spaces, longer numbers.
    """
    written = str(text)
    if isinstance(text, bool) or _WRITTEN.fullmatch(written) is None:
        shown = written if len(written) <= 40 else written[:40] + "…"
        raise ValueError(
            f"{shown!r} is not a plain decimal number with at most 18 digits before the point and 9 after it."
        )
    return _without_trailing_zeros(Decimal(written))


def plain(value: Decimal) -> str:
    """`value` in plain notation, without trailing zeros; zero has no sign."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a finite number.")
    return format(value.normalize(EXACT), "f") if value else "0"


def places(value: Decimal) -> int:
    """How many decimals `value` needs."""
    return max(0, -_exponent(_without_trailing_zeros(value)))


def resolved(value: Decimal) -> Decimal:
    """`value` rounded half-even to 9 places, without trailing zeros."""
    return _without_trailing_zeros(EXACT.quantize(value, _NINTH_PLACE))


def ratio(value: Decimal) -> str:
    """`value` rounded half-even to exactly four places; zero has no sign."""
    rounded = EXACT.quantize(settled(value), _FOURTH_PLACE)
    return format(EXACT.abs(rounded) if rounded == 0 else rounded, "f")


def order_key(value: Decimal) -> str:
    """28 digits whose order as text is the order of the numbers that `parse` accepts.

    Raises ValueError where `value` is longer than that.
    """
    counted = EXACT.scaleb(value, 9)
    if counted != counted.to_integral_value() or EXACT.abs(counted) >= _SHIFT:
        raise ValueError(f"{value} has more than 18 digits before the point or 9 after it.")
    return f"{int(counted) + _SHIFT:028d}"


def billionths(key: str) -> int:
    """How many there are in the number of an `order_key`."""
    return int(key) - _SHIFT


def clamp(value: Decimal) -> Decimal:
    """`value`, brought into [0, 1]."""
    return min(max(value, ZERO), ONE)


def total(values: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, values, ZERO)


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    """`part` divided by `whole`, to 40 significant digits, 20 fewer than were computed: so that a third
    times three is one, and a threshold that is met exactly is met."""
    return settled(EXACT.divide(part, whole))


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """Unrounded; None of nothing."""
    return quotient(total(values), Decimal(len(values))) if values else None


def settled(value: Decimal) -> Decimal:
    """`value` to 40 significant digits."""
    return _SETTLED.plus(value)


def _without_trailing_zeros(value: Decimal) -> Decimal:
    if value == 0:
        return ZERO
    shortest = value.normalize(EXACT)
    return EXACT.quantize(shortest, ONE) if _exponent(shortest) > 0 else shortest


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{value} is not a finite number.")
    return exponent
