"""Retargets left out can leave a definition that nobody would have made: it has figures, or says why not."""

import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished, CheckedIn, GoalClosed
from goals.milestone.facts import MilestoneAdded
from goals.milestone.shape import Deliverable
from goals.period import period_of
from goals.target import (
    Absolute,
    AtLeast,
    AtMost,
    Baseline,
    Delta,
    FromTo,
    Levels,
    Multiplier,
    Point,
    Range,
    TargetExpression,
    direction_of,
    resolve,
)
from goals.target import (
    Path as Course,
)
from goals.vocabulary import Anchor, BaselineState, Direction, Health, Outcome
from goals.window import AuthoredWindow, resolve_window
from projections.answers import decomposition, forecast, goals, lenses
from projections.answers.axes import Axis
from projections.answers.between import Said
from projections.answers.retrospective import report
from projections.answers.scope import Scope
from projections.answers.supposing import suppose
from tests.postgres import roomy
from tests.projections.story import GOAL, MRR, START, Told, activated, created, retargeted, telling
from tests.soak import scale

MILESTONE = "0190a0a0-0000-7000-8000-0000000000d1"
SPRING = date(2023, 3, 31)

numbers = st.sampled_from([-100, 0, 300, 400, 500, 600]).map(Decimal)
ends = st.integers(20, 150).map(lambda n: START + timedelta(days=n))
windows = st.one_of(
    st.builds(
        lambda start, end: AuthoredWindow(start=START + timedelta(days=start), end=end), st.integers(0, 15), ends
    ),
    st.sampled_from(["P1M", "P3M"]).map(
        lambda duration: AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration=duration, tz="Europe/Oslo")
    ),
    st.sampled_from(["2023-Q1", "2023-02"]).map(lambda period: AuthoredWindow(period=period)),
)


def paths(values: tuple[Decimal, Decimal]) -> Course:
    return Course(points=(Point(on=date(2023, 1, 5), value=values[0]), Point(on=SPRING, value=values[1])))


targets: st.SearchStrategy[TargetExpression] = st.one_of(
    numbers.map(lambda value: Absolute(value=value)),
    numbers.map(lambda value: AtLeast(value=value)),
    numbers.map(lambda value: AtMost(value=value)),
    numbers.map(lambda by: Delta(by=by)),
    numbers.map(lambda value: Multiplier(factor=value / 200)),
    numbers.map(lambda value: Range(low=value, high=value + 50)),
    st.tuples(numbers, numbers).map(lambda both: FromTo(from_=both[0], to=both[1])),
    st.tuples(numbers, numbers).map(paths),
)
baselines = st.one_of(
    numbers.map(lambda value: Baseline(state=BaselineState.KNOWN, value=value)),
    st.just(Baseline(state=BaselineState.MEASURING)),
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "target": targets,
        "baseline": baselines,
        "window": windows,
        "weight": st.sampled_from([0, 1, 2]).map(Decimal),
        "tolerance": st.sampled_from([None, Decimal(5)]),
        "levels": st.sampled_from([None, Levels(commit=Decimal(350), stretch=Decimal(900))]),
        "series": st.sampled_from([1, 2]),
    },
)
steps = st.lists(st.tuples(changes, st.booleans(), numbers, st.integers(-5, 5)), min_size=1, max_size=6)


def settled(said: Definition, anchored_on: date) -> Definition:
    """With what follows from it, as far as anything does."""
    try:
        resolved = None if said.target is None else resolve(said.target, baseline=said.baseline.value)
        told = None if said.target is None else direction_of(said.target, baseline=said.baseline.value)
    except ValueError:
        resolved, told = None, None
    assert said.window is not None
    anchors = {Anchor.PRODUCT_LAUNCH: anchored_on}
    span = resolve_window(said.window, fiscal_year_start=1, anchors=anchors)
    return replace(said, resolved=resolved, direction=told or Direction.INCREASE, span=span)


def told(story: Told, history: list[tuple[dict[str, Any], bool, Decimal, int]]) -> list[str]:
    """The retargets to be left out."""
    story.tell(START, GOAL, created(), activated())
    story.tell(START, GOAL, MilestoneAdded(milestone_id=MILESTONE, title="Launch", shape=Deliverable()))
    gone, last = [], MRR
    for place, (fields, is_kept, value, days) in enumerate(history):
        on = START + timedelta(days=14 * (place + 1))
        after = settled(replace(last, **fields), START + timedelta(days=place))
        story.tell(on, GOAL, retargeted(last, after, on=on + timedelta(days=days)))
        if not is_kept:
            gone.append(story.events[-1].envelope.event_id)
        last = after
        story.read(on, str(value))
        story.tell(on, GOAL, CheckedIn(on=on, confidence=Decimal("0.5"), status=Health.ON_TRACK))
        if last.baseline.value is None:
            known = Baseline(state=BaselineState.KNOWN, value=Decimal(400))
            last = settled(replace(last, baseline=known), START + timedelta(days=place))
            story.tell(on, GOAL, BaselineEstablished(baseline=known, resolved=last.resolved, direction=last.direction))
    story.tell(SPRING, GOAL, GoalClosed(on=SPRING, outcome=Outcome.ACHIEVED))
    return gone


@given(history=steps, is_original=st.booleans(), axis=st.sampled_from(Axis))
@settings(max_examples=scale(25, 2000))
def test_whatever_is_left_out_every_question_is_answered(
    history: list[tuple[dict[str, Any], bool, Decimal, int]], is_original: bool, axis: Axis
):
    period = period_of(name="2023-Q1", first=None, last=None, fiscal_year_start=1)
    with (
        tempfile.TemporaryDirectory(prefix="goalpost-", dir=roomy()) as home,
        telling(f"sqlite:///{Path(home, 'odd')}") as story,
    ):
        gone = told(story, history)
        with story.asking(date(2023, 6, 1)) as asking:
            supposed = suppose(asking, without=() if is_original else gone, original=is_original)
            found = goals.answer(supposed, GOAL)
            seen = lenses.answer(supposed, GOAL, lenses.lens_of("current"))
            assert report.answer(supposed, period, axis=axis, scope=Scope()) is not None
            assert decomposition.answer(supposed, GOAL, Said()) is not None
            assert forecast.answer(supposed, GOAL) is not None
    assert found is not None
    assert found["retargets"]["count"] == (0 if is_original else len(history) - len(gone))
    assert seen is not None
    assert (seen["raw"] is None) == (seen["reason"] is not None)
