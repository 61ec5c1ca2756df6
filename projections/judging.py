"""What did moving the goalposts do, by what was known when it was recorded?"""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from goals import retargeting
from goals.goal.definition import Definition
from goals.progress import Yardstick
from goals.quantity import quotient
from goals.vocabulary import Effect
from goals.window import Window, elapsed_days, total_days
from projections.standing import Question, Standing, yardstick_of


class LastReading(Struct, frozen=True, kw_only=True):
    """The last reading known then that counted."""

    value: Decimal
    observed_at: datetime
    reading_id: str


class Judgement(Struct, frozen=True, kw_only=True):
    """`ratio`, `magnitude`, `window_elapsed`, `progress`, `expected` and `pace` are unrounded; None where they have no
    meaning.

    What the change did is told from the definition it changed. How the goal stood then, and the days and shares of its
    deadline, are those of the one in force; negative days are after it. While a notice runs the two are not the same.
    """

    effect: Effect
    ratio: Decimal | None
    magnitude: Decimal | None
    days_to_deadline: int | None
    window_elapsed: Decimal | None
    last_reading: LastReading | None
    progress: Decimal | None
    pace: Decimal | None
    expected: Decimal | None = None


def judge(
    question: Question, *, before: Definition, after: Definition, held: Definition, original: Definition | None
) -> Judgement:
    """The change from `before` to `after`, on the day of the question, on which `held` is in force."""
    today = question.on
    changed_from = question.standing(before)
    current = None if changed_from is None else changed_from.value
    old, new = _yardsticks(before, after, today)
    if old is None or new is None:
        effect, ratio = Effect.INCOMPARABLE, None
    else:
        said_otherwise = before.target != after.target
        effect = retargeting.effect(old, new, current=current, today=today, said_otherwise=said_otherwise)
        ratio = retargeting.rate_ratio(old, new, current=current, today=today)
    standing = changed_from if held == before else question.standing(held)
    return Judgement(
        effect=effect,
        ratio=ratio,
        magnitude=_magnitude(old, new, original),
        days_to_deadline=None if held.span is None else (held.span.end - today).days,
        window_elapsed=_elapsed(held.span, today),
        last_reading=_last(standing),
        progress=None if standing is None else standing.raw,
        pace=None if standing is None else standing.pace,
        expected=None if standing is None else standing.expected,
    )


def _yardsticks(before: Definition, after: Definition, today: date) -> tuple[Yardstick | None, Yardstick | None]:
    """What both measure by. A window that both still wait for is no difference: today stands for it."""
    if before.span is None and after.span is None and before.window == after.window:
        waiting = Window(start=today, end=today, tz="UTC")
        before, after = replace(before, span=waiting), replace(after, span=waiting)
    return yardstick_of(before), yardstick_of(after)


def _magnitude(old: Yardstick | None, new: Yardstick | None, original: Definition | None) -> Decimal | None:
    if old is None or new is None or original is None:
        return None
    first = yardstick_of(original) or yardstick_of(replace(original, span=_span_of(old)))
    return None if first is None else retargeting.magnitude(old, new, original=first)


def _span_of(yardstick: Yardstick) -> Window:
    return Window(start=yardstick.start, end=yardstick.end, tz="UTC")


def _elapsed(span: Window | None, today: date) -> Decimal | None:
    if span is None:
        return None
    days = elapsed_days(start=span.start, end=span.end, today=today)
    return quotient(Decimal(days), Decimal(total_days(start=span.start, end=span.end)))


def _last(standing: Standing | None) -> LastReading | None:
    if standing is None or standing.reading is None:
        return None
    reading = standing.reading
    return LastReading(value=reading.value, observed_at=reading.observed_at, reading_id=reading.reading_id)
