"""Between which two moments is compared?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from projections.answers import moment
from projections.answers.asking import Asking
from projections.answers.errors import EndsBeforeItBegins
from projections.answers.marks import Mark, are_reversed, began_at, ended_at, said


@dataclass(frozen=True, slots=True)
class Ends:
    """The same question at two moments: `after` knows all that `before` knew."""

    before: Asking
    after: Asking

    def has(self, position: int) -> bool:
        """Whether it was recorded between them."""
        return self.before.position < position <= self.after.position


def ends_of(asking: Asking, first: Mark, last: Mark | None) -> Ends:
    """Up to the moment asked about, unless a last one is named; both about the day asked about, if one was named.

    Raises NoSuchMoment and EndsBeforeItBegins.
    """
    before = began_at(asking, first)
    after = asking if last is None else ended_at(asking, last)
    if isinstance(first, date) and isinstance(last, date) and are_reversed(first, last):
        raise EndsBeforeItBegins(first, last)
    if before.position > after.position or before.as_of > after.as_of:
        raise EndsBeforeItBegins(*said(before, after))
    if not asking.is_on_given:
        return Ends(before, after)
    return Ends(before.about(asking.on), after.about(asking.on))


def told(asking: Asking, ends: Ends) -> dict[str, Any]:
    """Both moments, and the one asked about."""
    return {"from": moment.told(ends.before), "to": moment.told(ends.after), **moment.told(asking)}
