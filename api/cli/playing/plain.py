"""A replay where there is no terminal: each goal of each frame in a line."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.cli.playing.figures import flags, pace, progress, share, standing, title, value
from api.cli.shown import actor, changed, visible

Told = Mapping[str, Any]


def lines(frame: Told) -> Iterator[str]:
    """What stands in columns first, then the title, and last who changed what of the goal since the frame before."""
    moment = visible(frame["moment"])[:16] + "Z"
    for goal in frame["goals"]:
        found = (
            moment,
            f"{standing(goal):<18}",
            f"{progress(goal):>6}",
            f"of {share(goal['expected']):>5}",
            f"pace {pace(goal):>5}",
            f"{value(goal):<20}",
            title(goal),
            flags(goal),
            "; ".join(_done(each) for each in frame["events"] if each["goal_id"] == goal["goal_id"]),
        )
        yield "  ".join(each for each in found if each.strip()).rstrip()


def _done(event: Told) -> str:
    return visible(f"{', '.join(changed(event['changes']))} by {actor(event['actor'])}".strip())
