"""What a goal can be: of a KPI, in a window, from a baseline to a target that mostly go together."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

FIRST_DAY = date(2024, 1, 1)
ZONES = ("UTC", "UTC", "UTC", "Asia/Tokyo", "America/Los_Angeles")
LOWEST, HIGHEST = -10, 30

whole = st.integers(LOWEST, HIGHEST).map(str)
first_days = st.one_of(st.integers(-20, 10), st.integers(-30, 40))
lengths = st.one_of(st.integers(1, 20), st.integers(20, 45), st.integers(20, 120))


def day(offset: int) -> str:
    return (FIRST_DAY + timedelta(days=offset)).isoformat()


def maybe(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), one)


kpis = st.fixed_dictionaries(
    {
        "value_kind": st.sampled_from(["level", "level", "increment"]),
        "aggregation": st.sampled_from(["last", "sum", "avg", "min", "max"]),
        "cadence": st.sampled_from([None, "day", "week", "month"]),
    }
)
windows = st.builds(
    lambda start, length, tz: {"start": day(start), "end": day(start + length - 1), "tz": tz},
    first_days,
    lengths,
    st.sampled_from(ZONES),
)
known = st.builds(lambda value: {"state": "known", "value": value}, whole)
baselines = st.one_of(known, known, st.sampled_from([{"state": "unknown"}, {"state": "measuring"}]))


def path(values: list[str], window: dict[str, str]) -> dict[str, Any]:
    """A path through the window, in even steps."""
    start, end = date.fromisoformat(window["start"]), date.fromisoformat(window["end"])
    step = max(1, (end - start).days // len(values))
    days = [start + timedelta(days=n * step) for n in range(len(values))]
    points = {each.isoformat(): value for each, value in zip(days, values, strict=True) if each < end}
    points[end.isoformat()] = values[-1]
    return {"kind": "path", "points": [{"on": on, "value": value} for on, value in points.items()]}


@st.composite
def measured(draw: st.DrawFn) -> dict[str, Any]:
    """Direction, baseline, target and window of a goal. Most go together."""
    direction = draw(st.sampled_from(["increase", "decrease", "at_least", "at_most", "maintain"]))
    window, baseline = draw(windows), draw(baselines)
    said: dict[str, Any] = {"direction": direction, "window": window, "baseline": baseline}
    if direction == "maintain":
        low = draw(st.integers(LOWEST, HIGHEST))
        said["target"] = {"kind": "range", "low": str(low), "high": str(low + draw(st.integers(0, 8)))}
        return said | {"tolerance": draw(maybe(st.integers(1, 6).map(str)))}
    way = 1 if direction in ("increase", "at_least") else -1
    return said | {"target": draw(one_way(way, baseline, window))}


def one_way(way: int, baseline: dict[str, str], window: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    """Targets above the baseline, or below it."""
    steps = st.integers(1, 15)
    relative = st.one_of(
        steps.map(lambda n: {"kind": "delta", "by": str(way * n)}),
        steps.map(lambda n: {"kind": "relative_percent", "by": str(way * n * 15)}),
        steps.map(lambda n: {"kind": "multiplier", "factor": f"{1 + n / 4 if way > 0 else n / 16:g}"}),
    )
    if "value" not in baseline:
        return st.one_of(relative, whole.map(lambda value: {"kind": "absolute", "value": value}))
    begin = int(baseline["value"])
    absolute = steps.map(lambda n: {"kind": "absolute", "value": str(begin + way * n)})
    told = steps.map(lambda n: {"kind": "from_to", "from": str(begin), "to": str(begin + way * n)})
    courses = st.lists(steps, min_size=1, max_size=3).map(
        lambda found: path([str(begin + way * sum(found[: n + 1])) for n in range(len(found))], window)
    )
    return st.one_of(absolute, absolute, told, relative, courses)
