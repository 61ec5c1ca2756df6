"""What is a question that a report suggests, and how are its names and figures said?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from goals.quantity import EXACT, HUNDRED, plain
from goals.window import local_day
from projections.answers.retrospective.seen import Seen


class Code(StrEnum):
    """What a question is about, the weightiest first; a flag's is about one that nobody has acknowledged."""

    EASED_LATE = "eased_late"
    EASED_BEHIND = "eased_behind"
    TURNED_LATE = "turned_late"
    GAINED_BY_RETARGETING = "gained_by_retargeting"
    EASED_ALONG = "eased_along"
    R10 = "R10"
    R03 = "R03"
    R06 = "R06"
    R09 = "R09"
    R04 = "R04"
    R14 = "R14"
    R16 = "R16"
    FIGURES_CHANGED = "figures_changed"
    OWN_ASSESSMENT = "own_assessment"
    R05 = "R05"
    R07 = "R07"
    R08 = "R08"
    FORECASTS_OFF = "forecasts_off"
    SILENT = "silent"
    SLIPPED_TWICE = "slipped_twice"
    R12 = "R12"
    R17 = "R17"
    R11 = "R11"
    NO_LESSONS = "no_lessons"
    OWNER_CHANGED = "owner_changed"
    POLICY_CHANGED = "policy_changed"
    R01 = "R01"
    R02 = "R02"
    R13 = "R13"
    R15 = "R15"
    R18 = "R18"


PLACES = {code: place for place, code in enumerate(Code)}


@dataclass(frozen=True, slots=True)
class Question:
    """A prompt, never a verdict. `because` are the figures that prompt it, as the report tells them."""

    code: Code
    goal_id: str | None
    words: str
    because: Mapping[str, Any]
    event_ids: Sequence[str] = ()

    @property
    def told(self) -> dict[str, Any]:
        return {
            "code": self.code.value,
            "goal_id": self.goal_id,
            "question": self.words,
            "because": dict(self.because),
            "event_ids": list(self.event_ids),
        }


def named(seen: Seen, goal_id: str) -> str:
    title = seen.titles.get(goal_id)
    return f"“{goal_id}”" if title is None else f"“{title}”"


def who(actor: Mapping[str, Any], on_behalf_of: str | None = None) -> str:
    return str(actor["id"]) if on_behalf_of is None else f"{actor['id']} for {on_behalf_of}"


def as_recorded(seen: Seen, goal_id: str, words: str) -> str:
    """What was judged of a retarget when it was recorded, is so of one that is kept where others are left out."""
    supposing = seen.asking.supposing
    return words if supposing is None or not supposing.touches(goal_id) else f"As recorded: {words}"


def through(seen: Seen, follows: str) -> str:
    """What somebody did that moved the goalposts; `follows` is the stream that they follow."""
    return "moved the event its window hangs on" if follows == seen.asking.workspace_id else "redefined its KPI"


def percent(share: str) -> str:
    """Of a share as the report tells it."""
    return f"{plain(EXACT.multiply(Decimal(share), HUNDRED))} %"


def points(share: str) -> str:
    """Of a difference between shares."""
    number = plain(EXACT.multiply(Decimal(share), HUNDRED))
    return counted(number, "point")


def counted(number: int | str, what: str) -> str:
    return f"{number} {what}" if str(number) == "1" else f"{number} {what}s"


def amount(value: Any) -> str:
    """A number with its thousands apart, or a range."""
    if isinstance(value, Mapping) and value.keys() == {"low", "high"}:
        return f"{amount(value['low'])} to {amount(value['high'])}"
    return format(Decimal(value), ",f")


def day(written: str) -> str:
    """Of a day as the report tells it."""
    found = date.fromisoformat(written)
    return f"{found.day} {found:%B} {found.year}"


def day_of(seen: Seen, instant: str) -> str:
    """The workspace's day of an instant as the report tells it."""
    return day(local_day(datetime.fromisoformat(instant), seen.asking.workspace.policy.tz).isoformat())
