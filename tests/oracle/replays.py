"""What a replay shows: each frame is how every goal stood then."""

import json
from datetime import date, timedelta
from typing import Any

from tests.oracle import oracle, served
from tests.oracle.asking import Question, compared
from tests.oracle.oracle import Moment
from tests.oracle.oracle_log import replayed
from tests.soak import scale

OK, NOT_ASKED_ABOUT = 200, 422
MOST_DAYS = 40
LOOKED_AT = scale(3, 8)


def replay(asked: Question) -> list[str]:
    """A few frames of either axis."""
    axis = asked.chance.choice(["recorded", "effective"])
    path = f"/v1/replay{asked.query}&axis={axis}{drawn_course(asked, axis)}"
    answer = asked.telling.api.get(path)
    if answer.status_code == NOT_ASKED_ABOUT and axis == "effective":
        return []
    assert answer.status_code == OK, f"{path}: {answer.text}"
    *frames, last = [json.loads(line) for line in answer.text.splitlines()]
    wrong = compared(path, last, {"end": True, "frames": len(frames), "position": frames[-1]["position"]})
    seen = [frames[0], *asked.chance.sample(frames, k=min(LOOKED_AT, len(frames))), frames[-1]]
    return wrong + [fault for frame in seen for fault in wrong_frame(asked, path, axis, frame)]


def drawn_course(asked: Question, axis: str) -> str:
    step = asked.chance.choice(["day", "week", "event"])
    if axis == "recorded":
        last = asked.chance.randint(1, asked.moment.position)
        return f"&step={step}&from={asked.chance.randint(min(2, last), last)}&to={last}"
    until = asked.moment.on or asked.moment.now.date()
    return f"&step={step}&from={until - timedelta(days=asked.chance.randint(0, MOST_DAYS))}&to={until}"


def wrong_frame(asked: Question, path: str, axis: str, frame: dict[str, Any]) -> list[str]:
    """By what was known then, of that day unless one was named; or of that day, by all that is known."""
    if axis == "recorded":
        moment = Moment(frame["position"], served.instant(frame["moment"]), asked.moment.on)
    else:
        moment = Moment(asked.moment.position, asked.moment.now, date.fromisoformat(frame["on"]))
    known = replayed(asked.events, moment.position).goals
    expected = {goal_id: line(oracle.goal(asked.events, goal_id, moment)) for goal_id in known}
    found = {each["goal_id"]: {name: each[name] for name in each if name != "goal_id"} for each in frame["goals"]}
    return compared(f"{path} frame {frame['frame']} of {moment.position}, {moment.now}, {moment.on}", found, expected)


def line(told: dict[str, Any]) -> dict[str, Any]:
    names = ("on", "title", "owner", "state", "outcome", "progress", "expected", "pace", "health", "achieved", "flags")
    return {name: told[name] for name in names} | {
        "baseline": told["baseline"][1],
        "target": told["target"][1],
        "end": told["window"] and told["window"][1],
        "value": told["current"] and told["current"][0],
        "version": told["version"],
    }
