"""What is to be asked where goalposts were eased late, or when it looked like a miss?"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from goals.vocabulary import FlagId
from goals.window import local_day
from projections.answers.axes import Axis
from projections.answers.retrospective.question import (
    Code,
    Question,
    amount,
    as_recorded,
    counted,
    day,
    day_of,
    named,
    percent,
    through,
    who,
)
from projections.answers.retrospective.seen import Seen

LATE, BEHIND = FlagId.R01.value, FlagId.R02.value
ALWAYS = ("flags", "changes", "effect", "follows", "effective_on", "recorded_at", "actor", "approved_by")
THEN = ("progress_then", "expected_then", "days_to_deadline")
"""Of the moment at which it was recorded: said only where it took effect no earlier."""
Move = Mapping[str, Any]


def questions(seen: Seen, changes: Sequence[Mapping[str, Any]]) -> Iterator[Question]:
    """The last first. What was only announced before the period was asked about then."""
    for change in reversed(changes):
        move = change["retarget"]
        was_asked = change["announced"] and seen.axis is Axis.RECORDED
        if move is not None and not was_asked and {LATE, BEHIND} & set(move["flags"]):
            yield _eased(seen, move)


def _eased(seen: Seen, move: Move) -> Question:
    code, words = _asked(seen, move)
    names = ALWAYS if _is_backdated(seen, move) else (*ALWAYS, *THEN)
    because = {name: move[name] for name in names}
    return Question(code, move["goal_id"], as_recorded(seen, move["goal_id"], words), because, [move["event_id"]])


def _asked(seen: Seen, move: Move) -> tuple[Code, str]:
    if move["follows"] is not None:
        return Code.EASED_ALONG, _along(seen, move)
    if LATE in move["flags"]:
        return Code.EASED_LATE, _late(seen, move)
    return Code.EASED_BEHIND, _behind(seen, move)


def _along(seen: Seen, move: Move) -> str:
    """Nobody eased it."""
    by = f"{who(move['actor'], move['on_behalf_of'])} {through(seen, move['follows'])}"
    return f"{named(seen, move['goal_id'])} became easier {_when(seen, move)} because {by}: does it still ask enough?"


def _late(seen: Seen, move: Move) -> str:
    title, by = named(seen, move["goal_id"]), who(move["actor"], move["on_behalf_of"])
    agreed = "who agreed" if move["approved_by"] is None else f"why did {who(move['approved_by'])} agree"
    missed, when = f"have been missed{_reached(seen, move)}", f"{_when(seen, move)}{_before_end(seen, move)}"
    target = _target(move)
    if target is None:
        return f"Would {title} {missed}, and {agreed} to what {by} eased {when}?"
    return f"{title}: would {target[0]} {missed}, and {agreed} to {target[1]}, set by {by} {when}?"


def _behind(seen: Seen, move: Move) -> str:
    title, by, target = named(seen, move["goal_id"]), who(move["actor"], move["on_behalf_of"]), _target(move)
    eased = f"{title}" if target is None else f"{title} from {target[0]} to {target[1]}"
    expected = move["expected_then"]
    behind = ", when it was behind"
    if not _is_backdated(seen, move) and expected is not None:
        behind = f",{_reached(seen, move)} where {percent(expected)} was expected"
    return f"Why did {by} ease {eased} {_when(seen, move)}{behind}?"


def _reached(seen: Seen, move: Move) -> str:
    if _is_backdated(seen, move):
        return ""
    progress = move["progress_then"]
    return " with nothing read" if progress is None else f" at {percent(progress)}"


def _when(seen: Seen, move: Move) -> str:
    on = day_of(seen, move["recorded_at"])
    return (
        f"with effect from {day(move['effective_on'])}, recorded on {on}" if _is_backdated(seen, move) else f"on {on}"
    )


def _before_end(seen: Seen, move: Move) -> str:
    days = move["days_to_deadline"]
    if days is None or _is_backdated(seen, move):
        return ""
    if days == 0:
        return ", on the last day"
    return f", {counted(abs(days), 'day')} {'before' if days > 0 else 'after'} the deadline"


def _is_backdated(seen: Seen, move: Move) -> bool:
    """Recorded on a later day, in the goal's own zone, than it took effect."""
    span = seen.by_id[move["goal_id"]].view.goal.definition.span
    tz = seen.asking.workspace.policy.tz if span is None else span.tz
    return local_day(datetime.fromisoformat(move["recorded_at"]), tz) > date.fromisoformat(move["effective_on"])


def _target(move: Move) -> tuple[str, str] | None:
    """Before and after; None where it was not changed, or is no amount."""
    target = next((each for each in move["changes"] if each["field"] == "target"), None)
    if target is None or not all(_is_amount(target[side]) for side in ("before", "after")):
        return None
    return amount(target["before"]), amount(target["after"])


def _is_amount(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, Mapping) and value.keys() == {"low", "high"})
