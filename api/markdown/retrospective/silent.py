"""Of which goals was nothing heard, and which were left open when their time was over?"""

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
    title = f"{names.bold(told['goal_id'])}{owner}"
    return f"{title}: {_unclosed(told)}{_heard(told)}{_silence(told)}; {_checked_in(told)}."


def _unclosed(told: Told) -> str:
    """Its silence is counted to its end."""
    past = told["days_past_end"]
    return f"not closed {counted(past, 'day')} past its end; " if told["cause"] == "unclosed" else ""


def _heard(told: Told) -> str:
    return "nothing was read yet" if told["last_read_on"] is None else f"last read on {day(told['last_read_on'])}"


def _silence(told: Told) -> str:
    silent = "" if told["days_silent"] is None else f", {counted(told['days_silent'], 'day')} of silence"
    return silent if told["cadence"] is None else f"{silent}, to be read every {words(told['cadence'])}"


def _checked_in(told: Told) -> str:
    on = told["last_check_in_on"]
    return "nobody checked in" if on is None else f"last check-in on {day(on)}"
