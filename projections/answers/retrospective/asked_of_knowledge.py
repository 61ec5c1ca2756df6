"""What is to be asked where something was known late, foreseen wrongly, or not at all?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from goals.health import CADENCE_DAYS
from goals.vocabulary import Cadence, GoalState
from projections.answers.retrospective.question import Code, Question, amount, counted, day, day_of, named, percent, who
from projections.answers.retrospective.seen import Seen
from projections.answers.retrospective.silent import Cause

FEWEST = 2
PURSUED = (GoalState.ACTIVE, GoalState.PAUSED)
HALF = Decimal("0.5")
Item = Mapping[str, Any]


def questions(seen: Seen, report: Mapping[str, Any]) -> Iterator[Question]:
    outcomes = [each for each in report["known_when"]["outcomes"] if each["known"]]
    turned = {each["goal_id"] for each in outcomes}
    for each in outcomes:
        yield _turned(seen, each)
    for each in report["known_when"]["figures"]:
        if each["goal_id"] not in turned:
            yield _figures(seen, each)
    for each in report["forecasts"]["error"]["by_goal"]:
        if each["n"] >= FEWEST and Decimal(each["coverage"]) <= HALF:
            yield _off(seen, each)
    for each in report["silent"]:
        if _is_too_silent(each):
            yield _silent(seen, each)


def _turned(seen: Seen, each: Item) -> Question:
    last = each["known"][-1]
    title, by, on = named(seen, each["goal_id"]), who(last["actor"]), day_of(seen, last["recorded_at"])
    words = (
        f"{title} counted as {last['verdict_before']} until {by} recorded {_what(seen, last)} on {on}, "
        f"{counted(last['days_late'], 'day')} after its deadline: what was decided before it counted as "
        f"{last['verdict_after']}?"
    )
    because = {name: each[name] for name in ("deadline", "at_deadline", "now", "known")}
    return Question(Code.TURNED_LATE, each["goal_id"], words, because, [one["event_id"] for one in each["known"]])


def _what(seen: Seen, known: Item) -> str:
    if known["reading_id"] is None:
        return "another definition"
    observed_on = day_of(seen, known["observed_at"])
    if known["value_after"] is None:
        return f"that the reading of {observed_on} is void"
    was = "" if known["value_before"] is None else f" instead of {amount(known['value_before'])}"
    return f"{amount(known['value_after'])} for {observed_on}{was}"


def _figures(seen: Seen, each: Item) -> Question:
    title, on = named(seen, each["goal_id"]), day(each["on"])
    by = " and ".join(dict.fromkeys(who(one["actor"]) for one in each["events"]))
    because = {name: value for name, value in each.items() if name not in ("goal_id", "title", "events")}
    words = (
        f"{title} was known to stand at {_stood(each, 'then')} on {on}, and stands at {_stood(each, 'now')} there by "
        f"what {by or 'somebody'} recorded later: who has relied on the first figure?"
    )
    return Question(Code.FIGURES_CHANGED, each["goal_id"], words, because, [one["event_id"] for one in each["events"]])


def _stood(each: Item, when: str) -> str:
    value, progress = each[f"value_{when}"], each[f"progress_{when}"]
    said = "no value" if value is None else amount(value)
    return said if progress is None else f"{said} ({percent(progress['raw'])})"


def _off(seen: Seen, each: Item) -> Question:
    outside = each["n"] - int((Decimal(each["coverage"]) * each["n"]).to_integral_value())
    words = (
        f"What came of {named(seen, each['goal_id'])} lay outside the 80 % interval of {outside} of "
        f"{counted(each['n'], 'forecast')}{_leaning(each)}: what did the trend not know?"
    )
    return Question(Code.FORECASTS_OFF, each["goal_id"], words, {k: v for k, v in each.items() if k != "goal_id"})


def _leaning(each: Item) -> str:
    bias = each["bias"]
    if bias is None or Decimal(bias) == 0:
        return ""
    leaning = "too hopeful" if Decimal(bias) > 0 else "too cautious"
    return f", on average {percent(bias.lstrip('-'))} of the way {leaning}"


def _is_too_silent(each: Item) -> bool:
    """Flagged, or for longer than it is usually read; or left open."""
    if each["cause"] == Cause.UNCLOSED or each["flagged"] or each["cadence"] is None or each["days_silent"] is None:
        return True
    return bool(each["days_silent"] > CADENCE_DAYS[Cadence(each["cadence"])])


def _silent(seen: Seen, each: Item) -> Question:
    because = {name: value for name, value in each.items() if name not in ("goal_id", "title")}
    words = _unclosed_words(seen, each) if each["cause"] == Cause.UNCLOSED else _silent_words(seen, each)
    return Question(Code.SILENT, each["goal_id"], words, because)


def _unclosed_words(seen: Seen, each: Item) -> str:
    ended = f"{named(seen, each['goal_id'])} is still open {counted(each['days_past_end'], 'day')} after its end"
    return f"{ended}: what came of it, and who closes it?"


def _silent_words(seen: Seen, each: Item) -> str:
    title, last = named(seen, each["goal_id"]), each["last_read_on"]
    heard = f"Nothing was read of {title}" if last is None else f"The last reading of {title} is of {day(last)}"
    days = "" if each["days_silent"] is None else f", {counted(each['days_silent'], 'day')} of silence"
    owner = each["owner"] or "anybody"
    asked = (
        f"does {owner} still pursue it" if each["state"] in PURSUED else f"did {owner} still pursue it when it ended"
    )
    return f"{heard}{days}: {asked}, and by what is it seen?"
