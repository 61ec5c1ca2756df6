"""Which milestones were done, slipped, pulled forward, dropped or added, and which are overdue?"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, because, counted, day, together, who, words
from api.markdown.text import blocks, bullets, heading, short

HEADING = heading("Milestones")
NONE = "None was done, slipped, pulled forward, dropped or added, and none is overdue."
MOST = 12


def section(report: Told, names: Names) -> str:
    kinds: dict[str, Callable[[Told], str]] = {
        "done": _done,
        "slipped": _moved,
        "pulled_forward": _moved,
        "dropped": _dropped,
        "added": _added,
        "overdue": _overdue,
    }
    found = [
        (kind, bullets(_lines(report["milestones"][kind], names, said), most=MOST)) for kind, said in kinds.items()
    ]
    told = [f"{words(kind).capitalize()}:\n\n{lines}" for kind, lines in found if lines]
    return blocks(HEADING, *(told or [NONE]))


def _lines(milestones: Sequence[Told], names: Names, said: Callable[[Told], str]) -> Iterator[str]:
    """One for each goal and what is said alike of its milestones."""
    for (goal_id, what), alike in groupby(milestones, lambda each: (each["goal_id"], said(each))):
        titles = together(f"“{short(each['title'])}”" for each in alike)
        yield f"{titles} of {names.bold(goal_id)}: {what}"


def _done(told: Told) -> str:
    late = told["days_late"]
    when = "" if late is None else f", {_late(late)}"
    completed = told["completed"]
    if completed is None:
        return f"{day(told['completed_on'])}{when}.{because(told['said'])}"
    return f"{day(told['completed_on'])}{when}, completed by {who(completed)}.{because(completed['note'])}"


def _late(days: int) -> str:
    if days == 0:
        return "on its due day"
    return f"{counted(abs(days), 'day')} {'late' if days > 0 else 'early'}"


def _moved(told: Told) -> str:
    first, last = told["dues"][0], told["dues"][-1]
    moved = told["moved_days"]
    by = "" if moved is None else f"{counted(abs(moved), 'day')} {'later' if moved >= 0 else 'earlier'}: "
    after = ", moved after it was due" if told["moved_after_due"] else ""
    return f"{by}first due {day(first['due'])}, now {day(last['due'])}{after}.{because(last['reason'])}"


def _dropped(told: Told) -> str:
    return f"{day(told['dropped_on'])}.{because(told['said'])}"


def _added(told: Told) -> str:
    return f"due {day(told['dues'][-1]['due'])}."


def _overdue(told: Told) -> str:
    return f"was due {day(told['dues'][-1]['due'])}."
