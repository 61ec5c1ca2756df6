"""Of which goals was nothing heard?"""

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, counted, day, words
from api.markdown.text import blocks, bullets, heading, text

HEADING = heading("Silent goals")
NONE = "Of every goal something was heard."


def section(report: Told, names: Names) -> str:
    silent = bullets(_silent(each, names) for each in report["silent"])
    return blocks(HEADING, silent or NONE) if report["aims"] else ""


def _silent(told: Told, names: Names) -> str:
    owner = "" if told["owner"] is None else f" ({text(told['owner'])})"
    return f"{names.bold(told['goal_id'])}{owner}: {_heard(told)}{_silence(told)}; {_checked_in(told)}."


def _heard(told: Told) -> str:
    return "nothing was read yet" if told["last_read_on"] is None else f"last read on {day(told['last_read_on'])}"


def _silence(told: Told) -> str:
    silent = "" if told["days_silent"] is None else f", {counted(told['days_silent'], 'day')} of silence"
    return silent if told["cadence"] is None else f"{silent}, to be read every {words(told['cadence'])}"


def _checked_in(told: Told) -> str:
    on = told["last_check_in_on"]
    return "nobody checked in" if on is None else f"last check-in on {day(on)}"
