"""What was known when?"""

from collections.abc import Iterator

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, amount, counted, day, percent, together, who, words
from api.markdown.text import blocks, bullets, heading

HEADING = heading("What was known when")
NONE = "What was known when it was over is what is known now."
SHOWN = 3


def section(report: Told, names: Names) -> str:
    known = report["known_when"]
    turned = [each for each in known["outcomes"] if each["known"]]
    held = [each for each in known["outcomes"] if not each["known"]]
    lines = [
        *(_outcome(each, names) for each in turned),
        *(_figures(each, names) for each in known["figures"]),
        *_held(held, names),
    ]
    return blocks(HEADING, bullets(lines) or NONE)


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


def _held(outcomes: list[Told], names: Names) -> Iterator[str]:
    """Deadlines that passed, and of which the same is known since."""
    for each in outcomes:
        deadline = f"its deadline of {day(each['deadline'])}"
        yield f"{names.bold(each['goal_id'])}: {words(each['now'])} at {deadline}, as known then and since."
