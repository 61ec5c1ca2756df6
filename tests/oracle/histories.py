"""Random histories of a workspace, told as what somebody asks for: plain values, which shrink and can be read."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from tests.oracle.aims import HIGHEST, LOWEST, ZONES, kpis, maybe, measured, whole

Action = dict[str, Any]

START = datetime(2024, 1, 10, 9, tzinfo=UTC)
REASONS = ("Sales cycle is twice what we assumed", "The market has moved away", "The  market has moved away")
CODES = ("under_performance", "unrealistic_target", "market_change", "other")
OWNERS = ("u-ann", "u-bob", None)
TITLES = ("A goal", "another goal", "Zebras", "a goal")
TAGS = ("core", "bet")
KINDS = ("objective", "theme", "folder")
FEWEST, MOST = 24, 60
PAIRS = 20

halves = st.integers(2 * LOWEST, 2 * HIGHEST).map(lambda n: f"{n / 2:g}")
which = st.integers(0, 5)
any_of = st.integers(0, 40)
lately = st.sampled_from([None, None, 0, 1, 3, 12])


def action(do: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Action]:
    return st.fixed_dictionaries({"do": st.just(do), **members})


goals = st.builds(
    lambda said, kpi, maturity, back, weight, words: {
        "do": "goal",
        "said": said | {"maturity": maturity, "weight": weight, **words},
        "kpi": kpi,
        "back": back,
    },
    measured(),
    which,
    st.sampled_from(["committed", "committed", "committed", "preliminary"]),
    st.sampled_from([*range(41), None, None, None]),
    st.sampled_from(["1", "1", "2", "0.5", "0"]),
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(TITLES),
            "owner": st.sampled_from(OWNERS),
            "tags": st.lists(st.sampled_from(TAGS), max_size=1),
            "container": maybe(which),
        }
    ),
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
often_moved = st.one_of(
    st.fixed_dictionaries({"course": st.integers(-6, 6)}),
    st.fixed_dictionaries({"levels": st.tuples(maybe(st.integers(0, 6)), maybe(st.integers(0, 6)))}),
    st.fixed_dictionaries({"target": st.integers(-8, 8)}),
    st.fixed_dictionaries({"window": moved_windows}),
    st.fixed_dictionaries({"target": st.integers(-8, 8), "window": moved_windows}),
    changes,
)
policies = action(
    "policy",
    said=st.fixed_dictionaries(
        {
            "approval": st.sampled_from(["none", "none", "none", "easier_only", "always"]),
            "easing_notice_days": st.sampled_from([0, 0, 3, 7]),
            "freeze_days": st.sampled_from([0, 0, 14]),
            "on_track": st.sampled_from(["0.9", "0.8", "0.95"]),
            "at_risk": st.sampled_from(["0.7", "0.5"]),
            "grace_days": st.sampled_from([7, 0, 20]),
            "fiscal_year_start": st.sampled_from([1, 1, 4]),
            "tz": st.sampled_from(ZONES),
        }
    ),
)
shapes = st.one_of(
    st.just({"kind": "deliverable"}),
    maybe(st.integers(1, 5)).map(
        lambda n: {"kind": "counted"} if n is None else {"kind": "counted", "required_count": str(n)}
    ),
    st.just({"kind": "staged", "stages": [{"name": "drawn"}, {"name": "built", "weight": "2"}]}),
)
dues = maybe(st.integers(-20, 60))
FREQUENCIES = (
    (action("clock", days=st.one_of(st.integers(0, 3), st.integers(0, 40)), hours=st.integers(0, 23)), 10),
    (
        action(
            "reading",
            kpi=which,
            back=st.one_of(st.just(0), st.integers(0, 5), st.integers(0, 60), st.integers(15, 120)),
            hours=st.integers(0, 8),
            value=halves,
        ),
        12,
    ),
    (
        action(
            "retarget",
            goal=which,
            changes=often_moved,
            effective=st.sampled_from([None, None, None, 0, -1, -2, -5, -12, 3, 9]),
            code=st.sampled_from(CODES),
            reason=st.sampled_from(REASONS),
        ),
        10,
    ),
    (action("correct", reading=any_of, value=halves), 4),
    (action("void", reading=any_of), 2),
    (action("baseline", goal=which, value=whole), 2),
    (
        action(
            "check_in",
            goal=which,
            status=st.sampled_from([None, "at_risk", "on_track", "on_track", "on_track", "on_track", "on_track"]),
            confidence=st.sampled_from(["0.2", "0.9", "1", None]),
            back=st.sampled_from([None, None, 1, 5]),
        ),
        5,
    ),
    (action("milestone", goal=which, due=dues, shape=shapes), 3),
    (action("reschedule", milestone=which, due=dues), 3),
    (action("progress", milestone=which, amount=st.sampled_from(["1", "2"]), stage=which, back=lately), 3),
    (action("complete", milestone=which, back=lately), 2),
    (action("rescope", milestone=which, required=st.integers(1, 5)), 1),
    (action("restore", milestone=which), 1),
    (action("drop", milestone=which), 1),
    (
        action(
            "close",
            goal=which,
            outcome=st.sampled_from(["abandoned", "abandoned", "achieved", "missed"]),
            back=st.one_of(st.integers(0, 3), st.integers(0, 20)),
        ),
        1,
    ),
    (action("supersede", goal=which, by=which, back=lately), 1),
    (action("archive", goal=which, back=lately), 1),
    (action("reopen", goal=which, back=lately), 2),
    (action("commit", goal=which), 1),
    (action("activate", goal=which, back=lately), 1),
    (action("pause", goal=which, back=lately), 1),
    (action("resume", goal=which, back=lately), 2),
    (action("move", goal=which, container=maybe(which)), 3),
    (action("owner", goal=which, owner=st.sampled_from(OWNERS)), 1),
    (action("edit", goal=which, title=st.sampled_from(TITLES), tags=st.lists(st.sampled_from(TAGS), max_size=2)), 1),
    (action("container", name=st.sampled_from(TITLES), kind=st.sampled_from(KINDS), under=maybe(which)), 1),
    (action("hang", container=which, under=maybe(which)), 1),
    (action("rename", container=which, name=st.sampled_from(TITLES)), 1),
    (action("put_away", container=which), 1),
    (
        action(
            "redefine",
            kpi=which,
            value_kind=st.sampled_from(["level", "increment"]),
            aggregation=st.sampled_from(["last", "sum", "max"]),
        ),
        1,
    ),
    (policies, 1),
    (action("settle", proposal=which, verb=st.sampled_from(["approve", "approve", "reject"])), 2),
    (goals, 1),
)
often = st.sampled_from([kind for kind, (_, times) in enumerate(FREQUENCIES) for _ in range(times)])
actions = often.flatmap(lambda kind: FREQUENCIES[kind][0])
containers = st.builds(
    lambda name, kind, under: {"do": "container", "name": name, "kind": kind, "under": under},
    st.sampled_from(TITLES),
    st.sampled_from(KINDS),
    maybe(which),
)
days = st.one_of(
    st.none(),
    st.integers(-35, 170).map(lambda n: ("since the beginning", n)),
    st.integers(-30, 20).map(lambda n: ("since then", n)),
)
pairs = st.tuples(st.integers(0, 999), days, st.integers(0, 2**16))
"""A position, a day, and which questions are asked."""


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Any]:
    """KPIs, goals upon them, what happens then, and what is asked of it in the end."""
    return {
        "kpis": draw(st.lists(kpis, min_size=1, max_size=2)),
        "containers": draw(st.lists(containers, max_size=3)),
        "goals": draw(st.lists(goals, min_size=1, max_size=3)),
        "actions": draw(st.lists(actions, min_size=FEWEST, max_size=MOST)),
        "pairs": draw(st.lists(pairs, min_size=PAIRS, max_size=PAIRS)),
    }
