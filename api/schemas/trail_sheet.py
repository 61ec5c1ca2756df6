"""The trail as a table: a row for each field a retarget changed, so that a reader can filter by field."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from api.contract.sheets import Cell, Column, Sheet

COLUMNS = (
    Column("position", is_number=True),
    Column("event_id"),
    Column("recorded_at"),
    Column("effective_at"),
    Column("effective_on"),
    Column("goal_id"),
    Column("container_id"),
    Column("actor_type"),
    Column("actor_id"),
    Column("on_behalf_of"),
    Column("approver_type"),
    Column("approver_id"),
    Column("proposal_id"),
    Column("follows"),
    Column("field"),
    Column("before", is_number=True),
    Column("after", is_number=True),
    Column("reason_code"),
    Column("reason"),
    Column("evidence"),
    Column("trigger"),
    Column("counted"),
    Column("policy_version", is_number=True),
    Column("effect"),
    Column("ratio", is_number=True),
    Column("magnitude", is_number=True),
    Column("days_to_deadline", is_number=True),
    Column("window_elapsed", is_number=True),
    Column("last_value", is_number=True),
    Column("last_observed_at"),
    Column("progress_then", is_number=True),
    Column("expected_then", is_number=True),
    Column("pace_then", is_number=True),
    Column("flags"),
)
NOTHING: Mapping[str, Any] = {"field": None, "before": None, "after": None}
COLUMN_NAMES = tuple(column.name for column in COLUMNS)


def rows(move: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """What the retarget says is repeated with each of its fields; one row without a field where none can be named."""
    shared = {**move, **_said(move)}
    for change in move["changes"] or [NOTHING]:
        told = {**shared, **{name: _value(value) for name, value in change.items()}}
        yield tuple(told[name] for name in COLUMN_NAMES)


TRAIL = Sheet("trail", COLUMNS, rows)


def _said(move: Mapping[str, Any]) -> dict[str, Cell]:
    approver = move["approved_by"] or {"type": None, "id": None}
    last = move["last_reading"] or {"value": None, "observed_at": None}
    return {
        "actor_type": move["actor"]["type"],
        "actor_id": move["actor"]["id"],
        "approver_type": approver["type"],
        "approver_id": approver["id"],
        "evidence": "\n".join(each["url"] for each in move["evidence"]) or None,
        "counted": "true" if move["counted"] else "false",
        "last_value": last["value"],
        "last_observed_at": last["observed_at"],
        "flags": " ".join(move["flags"]) or None,
    }


def _value(told: Any) -> Cell:
    """What is not one value, as JSON."""
    return told if told is None or isinstance(told, str | int) else msgspec.json.encode(told).decode()
