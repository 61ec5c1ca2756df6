"""What was known when?"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, amount, counted, day, flags, percent, together, who, words
from api.markdown.text import NOTHING, blocks, bullets, heading

HEADING = heading("What was known when")
NONE = "What was known when it was over is what is known now."
SHOWN = 3


def section(report: Told, names: Names) -> str:
    known = report["known_when"]
    turned = [each for each in known["outcomes"] if each["known"]]
    held = [each for each in known["outcomes"] if not each["known"]]
    told = {event["event_id"] for each in turned for event in each["known"]}
    figures = [each for each in known["figures"] if not _is_told(each, told)]
    lines = [
        *(_outcome(each, names) for each in turned),
        *(_figures(each, names) for each in figures),
        *_otherwise(report, names),
        *_held(held, names),
    ]
    return blocks(HEADING, bullets(lines) or NONE)


def _is_told(figures: Told, told: Collection[str]) -> bool:
    """They changed by no more than what turned an outcome."""
    return figures["count"] == len(figures["events"]) and all(each["event_id"] in told for each in figures["events"])


def _outcome(outcome: Told, names: Names) -> str:
    turns = together(
        f"{words(each['verdict_after'])} by what {_recorded(each)}, {counted(each['days_late'], 'day')} later"
        for each in outcome["known"]
    )
    deadline = f"its deadline of {day(outcome['deadline'])}"
    return f"{names.bold(outcome['goal_id'])} counted as {words(outcome['at_deadline'])} at {deadline}; then {turns}."


def _recorded(event: Told) -> str:
    """Who told what, and when."""
    kind, after = event["type"].split(".")[2], event["value_after"]
    value = "" if after is None else f" ({amount(after)}{_read(event)})"
    return f"{who(event)} {words(kind.replace('-', ' '))}{value} on {day(event['recorded_at'])}"


def _read(event: Told) -> str:
    return "" if event["observed_at"] is None else f" for {day(event['observed_at'])}"


def _figures(figures: Told, names: Names) -> str:
    unit = names.unit(figures["goal_id"])
    then, now = (_stood(figures, moment, unit) for moment in ("then", "now"))
    shown, more = figures["events"][-SHOWN:], figures["count"] - min(len(figures["events"]), SHOWN)
    by = together([*(_recorded(each) for each in shown), *([f"{more} more"] if more else [])])
    on = day(figures["on"])
    known = f"{names.bold(figures['goal_id'])} was known to stand at {then} on {on}"
    return f"{known}, and is known now to have stood at {now}, by what {by}."


def _stood(figures: Told, moment: str, unit: str) -> str:
    value, progress = figures[f"value_{moment}"], figures[f"progress_{moment}"]
    raw = "" if progress is None else f" (progress {percent(progress['raw'])})"
    return f"no value{raw}" if value is None else f"{amount(value)}{unit}{raw}"


def _otherwise(report: Told, names: Names) -> Iterator[str]:
    """What else is known now of the last day, of goals of which nothing is told above."""
    known = report["known_when"]
    told = {each["goal_id"] for each in known["figures"]} | {
        each["goal_id"] for each in known["outcomes"] if each["known"]
    }
    for each in report["closing"]["goals"]:
        if each["differs"] and each["goal_id"] not in told:
            yield f"{names.bold(each['goal_id'])}{_since(each['differs'])}."


def _since(differs: Sequence[Told]) -> str:
    if any(one["field"] == "state" and one["then"] is None for one in differs):
        return " was not known yet when it was over"
    return f", as known when it was over, and since: {', '.join(map(_differs, differs))}"


def _differs(one: Told) -> str:
    then, now = (_shown(one["field"], one[moment]) for moment in ("then", "now"))
    return f"{words(one['field'])} {then} → {now}"


def _shown(field: str, value: Any) -> str:
    match field, value:
        case "flags", list():
            return flags(value) or NOTHING
        case _, {"raw": raw, "clamped": _}:
            return percent(raw)
        case "expected" | "pace", str():
            return percent(value)
        case _:
            return amount(value)


def _held(outcomes: list[Told], names: Names) -> Iterator[str]:
    """Deadlines that passed, and of which the same is known since."""
    for each in outcomes:
        deadline = f"its deadline of {day(each['deadline'])}"
        yield f"{names.bold(each['goal_id'])}: {words(each['now'])} at {deadline}, as known then and since."
