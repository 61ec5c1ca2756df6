"""Readings: what recording, correcting and voiding one takes, and how one is told.

Readings come by the thousand, so what is right in the usual way is loaded without marshmallow; whatever is not
goes through it, and is accepted or refused there.
"""

from typing import Any

from marshmallow import ValidationError

from api.contract import fields
from api.contract.schemas import Answer, Making, Params, Request
from api.schemas import examples, values
from goals.quantity import parse
from goals.reading.commands import NewReading
from goals.reading.intake import Fate

LONGEST_KEY = 200
MOST_EVIDENCE = 20


def made(**said: Any) -> NewReading:
    return NewReading(**values.tupled(said))


class RecordReading(Making):
    makes = staticmethod(made)
    example = examples.RECORD_READING

    observed_at = fields.Instant(required=True)
    value = fields.Decimal(required=True)
    key = fields.Line(
        allow_none=True,
        most=LONGEST_KEY,
        metadata={"description": "What it is known by, within its KPI; `observed_at` in UTC unless given."},
    )
    source = fields.Line(allow_none=True)
    note = fields.Text(allow_none=True)
    evidence = fields.Many(fields.Nested(values.NewEvidence()), most=MOST_EVIDENCE)

    def load(self, data: Any, **options: Any) -> Any:
        if not options and type(data) is dict:
            loaded = quickly(data)
            if loaded is not None:
                return loaded
        return super().load(data, **options)


_KNOWN = frozenset(("observed_at", "value", "key", "source", "note", "evidence"))


def quickly(row: dict[str, Any]) -> NewReading | None:
    """What RecordReading loads from a row; None where that is not plain to see."""
    value = row.get("value")
    if type(value) is not str or not _KNOWN.issuperset(row) or row.get("evidence", []) != []:
        return None
    try:
        return NewReading(
            observed_at=fields.instant(row.get("observed_at")),
            value=parse(value),
            key=_line(row.get("key"), LONGEST_KEY),
            source=_line(row.get("source"), fields.LONGEST_LINE),
            note=_line(row.get("note"), fields.LONGEST_TEXT),
        )
    except (ValidationError, ValueError):
        return None


def _line(value: Any, most: int) -> str | None:
    return None if value is None else fields.words(value, least=1, most=most)


class IntakeParams(Params):
    atomic = fields.Truth(
        load_default=False, metadata={"description": "All of a list, or none of it if one is refused."}
    )


class ReadingParams(Params):
    from_ = fields.Date(data_key="from", metadata={"description": "The first day of observation."})
    to = fields.Date(metadata={"description": "The last day of observation."})
    series = fields.Line(
        pattern="^[0-9]{1,9}$", most=9, looks="a series' number", metadata={"description": "The present one."}
    )


class CorrectReading(Request):
    example = examples.CORRECT_READING

    value = fields.Decimal(required=True)
    reason = fields.Text(required=True)


class VoidReading(Request):
    example = examples.VOID_READING

    reason = fields.Text(required=True)


class ReadingItem(Answer):
    id = fields.Id(required=True)
    kpi_id = fields.Id(required=True)
    series = fields.Whole(required=True)
    key = fields.Line(required=True, most=LONGEST_KEY)
    observed_at = fields.Instant(required=True)
    value = fields.Decimal(required=True)
    voided = fields.Flag(required=True)
    corrected = fields.Flag(required=True)
    note = fields.Text(required=True, allow_none=True)
    source = fields.Line(required=True, allow_none=True)
    evidence = fields.Many(fields.Nested(values.EvidenceAnswer()), required=True)
    rounded_from = fields.Line(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    version = fields.Whole(required=True)


class ReadingVersion(Answer):
    version = fields.Whole(required=True)
    value = fields.Decimal(required=True)
    voided = fields.Flag(required=True)
    reason = fields.Text(required=True, allow_none=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    event_id = fields.Id(required=True)
    position = fields.Whole(required=True)
    recorded_at = fields.Instant(required=True)


class ReadingAnswer(ReadingItem):
    versions = fields.Many(fields.Nested(ReadingVersion()), required=True)
    position = fields.Whole(required=True)


class Warned(Answer):
    code = fields.Line(required=True)
    detail = fields.Line(required=True, most=1_000)


class RowAnswer(Answer):
    index = fields.Whole(required=True)
    status = fields.Whole(required=True)
    outcome = fields.Line(required=True, metadata={"description": f"{', '.join(Fate)} or conflict"})
    id = fields.Id(allow_none=True)
    warnings = fields.Many(fields.Nested(Warned()))
    problem = fields.Anything()


class SummaryAnswer(Answer):
    created = fields.Whole(required=True)
    duplicate = fields.Whole(required=True)
    conflict = fields.Whole(required=True)
    failed = fields.Whole(required=True)


class IntakeAnswer(Answer):
    """Of one reading: the reading, and warnings. Of a list: a row for each, and how many of which kind."""

    id = fields.Id()
    kpi_id = fields.Id()
    value = fields.Decimal()
    observed_at = fields.Instant()
    key = fields.Line(most=LONGEST_KEY)
    version = fields.Whole()
    warnings = fields.Many(fields.Nested(Warned()))
    items = fields.Many(fields.Nested(RowAnswer()))
    summary = fields.Nested(SummaryAnswer())
    position = fields.Whole(required=True)
