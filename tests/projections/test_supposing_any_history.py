"""A history without some of its retargets comes to what it would have come to, had it been told without them."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from dataclasses import replace as changed
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import BaselineEstablished
from goals.target import Absolute, Baseline, Delta, Multiplier, RelativePercent, TargetExpression, resolve
from goals.vocabulary import Anchor, BaselineState, Direction
from goals.window import AuthoredWindow, resolve_window
from projections.answers import decomposition, goals, lenses, lines, replay
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.between import Said
from projections.answers.scope import Scope
from projections.answers.supposing import suppose, supposed_in
from tests.postgres import roomy
from tests.projections.story import GOAL, MRR, START, Told, activated, created, retargeted, telling
from tests.soak import scale

FIRST = START + timedelta(days=10)
TOLD = (
    "kpi",
    "direction",
    "baseline",
    "target",
    "weight",
    "window",
    "original",
    "current",
    "progress",
    "expected",
    "pace",
    "health",
    "achieved",
    "achieved_on",
    "outcome_by_readings",
    "days_until_behind",
    "needed_today",
    "notice",
)
SIX_HUNDRED = Absolute(value=Decimal(600))
COMPUTED = {"R13", "R14", "R15", "R17"}


@dataclass(frozen=True)
class Aim:
    """What is said of a goal, from which its definition follows."""

    target: TargetExpression = SIX_HUNDRED
    baseline: Decimal | None = Decimal(400)
    direction: Direction = Direction.INCREASE
    weight: Decimal = Decimal(1)
    start: date = START
    end: date = date(2023, 3, 31)
    duration: str = "P3M"
    launched: date = START
    is_anchored: bool = False

    @property
    def definition(self) -> Definition:
        known = BaselineState.MEASURING if self.baseline is None else BaselineState.KNOWN
        window = AuthoredWindow(start=self.start, end=self.end)
        if self.is_anchored:
            window = AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration=self.duration)
        anchors = {Anchor.PRODUCT_LAUNCH: self.launched}
        return replace(
            MRR,
            direction=self.direction,
            baseline=Baseline(state=known, value=self.baseline),
            target=self.target,
            resolved=resolve(self.target, baseline=self.baseline),
            weight=self.weight,
            window=window,
            span=resolve_window(window, fiscal_year_start=1, anchors=anchors),
        )


@dataclass(frozen=True)
class Step:
    """So many days later fields were changed, or the KPI was read."""

    days: int
    fields: dict[str, Any] = field(default_factory=dict)
    value: Decimal | None = None
    effective_in: int = 0
    is_kept: bool = True


numbers = st.sampled_from([300, 350, 400, 450, 500, 600, 700]).map(Decimal)
targets = st.one_of(
    numbers.map(lambda value: Absolute(value=value)),
    numbers.map(lambda value: Delta(by=value - Decimal(310))),
    st.sampled_from(["1.5", "2"]).map(lambda factor: Multiplier(factor=Decimal(factor))),
    st.sampled_from([10, 50]).map(lambda by: RelativePercent(by=Decimal(by))),
)
days = st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n))
changes = st.fixed_dictionaries(
    {},
    optional={
        "target": targets,
        "direction": st.sampled_from([Direction.INCREASE, Direction.AT_LEAST]),
        "weight": st.sampled_from([1, 2, 3]).map(Decimal),
        "baseline": numbers,
        "start": st.integers(0, 9).map(lambda n: START + timedelta(days=n)),
        "end": days,
        "duration": st.sampled_from(["P1M", "P3M", "P6M"]),
        "launched": days,
    },
)
retargets = st.builds(
    Step, days=st.integers(0, 20), fields=changes, effective_in=st.integers(-9, 9), is_kept=st.booleans()
)
readings = st.builds(Step, days=st.integers(0, 20), value=numbers)
histories = st.lists(st.one_of(retargets, readings), max_size=9)


@dataclass
class Both:
    """The same history in full, and without what is left out of it; `places` are the positions of the second by those
    of the first."""

    full: Told
    less: Told
    left_out: list[str] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)

    def tell(self, on: date, in_full: Any, in_less: Any) -> None:
        self.full.tell(on, GOAL, *in_full)
        if in_less:
            self.less.tell(on, GOAL, *in_less)
        self.note()

    def note(self) -> None:
        self.places[len(self.full.events)] = len(self.less.events)


def told(both: Both, first: Aim, steps: Sequence[Step], established_at: int | None) -> date:
    """The last day."""
    on, real, supposed = START, first, first
    both.tell(on, *[(created(definition=first.definition), activated(first.definition))] * 2)
    for place, step in enumerate(steps):
        on += timedelta(days=step.days)
        if place == established_at and real.baseline is None:
            real, supposed = changed(real, baseline=Decimal(400)), changed(supposed, baseline=Decimal(400))
            both.tell(on, *[[_established(each.definition)] for each in (real, supposed)])
        if step.value is not None:
            both.full.read(on, str(step.value), recorded=on)
            both.less.read(on, str(step.value), recorded=on)
            both.note()
        elif step.fields:
            real, supposed = _retargeted(both, on, step, real, supposed)
    return on


def _established(definition: Definition) -> BaselineEstablished:
    return BaselineEstablished(baseline=definition.baseline, resolved=definition.resolved)


def _retargeted(both: Both, on: date, step: Step, real: Aim, supposed: Aim) -> tuple[Aim, Aim]:
    said = {name: value for name, value in step.fields.items() if _is_said(name, real)}
    given = {name: value for name, value in said.items() if getattr(real, name) != value}
    after = changed(real, **given)
    if after.definition == real.definition:
        return real, supposed
    effective_on = on + timedelta(days=step.effective_in)
    fact = retargeted(real.definition, after.definition, on=effective_on)
    if not step.is_kept:
        both.tell(on, [fact], [])
        both.left_out.append(both.full.events[-1].envelope.event_id)
        return after, supposed
    moved = changed(supposed, **given)
    both.tell(on, [fact], [retargeted(supposed.definition, moved.definition, on=effective_on)])
    return after, moved


def _is_said(name: str, of: Aim) -> bool:
    if name in ("start", "end"):
        return not of.is_anchored
    if name in ("duration", "launched"):
        return of.is_anchored
    return name != "baseline" or of.baseline is not None


def answers(asking: Asking) -> dict[str, Any]:
    """All of a goal that does not depend on where in the log it was recorded, or how a retarget was judged then."""
    goal, line = goals.answer(asking, GOAL), lines.line_of(asking, GOAL)
    apart = decomposition.answer(asking, GOAL, Said()) if asking.on >= START else None
    assert goal is not None
    assert line is not None
    found: dict[str, Any] = {name: goal[name] for name in TOLD}
    found["count"] = goal["retargets"]["count"]
    found["flags"] = COMPUTED & set(goal["flags"])
    found["line"] = (line.raw, line.pace, line.health, line.achieved, line.definition)
    found["apart"] = None if apart is None else [apart[name] for name in ("performance", "retarget", "total")]
    for lens in ("original", "current", "at_deadline", "version:1"):
        found[lens] = lenses.answer(asking, GOAL, lenses.lens_of(lens))
        found[lens].pop("position")
    return found


@contextmanager
def telling_twice() -> Iterator[Both]:
    with tempfile.TemporaryDirectory(prefix="goalpost-", dir=roomy()) as home:
        full, less = (f"sqlite:///{Path(home, name)}" for name in ("full", "less"))
        with telling(full) as in_full, telling(less) as in_less:
            yield Both(in_full, in_less)


@given(
    steps=histories,
    is_anchored=st.booleans(),
    established_at=st.none() | st.integers(0, 8),
    asked_at=st.integers(0, 30),
    about=st.none() | st.integers(0, 200),
)
@settings(max_examples=scale(60, 3000))
def test_left_out_is_as_never_made(
    steps: list[Step], is_anchored: bool, established_at: int | None, asked_at: int, about: int | None
):
    first = Aim(is_anchored=is_anchored, baseline=Decimal(400) if established_at is None else None)
    with telling_twice() as both:
        last = told(both, first, steps, established_at)
        position = sorted(both.places)[asked_at % len(both.places)]
        with both.full.asking(last) as full, both.less.asking(last, position=both.places[position]) as less:
            supposed = suppose(full, without=both.left_out).known_at(position, full.as_of)
            there = [each if about is None else each.about(START + timedelta(days=about)) for each in (supposed, less)]
            assert answers(there[0]) == answers(there[1])


@given(steps=histories, is_anchored=st.booleans(), about=st.none() | st.integers(0, 200))
@settings(max_examples=scale(30, 1000))
def test_by_the_original_targets_all_is_as_the_original_lens_shows_it(
    steps: list[Step], is_anchored: bool, about: int | None
):
    with telling_twice() as both:
        last = told(both, Aim(is_anchored=is_anchored), steps, None)
        with both.full.asking(last) as asking:
            asking = asking if about is None else asking.about(START + timedelta(days=about))
            original = lenses.answer(asking, GOAL, lenses.lens_of("original"))
            found = lenses.answer(suppose(asking, original=True), GOAL, lenses.lens_of("current"))
            goal = goals.answer(suppose(asking, original=True), GOAL)
    assert original is not None
    assert goal is not None
    assert found == {**original, "lens": "current"}
    assert (goal["progress"] or {"raw": None})["raw"] == original["raw"]
    assert goal["retargets"]["count"] == 0


@given(steps=histories, is_anchored=st.booleans(), axis=st.sampled_from(Axis))
@settings(max_examples=scale(10, 500))
def test_a_frame_of_a_supposed_replay_is_what_would_have_been_answered(
    steps: list[Step], is_anchored: bool, axis: Axis
):
    with telling_twice() as both:
        last = told(both, Aim(is_anchored=is_anchored), steps, None)
        with both.full.asking(last) as full:
            asking = suppose(full, without=both.left_out)
            scope, daily = Scope(goal_id=GOAL), replay.Step.DAY
            course = replay.course_of(asking, scope, axis=axis, step=daily, first=START, last=last)
            assert course is not None
            *frames, end = replay.frames(course, partial(supposed_in, lambda: nullcontext(full), asking.supposing))
            assert [each["goals"] for each in frames] == [_lines_of(asking, axis, frame) for frame in frames]
    assert end["frames"] > 1


def _lines_of(asking: Asking, axis: Axis, frame: dict[str, Any]) -> list[dict[str, Any]]:
    moment = datetime.fromisoformat(frame["moment"])
    there = asking.known_at(frame["position"], moment) if axis is Axis.RECORDED else asking
    there = there if axis is Axis.RECORDED else there.about(date.fromisoformat(frame["on"]))
    found = lines.line_of(there, GOAL)
    return [] if found is None else [lines.told(there, found)]
