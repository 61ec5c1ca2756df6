"""What was sent: read within bounds, parsed exactly, and loaded."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Request as HttpRequest
from marshmallow import ValidationError

from api.contract.faults import faults_of
from api.contract.problems import Problem
from api.contract.schemas import Request
from goals.errors import Fault

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
DRAINED_BYTES = 16 * 1024 * 1024
BLOCK_BYTES = 64 * 1024
MOST_DIGITS = 100

_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


class Wrong(tuple[Fault, ...]):
    """A row of a batch that did not load, and why."""


@dataclass(frozen=True, kw_only=True)
class BodyForm:
    """`most_rows` allows a list of that many instead of one object: it loads row by row, wrong rows into Wrong."""

    schema: Request
    media_types: tuple[str, ...] = (JSON,)
    most_rows: int = 0

    @property
    def is_required(self) -> bool:
        return any(field.required for field in self.schema.fields.values())

    def loaded(self, request: HttpRequest, raw: bytes) -> Any:
        """Raises Problem: 415, 400 or 422."""
        if not raw and not self.is_required and not request.content_type:
            return self._one({})
        self._require_media_type(request)
        parsed = parse_json(raw)
        if self.most_rows and isinstance(parsed, list):
            return self._rows(parsed)
        return self._one(parsed)

    def _one(self, parsed: Any) -> Any:
        try:
            return self.schema.load(parsed)
        except ValidationError as error:
            raise invalid(faults_of(error)) from None

    def _rows(self, parsed: list[Any]) -> list[Any]:
        if not 1 <= len(parsed) <= self.most_rows:
            detail = f"A batch has 1 to {self.most_rows} rows; this one has {len(parsed)}."
            raise invalid([Fault("", "wrong-length", detail)])
        return [self._row(row) for row in parsed]

    def _row(self, row: Any) -> Any:
        try:
            return self.schema.load(row)
        except ValidationError as error:
            return Wrong(faults_of(error))

    def _require_media_type(self, request: HttpRequest) -> None:
        charset = request.mimetype_params.get("charset", "utf-8").lower()
        if request.mimetype not in self.media_types or charset not in ("utf-8", "utf8"):
            sent = request.content_type or "nothing"
            raise Problem("unsupported-media-type", f"Send {' or '.join(self.media_types)}, not {sent}.")


def invalid(faults: Sequence[Fault]) -> Problem:
    count = len(faults)
    return Problem("invalid-body", f"{count} {'place is' if count == 1 else 'places are'} wrong in the body.", faults)


def read(request: HttpRequest, *, most_bytes: int) -> bytes:
    """The whole body. Raises Problem where it is cut short, comes too slowly, or is longer; then it is read to its end,
    so that the sender hears the answer."""
    announced = request.content_length
    if announced is not None and announced > most_bytes:
        raise _too_large(request, most_bytes)
    if announced is not None:
        return _exactly(request, announced)
    if not request.environ.get("wsgi.input_terminated"):
        return b""
    raw = _received(request, most_bytes + 1)
    if len(raw) > most_bytes:
        raise _too_large(request, most_bytes)
    return raw


def _exactly(request: HttpRequest, announced: int) -> bytes:
    raw = _received(request, announced)
    if len(raw) < announced:
        raise _malformed(f"{announced} bytes were announced, and {len(raw)} came.")
    return raw


def _received(request: HttpRequest, most_bytes: int) -> bytes:
    try:
        raw: bytes = request.environ["wsgi.input"].read(most_bytes)
    except TimeoutError:
        raise Problem("request-timeout", "The body came too slowly.") from None
    except OSError as error:
        raise _malformed(f"The body cannot be read to its end: {error.strerror or error}.") from None
    return raw


def _too_large(request: HttpRequest, most_bytes: int) -> Problem:
    stream = request.environ["wsgi.input"]
    left = min(request.content_length or DRAINED_BYTES, DRAINED_BYTES)
    with suppress(OSError):
        while left > 0 and (block := stream.read(min(left, BLOCK_BYTES))):
            left -= len(block)
    return Problem("body-too-large", f"The body may have at most {most_bytes} bytes.")


def parse_json(raw: bytes) -> Any:
    """One JSON document; numbers with a point or an exponent, very long ones, and NaN, as Decimal. Raises Problem."""
    try:
        parsed = _decoder.decode(raw.decode())
        if _HALF_PAIR.search(raw) is not None:
            json.dumps(parsed, ensure_ascii=False, default=str).encode()
    except UnicodeDecodeError as error:
        raise _malformed(f"Byte {error.start} is not UTF-8.") from None
    except UnicodeEncodeError:
        raise _malformed("Half of a surrogate pair is no text.") from None
    except ValueError as error:
        cause = "it begins with a byte order mark (BOM)" if raw.startswith(BOM_UTF8) else error
        raise _malformed(f"This is not JSON: {cause}.") from None
    except RecursionError:
        raise _malformed("Too many levels.") from None
    return parsed


def _malformed(detail: str) -> Problem:
    return Problem("malformed-body", detail, [Fault("", "malformed", detail)])


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the member {twice[:40]!r} is there twice")
    return found


def _whole(written: str) -> int | Decimal:
    """Python refuses to make an int of thousands of digits; whoever reads the field says what is wrong with it."""
    return int(written) if len(written) <= MOST_DIGITS else Decimal(written)


def _fraction(written: str) -> Decimal:
    """NaN where the exponent itself is beyond bounds."""
    try:
        return Decimal(written)
    except ArithmeticError:
        return Decimal("NaN")


_decoder = json.JSONDecoder(
    object_pairs_hook=_each_once, parse_int=_whole, parse_float=_fraction, parse_constant=Decimal
)
