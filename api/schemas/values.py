"""The value types of requests and answers: targets, baselines, windows, evidence, links."""

from collections.abc import Callable
from datetime import date
from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.schemas import Answer, Making
from goals.goal.changes import WindowChange
from goals.goal.facts import Link, Provenance
from goals.goal.state import Alignment
from goals.reading.facts import Evidence
from goals.target import (
    Absolute,
    AtLeast,
    AtMost,
    Baseline,
    Delta,
    FromTo,
    Levels,
    Multiplier,
    Path,
    PercentagePoints,
    Point,
    Range,
    RelativePercent,
)
from goals.vocabulary import ActorType, AlignmentKind, Anchor, BaselineState
from goals.window import Due, EndOfMonth

LONGEST_TITLE = 200
LONGEST_URL = 2_000
LONGEST_QUOTE = 2_000
LONGEST_ZONE = 64
MOST_POINTS = 400
MOST_LINKS = 50
MOST_TAGS = 50
URL_PATTERN = "^https?://[^\\s]+$"


def tupled(said: dict[str, Any]) -> dict[str, Any]:
    """What facts hold are tuples."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def of_kind(shape: Callable[..., Any]) -> Any:
    """Makes a shape of its members but for the word that told it from others."""

    def make(kind: str, **members: Any) -> Any:
        return shape(**tupled(members))

    return staticmethod(make)


def within() -> fields.Id:
    """A container by which goals are found."""
    told = "Of the goals in this container, or in one below it, at the moment asked about."
    return fields.Id(metadata={"description": told})


def url(**more: Any) -> fields.Line:
    return fields.Line(
        most=LONGEST_URL, pattern=URL_PATTERN, looks="a link that begins with https:// or http://", **more
    )


class AbsoluteTarget(Making):
    makes = of_kind(Absolute)
    kind = fields.Word("absolute")
    value = fields.Decimal(required=True)


class FromToTarget(Making):
    makes = of_kind(FromTo)
    kind = fields.Word("from_to")
    from_ = fields.Decimal(required=True, data_key="from")
    to = fields.Decimal(required=True)


class DeltaTarget(Making):
    makes = of_kind(Delta)
    kind = fields.Word("delta")
    by = fields.Decimal(required=True)


class RelativePercentTarget(Making):
    makes = of_kind(RelativePercent)
    kind = fields.Word("relative_percent")
    by = fields.Decimal(required=True)


class PercentagePointsTarget(Making):
    makes = of_kind(PercentagePoints)
    kind = fields.Word("percentage_points")
    by = fields.Decimal(required=True)


class MultiplierTarget(Making):
    makes = of_kind(Multiplier)
    kind = fields.Word("multiplier")
    factor = fields.Decimal(required=True)


class RangeTarget(Making):
    makes = of_kind(Range)
    kind = fields.Word("range")
    low = fields.Decimal(required=True)
    high = fields.Decimal(required=True)


class AtLeastTarget(Making):
    makes = of_kind(AtLeast)
    kind = fields.Word("at_least")
    value = fields.Decimal(required=True)


class AtMostTarget(Making):
    makes = of_kind(AtMost)
    kind = fields.Word("at_most")
    value = fields.Decimal(required=True)


class PathPoint(Making):
    makes = Point
    on = fields.Date(required=True)
    value = fields.Decimal(required=True)


class PathTarget(Making):
    makes = of_kind(Path)
    kind = fields.Word("path")
    points = fields.Many(fields.Nested(PathPoint()), least=1, most=MOST_POINTS, required=True)


def target(**more: Any) -> fields.Shapes:
    shapes = (
        AbsoluteTarget(),
        FromToTarget(),
        DeltaTarget(),
        RelativePercentTarget(),
        PercentagePointsTarget(),
        MultiplierTarget(),
        RangeTarget(),
        AtLeastTarget(),
        AtMostTarget(),
        PathTarget(),
    )
    said = "absolute, from_to, delta, relative_percent, percentage_points, multiplier, range, at_least, at_most, path"
    return fields.Shapes(shapes, said=f"a target whose kind is {said}", **more)


class NewBaseline(Making):
    makes = Baseline
    state = fields.Choice(BaselineState, required=True)
    value = fields.Decimal(allow_none=True)
    observed_on = fields.Date(allow_none=True)
    source = fields.Line(allow_none=True)


class NewLevels(Making):
    makes = Levels
    commit = fields.Decimal(allow_none=True)
    stretch = fields.Decimal(allow_none=True)


class NewWindow(Making):
    """Say the end in one way: `end`, `duration`, `deadline` or `period`."""

    makes = WindowChange
    start = fields.Date(allow_none=True)
    end = fields.Date(allow_none=True)
    duration = fields.Line(allow_none=True, most=10, metadata={"description": "ISO 8601: P90D, P12W, P3M, P1Y."})
    period = fields.Line(allow_none=True, most=10, metadata={"description": "2023, 2023-H1, 2023-Q1 or 2023-03."})
    deadline = fields.Date(allow_none=True)
    anchor = fields.Choice(Anchor, allow_none=True)
    tz = fields.Line(most=LONGEST_ZONE)


class NewEvidence(Making):
    makes = Evidence
    url = url(required=True)
    title = fields.Line(allow_none=True)


class NewLink(Making):
    makes = Link
    system = fields.Line(required=True)
    ref = fields.Line(required=True)
    url = url(allow_none=True)


def provenance(**said: Any) -> Provenance:
    return Provenance(**tupled(said))


class NewProvenance(Making):
    makes = staticmethod(provenance)
    quote = fields.Line(required=True, most=LONGEST_QUOTE)
    sources = fields.Many(fields.Line())
    illustrative = fields.Many(fields.Line())


class NewAlignment(Making):
    makes = Alignment
    parent_id = fields.Id(required=True)
    kind = fields.Choice(AlignmentKind, required=True)
    weight = fields.Decimal(allow_none=True)


_DUE: fields.Form = {
    "anyOf": [
        fields.Date.form,
        {
            "type": "object",
            "required": ["end_of_month"],
            "properties": {"end_of_month": {"type": "string", "enum": [anchor.value for anchor in Anchor]}},
            "additionalProperties": False,
        },
    ],
    "examples": ["2023-03-31", {"end_of_month": "goal_start"}],
}


class DueField(fields.Field):
    """A day, or the end of an anchor's month."""

    form: fields.Form = _DUE

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Due:
        if not isinstance(value, dict):
            found: date = fields.day(value)
            return found
        anchor = value.get("end_of_month")
        if len(value) != 1 or anchor not in [each.value for each in Anchor]:
            words = ", ".join(Anchor)
            raise refused("wrong-form", f'Must be a date, or {{"end_of_month": …}} of one of: {words}.')
        return EndOfMonth(end_of_month=Anchor(anchor))


