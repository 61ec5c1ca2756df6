"""What was forecast, and what came?"""

from decimal import Decimal

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, about, amount, counted, day, percent
from api.markdown.text import blocks, bullets, heading

HEADING = heading("What was forecast, and what came")
MOST = 3


def section(report: Told, names: Names) -> str:
    ledger, error = report["forecasts"]["ledger"], report["forecasts"]["error"]
    if not ledger:
        return ""
    unjudged = len(ledger) - error["n"]
    if not error["n"]:
        return blocks(HEADING, f"No forecast can be judged{_of(unjudged)}.")
    rest = f" {counted(unjudged, 'more')}".removesuffix("s") + " cannot be judged." if unjudged else ""
    said = f"{counted(error['n'], 'forecast')} can be judged by what came: {_summary(error)}.{rest}"
    worst = bullets(_forecast(each, names) for each in _worst(ledger))
    return blocks(HEADING, said, "Those farthest off, one of each goal:" if worst else "", worst)


def _of(unjudged: int) -> str:
    return f", of {unjudged} made" if unjudged else ""


def _summary(error: Told) -> str:
    within = (
        ""
        if error["coverage"] is None
        else f"what came lay within the 80 % interval of {percent(error['coverage'])} of them"
    )
    if error["bias"] is None:
        return within
    return f"on average {_hope(error['bias'])}, and off by {percent(error['mean_absolute'])}; {within}"


def _hope(bias: str) -> str:
    if not Decimal(bias):
        return "neither too hopeful nor too cautious"
    return f"{percent(bias.removeprefix('-'))} of the way too {'cautious' if bias.startswith('-') else 'hopeful'}"


def _worst(ledger: list[Told]) -> list[Told]:
    """The one farthest off of each goal, the farthest first."""
    judged = sorted((each for each in ledger if each["error_share"] is not None), key=_off, reverse=True)
    return list({each["goal_id"]: each for each in reversed(judged)}.values())[::-1][:MOST]


def _off(forecast: Told) -> Decimal:
    return abs(Decimal(forecast["error_share"]))


def _forecast(told: Told, names: Names) -> str:
    unit = names.unit(told["goal_id"])
    since = " Its goalposts were moved since." if told["retargeted_since"] else ""
    return (
        f"{names.bold(told['goal_id'])}: {about(told['at_deadline'])}{unit} was forecast on {day(told['made_on'])} for "
        f"{day(told['deadline'])}, and {amount(told['actual'])}{unit} came: {_hope(told['error_share'])}.{since}"
    )
