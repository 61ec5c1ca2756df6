"""KPIs: what defining and redefining one takes, and how one is told."""

from typing import Any

from marshmallow import ValidationError

from api.contract import fields
from api.contract.faults import refused
from api.contract.schemas import Answer, Making, Params, Request
from api.schemas import examples
from goals.identity import new_id
from goals.kpi.commands import KEY_PATTERN, DefineKpi
from goals.kpi.facts import Measure
from goals.vocabulary import Aggregation, Cadence, UnitKind, ValueKind

LONGEST_NAME = 200
LONGEST_UNIT = 40
MOST_DIMENSIONS = 20
KEY_LOOKS = "1 to 64 small letters, digits, dots, dashes and underscores, beginning with a letter or digit"


class Dimensions(fields.Field):
    """What the KPI is of, by name: at most 20 short texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        text = {
            "type": "string",
            "minLength": 1,
            "maxLength": fields.LONGEST_LINE,
            "pattern": fields.words_pattern(1),
        }
        self.form = {
            "type": "object",
            "maxProperties": MOST_DIMENSIONS,
            "propertyNames": text,
            "additionalProperties": text,
            "examples": [{"region": "EMEA"}],
        }

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise refused("wrong-type", "Must be an object of texts.")
        if len(value) > MOST_DIMENSIONS:
            raise refused("wrong-length", f"Must have at most {MOST_DIMENSIONS} members; it has {len(value)}.")
        wrong = {name: fault for name, said in value.items() if (fault := _wrong(name, said)) is not None}
        if wrong:
            raise ValidationError(wrong)
        return value


def _wrong(name: str, said: Any) -> Any:
    try:
        for text in (name, said):
            fields.words(text, least=1, most=fields.LONGEST_LINE)
    except ValidationError as error:
        return error.messages
    return None


def unit(**more: Any) -> fields.Line:
    return fields.Line(most=LONGEST_UNIT, metadata={"description": "As in USD, kg, articles."}, **more)


def currency(**more: Any) -> fields.Line:
    return fields.Line(
        pattern="^[A-Z]{3}$",
        looks="a code of ISO 4217 such as EUR",
        allow_none=True,
        metadata={"description": "ISO 4217; where unit_kind is currency, and only there."},
        **more,
    )


def scale(**more: Any) -> fields.Whole:
    return fields.Whole(most=6, metadata={"description": "How many decimals a reading may have."}, **more)


def cadence(**more: Any) -> fields.Choice:
    return fields.Choice(
        Cadence,
        allow_none=True,
        metadata={"description": "How often a reading is expected; null: never too late."},
        **more,
    )


def define(**said: Any) -> DefineKpi:
    measured = {name: said.pop(name) for name in Measure.__struct_fields__ if name in said}
    return DefineKpi(kpi_id=new_id(), measure=Measure(**measured), **said)


class NewKpi(Making):
    makes = staticmethod(define)
    example = examples.NEW_KPI

    key = fields.Line(required=True, most=64, pattern=KEY_PATTERN, looks=KEY_LOOKS)
    name = fields.Text(required=True, most=LONGEST_NAME)
    description = fields.Text(allow_none=True)
    unit = unit(required=True)
    unit_kind = fields.Choice(UnitKind, required=True)
    currency = currency()
    scale = scale()
    value_kind = fields.Choice(ValueKind, required=True)
    aggregation = fields.Choice(Aggregation, required=True)
    cadence = cadence()
    absent_means_zero = fields.Flag()
    dimensions = Dimensions()


class EditKpi(Request):
    example = examples.EDIT_KPI

    name = fields.Text(most=LONGEST_NAME)
    description = fields.Text(allow_none=True)


class RedefineKpi(Request):
    """What is not there stays as it is."""

    example = examples.REDEFINE_KPI

    reason = fields.Text(required=True, least=10)
    unit = unit()
    unit_kind = fields.Choice(UnitKind)
    currency = currency()
    scale = scale()
    value_kind = fields.Choice(ValueKind)
    aggregation = fields.Choice(Aggregation)
    cadence = cadence()
    absent_means_zero = fields.Flag()
    dimensions = Dimensions()


class RetireKpi(Request):
    example = examples.RETIRE_KPI

    reason = fields.Text(allow_none=True)


class KpiParams(Params):
    key = fields.Line(most=64)
    unit_kind = fields.Choice(UnitKind)
    value_kind = fields.Choice(ValueKind)
    retired = fields.Truth()


class MeasureAnswer(Answer):
    unit = unit(required=True)
    unit_kind = fields.Choice(UnitKind, required=True)
    currency = currency(required=True)
    scale = scale(required=True)
    value_kind = fields.Choice(ValueKind, required=True)
    aggregation = fields.Choice(Aggregation, required=True)
    cadence = cadence(required=True)
    absent_means_zero = fields.Flag(required=True)
    dimensions = Dimensions(required=True)


class SeriesAnswer(MeasureAnswer):
    series = fields.Whole(required=True)
    reason = fields.Text(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    position = fields.Whole(required=True)


class KpiItem(MeasureAnswer):
    id = fields.Id(required=True)
    key = fields.Line(required=True)
    name = fields.Text(required=True)
    description = fields.Text(required=True, allow_none=True)
    series = fields.Whole(required=True, metadata={"description": "1 as defined, one more for each redefinition."})
    history = fields.Many(fields.Nested(SeriesAnswer()), most=1_000_000, required=True)
    retired = fields.Flag(required=True)
    retired_at = fields.Instant(required=True, allow_none=True)
    retired_for = fields.Text(required=True, allow_none=True)
    defined_at = fields.Instant(required=True)
    version = fields.Whole(required=True)


class KpiAnswer(KpiItem):
    position = fields.Whole(required=True)
