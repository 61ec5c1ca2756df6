"""What is to be asked where goalposts, owners or rules were changed?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from goals.goal.facts import OwnerChanged
from goals.vocabulary import FlagId
from goals.workspace.facts import PolicyChanged
from projections.answers.retrospective.question import (
    Code,
    Question,
    amount,
    counted,
    day_of,
    named,
    percent,
    points,
    who,
)
from projections.answers.retrospective.seen import Seen
from projections.answers.told import public_type

LATE = {FlagId.R01.value, FlagId.R02.value}
OWNER_CHANGED, POLICY_CHANGED = (public_type(str(fact.__struct_config__.tag)) for fact in (OwnerChanged, PolicyChanged))
Change = Mapping[str, Any]


def questions(seen: Seen, report: Mapping[str, Any]) -> Iterator[Question]:
    made = [each for each in report["changes"] if not each["left_out"]]
    for change in reversed(made):
        retarget = change["retarget"]
        if retarget is not None and LATE & set(retarget["flags"]):
            yield _eased(seen, retarget)
    for each in report["decomposition"]["goals"]:
        if _is_moved_more(each):
            yield _gained(seen, each)
    yield from _owners(seen, [each for each in made if each["type"] == OWNER_CHANGED])
    yield from _policy(seen, [each for each in made if each["type"] == POLICY_CHANGED])


def _eased(seen: Seen, move: Change) -> Question:
    """The last of them that were late, or followed a miss."""
    because = {
        name: move[name]
        for name in ("flags", "changes", "effect", "progress_then", "days_to_deadline", "actor", "approved_by")
    }
    return Question(Code.EASED_LATE, move["goal_id"], _eased_words(seen, move), because, [move["event_id"]])


def _eased_words(seen: Seen, move: Change) -> str:
    title, by, on = (
        named(seen, move["goal_id"]),
        who(move["actor"], move["on_behalf_of"]),
        day_of(seen, move["recorded_at"]),
    )
    progress = move["progress_then"]
    reached = "with nothing read" if progress is None else f"at {percent(progress)}"
    agreed = "who agreed" if move["approved_by"] is None else f"why did {who(move['approved_by'])} agree"
    target = next((each for each in move["changes"] if each["field"] == "target"), None)
    if target is None or not _are_amounts(target):
        return f"Would {title} have been missed {reached}, and {agreed} to what {by} eased on {on}{_before_end(move)}?"
    old, new = amount(target["before"]), amount(target["after"])
    moved = f"{new}, set by {by} on {on}{_before_end(move)}"
    return f"{title}: would {old} have been missed {reached}, and {agreed} to {moved}?"


def _before_end(move: Change) -> str:
    days = move["days_to_deadline"]
    if days is None:
        return ""
    if days == 0:
        return ", on the last day"
    return f", {counted(abs(days), 'day')} {'before' if days > 0 else 'after'} the deadline"


def _are_amounts(change: Change) -> bool:
    return all(isinstance(change[side], str) or _is_range(change[side]) for side in ("before", "after"))


def _is_range(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"low", "high"}


def _is_moved_more(each: Change) -> bool:
    """Whether it gained more by its goalposts than by its readings."""
    if each["retarget"] is None or each["performance"] is None:
        return False
    return Decimal(each["retarget"]) > max(Decimal(each["performance"]), Decimal(0))


def _gained(seen: Seen, each: Change) -> Question:
    movers = dict.fromkeys(who(step["actor"]) for step in each["steps"])
    because = {name: each[name] for name in ("performance", "retarget", "total")}
    words = (
        f"{named(seen, each['goal_id'])} gained {points(each['retarget'])} because {' and '.join(movers)} moved its "
        f"goalposts, and {points(each['performance'])} by what was read: what would be said of it by the old ones?"
    )
    event_ids = [step["event_id"] for step in each["steps"]]
    return Question(Code.GAINED_BY_RETARGETING, each["goal_id"], words, because, event_ids)


def _owners(seen: Seen, changes: Sequence[Change]) -> Iterator[Question]:
    for goal_id in dict.fromkeys(each["goal_id"] for each in changes):
        mine = [each for each in changes if each["goal_id"] == goal_id]
        before, after = _owner(mine[0], "before"), _owner(mine[-1], "after")
        on = day_of(seen, mine[-1]["recorded_at"])
        passed = f"{named(seen, goal_id)} passed from {before or 'nobody'} to {after or 'nobody'} on {on}"
        because = {"owner_before": before, "owner_after": after, "changes": len(mine)}
        words = f"{passed}: who answers for what came of it?"
        yield Question(Code.OWNER_CHANGED, goal_id, words, because, [each["event_id"] for each in mine])


def _owner(change: Change, side: str) -> str | None:
    return next((each[side] for each in change["changes"] if each["field"] == "owner"), None)


def _policy(seen: Seen, changes: Sequence[Change]) -> Iterator[Question]:
    if not changes:
        return
    fields = [each for change in changes for each in change["changes"] if each["field"] != "policy_version"]
    names = " and ".join(dict.fromkeys(each["field"].replace("_", " ") for each in fields))
    on, by = day_of(seen, changes[-1]["recorded_at"]), who(changes[-1]["actor"], changes[-1]["on_behalf_of"])
    words = f"{by} changed the rules on {on} ({names}): were goals before and after that judged alike?"
    yield Question(Code.POLICY_CHANGED, None, words, {"changes": fields}, [each["event_id"] for each in changes])
