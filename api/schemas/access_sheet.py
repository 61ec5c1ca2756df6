"""The access log as a table: a row for each entry."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from api.contract.sheets import Cell, Column, Sheet

COLUMNS = (
    Column("id"),
    Column("at"),
    Column("action"),
    Column("actor_type"),
    Column("actor_id"),
    Column("on_behalf_of"),
    Column("credential"),
    Column("role"),
    Column("channel"),
    Column("ip"),
    Column("request_id"),
    Column("method"),
    Column("path"),
    Column("asked"),
    Column("status", is_number=True),
)


def rows(entry: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    asked = msgspec.json.encode(entry["asked"]).decode()
    told = {**entry, "actor_type": entry["actor"]["type"], "actor_id": entry["actor"]["id"], "asked": asked}
    yield tuple(told[column.name] for column in COLUMNS)


ACCESS_LOG = Sheet("access-log", COLUMNS, rows)
