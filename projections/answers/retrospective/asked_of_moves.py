"""What is to be asked where goalposts, owners or rules were changed?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from goals.goal.facts import OwnerChanged
from goals.workspace.facts import PolicyChanged
from projections.answers.retrospective import asked_of_easings
from projections.answers.retrospective.question import (
    Code,
    Question,
    day_of,
    named,
    points,
    who,
)
from projections.answers.retrospective.seen import Seen
from projections.answers.told import public_type

OWNER_CHANGED, POLICY_CHANGED = (public_type(str(fact.__struct_config__.tag)) for fact in (OwnerChanged, PolicyChanged))
Change = Mapping[str, Any]


def questions(seen: Seen, report: Mapping[str, Any]) -> Iterator[Question]:
    made = [each for each in report["changes"] if not each["left_out"]]
    yield from asked_of_easings.questions(seen, made)
    for each in report["decomposition"]["goals"]:
        if _is_moved_more(each):
            yield _gained(seen, each)
    yield from _owners(seen, [each for each in made if each["type"] == OWNER_CHANGED])
    yield from _policy(seen, [each for each in made if each["type"] == POLICY_CHANGED])


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
