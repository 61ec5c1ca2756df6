"""What is this a report of?"""

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, day, span, together, who
from api.markdown.text import blocks, text

AXES = {
    "recorded": "Each day is told as it was known then.",
    "effective": "Each day is told by all that is known of it, whenever it was recorded.",
}


def section(report: Told, names: Names) -> str:
    period = report["period"]
    days = span(period["from"], period["to"])
    named = text(period["name"]) if period["name"] else days
    return blocks(
        f"# Retrospective of {named}", f"{_of(report, names, days)} {_known(report)}", _what_if(report, names)
    )


def _of(report: Told, names: Names, days: str) -> str:
    period, scope = report["period"], report["scope"]
    gone = "" if period["until"] == period["to"] else f", so far: up to {day(period['until'])}"
    if scope["goal_id"] is not None:
        what = names.bold(scope["goal_id"])
    elif scope["container_id"] is not None:
        what = f"The goals of container `{scope['container_id']}`"
    else:
        what = "All goals of the workspace"
    return f"{what}, {days}{gone}."


def _known(report: Told) -> str:
    """The report is the same whenever it is asked for as of this position."""
    return f"{AXES[report['axis']]} Known up to position {report['position']}, asked about {day(report['on'])}."


def _what_if(report: Told, names: Names) -> str:
    what_if = report["what_if"]
    if what_if is None:
        return ""
    if what_if["targets"] is not None:
        supposed = "no retarget had been made at all: every goal keeps its original target"
    else:
        supposed = f"these had never been made: {together(_move(each, names) for each in what_if['without'])}"
    return f"> **What if?** This supposes that {supposed}. What was recorded stays so. {what_if['note']}"


def _move(move: Told, names: Names) -> str:
    return f"the retarget of {names.plain(move['goal_id'])} by {who(move)} on {day(move['recorded_at'])}"
