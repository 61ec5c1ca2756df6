"""Where the read models' tables are defined: all of them can be emptied and filled again from the events."""

from typing import Any

from sqlalchemy import Index, MetaData, Table
from sqlalchemy.sql import quoted_name

from goals.sides import SIDES, marked, turned

read_models = MetaData()
"""The tables of both sides."""

MODELS: dict[str, Table] = {}
"""Those of the first side, for which statements are written, by the names people call them."""


def read_model(name: str, *parts: Any, **options: Any) -> Table:
    """The first side's table; the other sides have one like it."""
    for index in parts:
        if isinstance(index, Index):
            index.name = quoted_name(marked(str(index.name)), None)
    table = MODELS[name] = Table(marked(name), read_models, *parts, **options)
    for side in SIDES[1:]:
        _copied(table, side)
    return table


def _copied(table: Table, side: str) -> None:
    copy = table.to_metadata(read_models, name=turned(table.name, side))
    for index in copy.indexes:
        index.name = quoted_name(turned(str(index.name), side), None)
