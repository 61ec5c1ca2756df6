"""Random histories of a workspace, told as what somebody asks for: plain values, which shrink and can be read."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

Action = dict[str, Any]

START = datetime(2024, 1, 10, 9, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
ZONES = ("UTC", "UTC", "UTC", "Asia/Tokyo", "America/Los_Angeles")
REASONS = ("Sales cycle is twice what we assumed", "The market has moved away", "The  market has moved away")
CODES = ("under_performance", "unrealistic_target", "market_change", "other")
LOWEST, HIGHEST = -10, 30
FEWEST, MOST = 12, 40

halves = st.integers(2 * LOWEST, 2 * HIGHEST).map(lambda n: f"{n / 2:g}")
whole = st.integers(LOWEST, HIGHEST).map(str)
which = st.integers(0, 5)
first_days = st.one_of(st.integers(-20, 10), st.integers(-30, 40))
lengths = st.one_of(st.integers(1, 20), st.integers(20, 45), st.integers(20, 120))


def day(offset: int) -> str:
    return (FIRST_DAY + timedelta(days=offset)).isoformat()


def action(do: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    return st.fixed_dictionaries({"do": st.just(do), **members})


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


goals = st.builds(
    lambda said, kpi, maturity, back, weight: {
        "do": "goal",
        "said": said | {"maturity": maturity, "weight": weight},
        "kpi": kpi,
        "back": back,
    },
    measured(),
    which,
    st.sampled_from(["committed", "committed", "committed", "preliminary"]),
    st.integers(0, 40),
    st.sampled_from(["1", "1", "2", "0.5", "0"]),
)
moved_windows = st.one_of(
    st.integers(-40, 60).map(lambda days: {"end": days}),
    st.integers(-10, 10).map(lambda days: {"start": days}),
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "target": st.integers(-8, 8),
        "window": moved_windows,
        "weight": st.sampled_from(["0", "1", "3"]),
        "kpi": which,
        "baseline": whole,
        "direction": st.sampled_from(["increase", "decrease", "at_least", "at_most"]),
        "tolerance": st.integers(1, 6).map(str),
        "said": measured(),
    },
)
bends = st.fixed_dictionaries({"course": st.integers(-6, 6)})
levels = st.fixed_dictionaries({"levels": st.tuples(maybe(st.integers(0, 6)), maybe(st.integers(0, 6)))})
often_moved = st.one_of(
    bends,
    levels,
    st.fixed_dictionaries({"target": st.integers(-8, 8)}),
    st.fixed_dictionaries({"window": moved_windows}),
    st.fixed_dictionaries({"target": st.integers(-8, 8), "window": moved_windows}),
    changes,
)
retargets = action(
    "retarget",
    goal=which,
    changes=often_moved,
    effective=st.sampled_from([None, None, None, 0, -1, -2, -5, -12, 3, 9]),
    code=st.sampled_from(CODES),
    reason=st.sampled_from(REASONS),
)
clock = action("clock", days=st.one_of(st.integers(0, 3), st.integers(0, 40)), hours=st.integers(0, 23))
readings = action(
    "reading",
    kpi=which,
    back=st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 60)),
    hours=st.integers(0, 8),
    value=halves,
)
corrections = action("correct", reading=which, value=halves)
voidings = action("void", reading=which)
establishments = action("baseline", goal=which, value=whole)
commitments = action("commit", goal=which)
check_ins = action(
    "check_in",
    goal=which,
    status=st.sampled_from([None, "at_risk", "on_track", "on_track", "on_track", "on_track", "on_track"]),
    confidence=st.sampled_from(["0.2", "0.9"]),
    back=st.sampled_from([None, None, 1, 5]),
)
milestones = action("milestone", goal=which, due=maybe(st.integers(-20, 60)))
reschedulings = action("reschedule", milestone=which, due=st.integers(-20, 60))
droppings = action("drop", milestone=which)
closings = action(
    "close",
    goal=which,
    outcome=st.sampled_from(["abandoned", "abandoned", "achieved", "missed"]),
    back=st.integers(0, 3),
)
supersedings = action("supersede", goal=which, by=which)
archivings = action("archive", goal=which)
reopenings = action("reopen", goal=which)
pauses = action("pause", goal=which)
resumptions = action("resume", goal=which)
policies = action(
    "policy",
    said=st.fixed_dictionaries(
        {
            "approval": st.sampled_from(["none", "none", "none", "easier_only", "always"]),
            "easing_notice_days": st.sampled_from([0, 0, 3, 7]),
            "freeze_days": st.sampled_from([0, 0, 14]),
            "on_track": st.sampled_from(["0.9", "0.8", "0.95"]),
            "grace_days": st.sampled_from([7, 0]),
        }
    ),
)
settlings = action("settle", verb=st.sampled_from(["approve", "approve", "reject"]))
FREQUENCIES = (
    (clock, 8),
    (readings, 10),
    (retargets, 10),
    (corrections, 2),
    (voidings, 1),
    (establishments, 2),
    (check_ins, 5),
    (milestones, 1),
    (reschedulings, 1),
    (droppings, 1),
    (closings, 1),
    (supersedings, 1),
    (archivings, 1),
    (reopenings, 1),
    (commitments, 1),
    (pauses, 1),
    (resumptions, 2),
    (policies, 1),
    (settlings, 2),
    (goals, 1),
)
often = st.sampled_from([kind for kind, (_, times) in enumerate(FREQUENCIES) for _ in range(times)])
actions = often.flatmap(lambda kind: FREQUENCIES[kind][0])
moments = st.lists(st.tuples(st.integers(0, 60), maybe(st.integers(-35, 170))), min_size=2, max_size=3)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """KPIs, goals upon them, what happens then, and what is asked of it in the end."""
    return {
        "kpis": draw(st.lists(kpis, min_size=1, max_size=2)),
        "goals": draw(st.lists(goals, min_size=1, max_size=2)),
        "actions": draw(st.lists(actions, min_size=FEWEST, max_size=MOST)),
        "moments": draw(moments),
    }


def aimed(value: str) -> Action:
    said = {
        "direction": "increase",
        "window": {"start": day(-10), "end": day(60), "tz": "UTC"},
        "baseline": {"state": "known", "value": "0"},
        "target": {"kind": "absolute", "value": value},
        "maturity": "committed",
        "weight": "1",
    }
    return {"do": "goal", "said": said, "kpi": 0, "back": 10}


def moved(goal: int, **changes: Any) -> Action:
    return {
        "do": "retarget",
        "goal": goal,
        "changes": changes,
        "effective": None,
        "code": CODES[0],
        "reason": REASONS[0],
    }


def assured(goal: int) -> Action:
    return {"do": "check_in", "goal": goal, "status": "on_track", "confidence": "0.9", "back": None}


MISTAKEN: dict[str, Any] = {
    "kpis": [{"value_kind": "level", "aggregation": "last", "cadence": None}],
    "goals": [aimed("4"), aimed("30")],
    "actions": [
        {"do": "reading", "kpi": 0, "back": 1, "hours": 0, "value": "4"},
        assured(1),
        {"do": "clock", "days": 2, "hours": 1},
        assured(1),
        moved(0, target=5),
        moved(1, target=-6),
        {"do": "close", "goal": 1, "outcome": "abandoned", "back": 0},
        {"do": "clock", "days": 60, "hours": 0},
        {"do": "correct", "reading": 0, "value": "9"},
    ],
    "moments": [(3, None), (9, 20), (12, 12)],
}
"""One target raised in the week it was met, another given up after two mistaken assurances: rare by chance."""

SOFTENED: dict[str, Any] = {
    "kpis": [{"value_kind": "level", "aggregation": "last", "cadence": None}],
    "goals": [aimed("20"), aimed("30")],
    "actions": [
        {"do": "reading", "kpi": 0, "back": 1, "hours": 0, "value": "3"},
        moved(0, course=2),
        moved(0, course=-3),
        moved(1, levels=(4, 2)),
        {"do": "policy", "said": {"easing_notice_days": 7}},
        moved(1, levels=(6, 2)),
        moved(1, target=-3),
        {"do": "clock", "days": 3, "hours": 0},
        {"do": "reading", "kpi": 0, "back": 0, "hours": 0, "value": "5"},
        moved(1, window={"end": 20}),
        {"do": "clock", "days": 45, "hours": 0},
        {"do": "supersede", "goal": 0, "by": 1},
    ],
    "moments": [(8, None), (11, 30), (13, 55)],
}
"""A path flattened, a promise lowered with notice and moved on meanwhile, a goal replaced at its end."""
