"""What is to be asked of milestones that slipped, and of goals that ended?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from projections.answers.retrospective.question import Code, Question, counted, day, named, who
from projections.answers.retrospective.seen import Seen

TWICE = 2
Item = Mapping[str, Any]


def questions(seen: Seen, report: Mapping[str, Any]) -> Iterator[Question]:
    slipped = [each for each in report["milestones"]["slipped"] if len(_put_off(each)) >= TWICE]
    for goal_id in dict.fromkeys(each["goal_id"] for each in slipped):
        yield _slipped(seen, goal_id, [each for each in slipped if each["goal_id"] == goal_id])
    for each in reversed(report["lessons"]):
        if each["lessons"] is None and not each["withdrawn"]:
            yield _unlearnt(seen, each)


def _slipped(seen: Seen, goal_id: str, milestones: Sequence[Item]) -> Question:
    """Of the one that was put off most often."""
    worst = max(milestones, key=lambda each: (len(_put_off(each)), each["slip_days"] or 0))
    moves = _put_off(worst)
    days = f", {counted(worst['slip_days'], 'day')} altogether," if (worst["slip_days"] or 0) > 0 else ","
    words = (
        f"The milestone “{worst['title']}” of {named(seen, goal_id)} was put off {len(moves)} times{days} the last "
        f"time by {who(moves[-1]['actor'])}: what makes its date one to rely on?"
    )
    because = {name: worst[name] for name in ("milestone_id", "moves", "slip_days", "moved_after_due")}
    return Question(Code.SLIPPED_TWICE, goal_id, words, because, [due["event_id"] for due in moves])


def _put_off(milestone: Item) -> list[Item]:
    """The moves to a later day."""
    return [due for due in milestone["dues"] if (due["slip_days"] or 0) > 0]


def _unlearnt(seen: Seen, each: Item) -> Question:
    because = {name: each[name] for name in ("outcome", "on", "actor")}
    words = (
        f"{named(seen, each['goal_id'])} was closed as {each['outcome'].replace('_', ' ')} by "
        f"{who(each['actor'], each['on_behalf_of'])} on {day(each['on'])} without a lesson: what was learnt?"
    )
    return Question(Code.NO_LESSONS, each["goal_id"], words, because, [each["event_id"]])
