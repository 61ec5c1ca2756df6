"""What would have been reported at each week's end?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, percent, span, words
from api.markdown.text import NOTHING, blocks, heading, table
from goals.vocabulary import Health

HEADING = heading("Week by week")
CHANGED = "Since the week before"
MOST = 4


def section(report: Told, names: Names) -> str:
    weeks = report["weeks"]
    met = [each.value for each in Health if any(week["health"][each.value] for week in weeks)]
    header = ("Week to", "Together", *(words(each).capitalize() for each in met), CHANGED)
    rows = [[week["on"], *_figures(week, met), _changed(before, week, names)] for before, week in _pairs(weeks)]
    return (
        blocks(HEADING, table(header, _joined(rows), figures=header[1:-1]))
        if any(week["goals"] for week in weeks)
        else ""
    )


def _pairs(weeks: Sequence[Told]) -> Iterable[tuple[Told, Told]]:
    """Each week, and the one before; of the first, itself."""
    return pairwise([*weeks[:1], *weeks])


def _figures(week: Told, met: Sequence[str]) -> Iterator[str]:
    yield percent(week["rollup"]["progress"])
    yield from (str(week["health"][each] or NOTHING) for each in met)


def _joined(rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Weeks at whose ends the same was to be reported are one row."""
    for told, alike in groupby(rows, lambda row: tuple(row[1:])):
        days = [on for on, *_ in alike]
        yield (span(days[0], days[-1]), *told)


def _changed(before: Told, week: Told, names: Names) -> str:
    """Whose health is another."""
    was = {each["goal_id"]: _health(each) for each in before["goals"]}
    found = [
        f"{names.plain(each['goal_id'])}: {was[each['goal_id']]} → {_health(each)}"
        for each in week["goals"]
        if was.get(each["goal_id"], _health(each)) != _health(each)
    ]
    more = [f"{len(found) - MOST} more"] if len(found) > MOST else []
    return "; ".join([*found[:MOST], *more]) or NOTHING


def _health(line: Told) -> str:
    """The state, of what has no health."""
    return words(line["state"] if line["health"] is None else line["health"])