class EvidenceAnswer(Answer):
    url = fields.Line(required=True, most=LONGEST_URL)
    title = fields.Line(required=True, allow_none=True)


class ActorAnswer(Answer):
    type = fields.Choice(ActorType, required=True)
    id = fields.Line(required=True)


class BaselineAnswer(Answer):
    state = fields.Choice(BaselineState, required=True)
    value = fields.Decimal(required=True, allow_none=True)
    observed_on = fields.Date(required=True, allow_none=True)
    source = fields.Line(required=True, allow_none=True)


class TargetAnswer(Answer):
    authored = fields.Anything(required=True, allow_none=True, metadata={"description": "As it was said."})
    resolved = fields.Anything(
        required=True, allow_none=True, metadata={"description": "The number, or a range's low and high."}
    )
    state = fields.Line(required=True, pattern="^(resolved|pending)$")


class WindowAnswer(Answer):
    start = fields.Date(required=True, allow_none=True)
    end = fields.Date(required=True, allow_none=True)
    tz = fields.Line(required=True)
    state = fields.Line(required=True, pattern="^(resolved|unresolved)$")
    authored = fields.Anything(required=True, metadata={"description": "As it was said."})


class ValueReadAnswer(Answer):
    value = fields.Decimal(required=True)
    observed_at = fields.Instant(required=True)
    reading_id = fields.Id(required=True)
