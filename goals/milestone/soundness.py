"""What a milestone's shape must be, and when it is fulfilled."""

from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.settling import settled
from goals.milestone.errors import CountIsBelowZero, CountIsNotAboveZero, NothingTellsProgress, StagesCannotBe
from goals.milestone.shape import Counted, Deliverable, Measured, Rhythm, Shape, Staged
from goals.milestone.state import Milestone
from goals.surroundings import Surroundings
from goals.target import Baseline, stated_baseline
from goals.vocabulary import BaselineState, Comparator

UNKNOWN = "give a number above zero, or none while nobody knows"


def sound_shape(shape: Shape, around: Surroundings, *, before: Shape | None = None) -> Shape:
    """The shape with what follows from it: a measured one's direction, series, and the baseline said with its target.

    Raises an Unprocessable that names the field.
    """
    match shape:
        case Deliverable():
            return shape
        case Counted(required_count=required):
            if required is not None and required <= 0:
                raise CountIsNotAboveZero(required, pointer="/required_count", mend=UNKNOWN)
            return shape
        case Rhythm():
            _require_sound_count(shape)
            return shape
        case Staged():
            _require_sound_stages(shape)
            return shape
        case Measured():
            return _sound_measured(shape, around, before)


def kind_of(shape: Shape) -> str:
    """The kind's name: "counted"."""
    return str(shape.__struct_config__.tag)


def is_fulfilled(milestone: Milestone) -> bool:
    """Whether what was recorded is all that was to be done. What a KPI measures is never so told."""
    match milestone.shape:
        case Counted(required_count=required):
            return required is not None and milestone.amount >= required
        case Staged(stages=stages):
            return {stage.name for stage in stages} <= set(milestone.stages_done)
        case _:
            return False


def _require_sound_count(shape: Rhythm) -> None:
    if shape.count < 0:
        raise CountIsBelowZero(shape.count)
    if shape.count == 0 and shape.comparator is Comparator.AT_LEAST:
        raise CountIsNotAboveZero(shape.count, pointer="/count")


def _require_sound_stages(shape: Staged) -> None:
    if not shape.stages:
        raise StagesCannotBe("A staged milestone has at least one stage: name it.")
    names = [stage.name for stage in shape.stages]
    for n, stage in enumerate(shape.stages):
        if stage.name in names[:n]:
            raise StagesCannotBe(f"There are two stages {stage.name!r}: rename one.", pointer=f"/stages/{n}/name")
        if stage.weight <= 0:
            raise StagesCannotBe(
                f"The stage {stage.name!r} weighs nothing: give it a weight above zero.",
                pointer=f"/stages/{n}/weight",
            )


def _sound_measured(shape: Measured, around: Surroundings, before: Shape | None) -> Measured:
    stated = stated_baseline(shape.target)
    if stated is not None and shape.baseline.state is BaselineState.UNKNOWN:
        shape = replace(shape, baseline=Baseline(state=BaselineState.KNOWN, value=stated))
    known = _definition(before) if isinstance(before, Measured) else Definition()
    direction = settled(_definition(shape), around, before=known).direction
    if direction is None:
        raise NothingTellsProgress
    kpi = around.kpi(shape.kpi_id)
    return replace(shape, direction=direction, series=None if kpi is None else kpi.series)


def _definition(shape: Measured) -> Definition:
    return Definition(
        kpi_id=shape.kpi_id,
        direction=shape.direction,
        baseline=shape.baseline,
        target=shape.target,
    )
