"""A list as a table to take away: which columns it has, and in which form it is asked for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from flask import Request as HttpRequest

from api.contract import fields
from api.contract.problems import Problem
from api.contract.schemas import Params
from goals.errors import Fault

Cell = str | int | None

PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Format(StrEnum):
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMAT_OF = {media_type: form for form, media_type in MEDIA_TYPES.items()}


class Column(NamedTuple):
    """`is_number`: a plain number in it is meant as one."""

    name: str
    is_number: bool = False


@dataclass(frozen=True)
class Sheet:
    """`name` is the file's, and the table's; `rows` are those of one item of the list, each a cell per column."""

    name: str
    columns: Sequence[Column]
    rows: Callable[[Mapping[str, Any]], Iterable[Sequence[Cell]]]


class FormatParams(Params):
    """Added to the parameters of a list that can be taken away."""

    format = fields.Choice(
        Format,
        metadata={
            "description": "All of the list as a file, without `limit` and `cursor`; or ask for its type in Accept."
        },
    )


def asked_format(request: HttpRequest, params: Mapping[str, Any]) -> Format:
    """The parameter decides, then Accept."""
    if "format" in params:
        return Format(params["format"])
    accepted = request.headers.get("Accept", "")
    if "csv" not in accepted and "spreadsheetml" not in accepted:
        return Format.JSON
    best = request.accept_mimetypes.best_match([*_FORMAT_OF], default=MEDIA_TYPES[Format.JSON])
    return _FORMAT_OF[best]


def require_whole(request: HttpRequest) -> None:
    """Raises Problem: 400 where a part is asked for."""
    parts = [name for name in ("limit", "cursor") if name in request.args]
    if parts:
        said = "A file holds all of the list: it has no pages."
        faults = [Fault(f"?{name}", "not-with-a-file", said) for name in parts]
        raise Problem("invalid-parameter", said, faults)


def is_plain_number(text: str) -> bool:
    return PLAIN_NUMBER.fullmatch(text) is not None
