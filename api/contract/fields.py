"""The fields requests and answers are made of: what each accepts, what it loads into, and its form in OpenAPI.

Decimal, Date, Instant, Id, Line, Text, Choice, Word, Flag, Whole, Many, Nested, Shapes; Truth for parameters; Ratio and
Anything for answers.
"""

import decimal
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import marshmallow
from marshmallow import Schema, ValidationError

from api.contract.faults import Coded, refused
from api.contract.text import SUBJECT_LOOKS, SUBJECT_PATTERN, sealed
from goals.identity import canonical
from goals.quantity import PATTERN, parse

ID_PATTERN = "^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$"
DATE_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
INSTANT_PATTERN = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
)
_INVISIBLE = (
    r"\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u2800\u3000\u3164\ufeff\uffa0"
)
"""White space, controls, and what has no width: a class that Python and JSON Schema read alike."""
LONGEST_LINE = 200
LONGEST_TEXT = 10_000
MOST_TOGETHER = 100

_ID = re.compile(ID_PATTERN)
_SUBJECT = re.compile(SUBJECT_PATTERN)
_DATE = re.compile(DATE_PATTERN)
_INSTANT = re.compile(INSTANT_PATTERN)
_MARGINS = "".join(re.findall(f"[{_INVISIBLE}]", "".join(map(chr, range(0x10000)))))
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

REQUIRED = Coded("required", "Is missing.")
NULL = Coded("null", "May not be null.")

Form = dict[str, Any]


def json_schema(**form: Any) -> Form:
    return form


class Field(marshmallow.fields.Field[Any]):
    """`form` is the field's JSON Schema in a request, `answered` in an answer."""

    form: Form = json_schema()

    @property
    def answered(self) -> Form:
        return self.form

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        known = {"required": REQUIRED, "null": NULL}
        return ValidationError(known[key]) if key in known else super().make_error(key, **kwargs)


class Decimal(Field):
    """An exact number: a string in plain notation, or a JSON number that converts exactly. Loads into a Decimal."""

    _text: Form = json_schema(type="string", pattern=PATTERN, maxLength=29, examples=["480000"])
    form: Form = json_schema(
        anyOf=[_text, {"type": "number", "exclusiveMinimum": -(10**18), "exclusiveMaximum": 10**18}],
        description="An exact number, best sent as a string.",
    )

    @property
    def answered(self) -> Form:
        return self._text

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> decimal.Decimal:
        try:
            return parse(_plain_number(value))
        except ValueError as error:
            raise refused("not-a-decimal", str(error)) from None


def _plain_number(value: Any) -> str | int:
    """What `parse` takes. JSON numbers arrive as int or Decimal. Raises ValueError."""
    if isinstance(value, decimal.Decimal):
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -60 or value.adjusted() >= 18:
            return str(value)
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < 10**18 else str(decimal.Decimal(value))
    raise ValueError("Must be a decimal number, written as a string.")


class Ratio(Field):
    """A share with exactly four decimals. Only answered."""

    form: Form = json_schema(type="string", pattern=r"^-?[0-9]+\.[0-9]{4}$", examples=["0.8000"])


class Date(Field):
    """A day: `YYYY-MM-DD`. Loads into a date."""

    form: Form = json_schema(type="string", format="date", pattern=DATE_PATTERN, maxLength=10)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> date:
        return day(value)


def day(value: Any) -> date:
    """Raises ValidationError."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise refused("not-a-date", "Must be a date such as 2026-03-31.")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise refused("no-such-day", f"There is no {value} in the calendar.") from None


class Instant(Field):
    """A moment: RFC 3339 with an offset, to the microsecond. Loads into an aware datetime in UTC."""

    form: Form = json_schema(type="string", format="date-time", pattern=INSTANT_PATTERN, maxLength=32)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> datetime:
        return instant(value)


def instant(value: Any) -> datetime:
    """Raises ValidationError."""
    if not isinstance(value, str) or _INSTANT.fullmatch(value) is None:
        raise refused("not-an-instant", "Must be an instant with its offset, such as 2026-03-31T09:00:00Z.")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused("no-such-instant", f"There is no {value} in the calendar.") from None


class Id(Field):
    """A UUID. Loads into its canonical text."""

    form: Form = json_schema(type="string", format="uuid", pattern=ID_PATTERN, maxLength=36)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        found = canonical(value) if isinstance(value, str) and _ID.fullmatch(value) else None
        if found is None:
            raise refused("not-an-id", "Must be a UUID such as 019b7c52-0d3c-7e1a-8a52-5f6c1d2e3f40.")
        return found


class Line(Field):
    """A short plain string: of `pattern` if given (said in words by `looks`), else with `least` to `most` characters as
    `words` counts them.
    """

    def __init__(
        self, *, least: int = 1, most: int = LONGEST_LINE, pattern: str = "", looks: str = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self._pattern = re.compile(pattern) if pattern else None
        self._looks = looks or f"of the form {pattern}"
        self.form = {
            "type": "string",
            "minLength": least,
            "maxLength": most,
            "pattern": pattern or words_pattern(least),
        }
        self._answered = {"type": "string", "pattern": pattern} if pattern else {"type": "string"}

    @property
    def answered(self) -> Form:
        return self._answered

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        found = words(value, least=self.least, most=self.most)
        if self._pattern is not None and self._pattern.fullmatch(found) is None:
            raise refused("wrong-form", f"Must be {self._looks}.")
        return found


def words(value: Any, *, least: int, most: int) -> str:
    """`value` as it is, if it is text that can be stored; `least` counts from its first visible character to its last.

    Raises ValidationError.
    """
    if not isinstance(value, str):
        raise refused("wrong-type", "Must be a string.")
    if not least <= len(value) <= most:
        raise refused("wrong-length", f"Must have {least} to {most} characters; it has {len(value)}.")
    if _UNSTORABLE.search(value) is not None:
        raise refused("not-text", "Holds NUL or half of a surrogate pair: that is no text.")
    shown = len(value.strip(_MARGINS)) if least else 0
    if shown < least:
        told = f"Must have {least} visible characters or more; it has {shown}." if shown else "Must not be blank."
        raise refused("wrong-length" if shown else "blank", told)
    return value


def words_pattern(least: int) -> str:
    """What `words` takes, as JSON Schema says it."""
    any_, seen = r"[^\x00]", f"[^{_INVISIBLE}]"
    if least == 0:
        return f"^{any_}*$"
    inner = "" if least == 1 else f"{any_}{{{least - 2},}}{seen}"
    return f"^{any_}*{seen}{inner}{any_}*$"


class Text(Field):
    """Free text: a string, or `{"text", "subject"}` to have it sealed under the subject's key, so it can be erased."""

    def __init__(self, *, least: int = 1, most: int = LONGEST_TEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        text = {"type": "string", "minLength": least, "maxLength": most, "pattern": words_pattern(least)}
        subject = {"type": "string", "minLength": 1, "maxLength": LONGEST_LINE, "pattern": SUBJECT_PATTERN}
        sealed_form = {
            "type": "object",
            "required": ["text", "subject"],
            "properties": {"text": text, "subject": subject},
            "additionalProperties": False,
        }
        self.form = {"anyOf": [text, sealed_form]}

    @property
    def answered(self) -> Form:
        return {"type": "string", "description": "`[erased]` once it is erased."}

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        if not isinstance(value, dict):
            return words(value, least=self.least, most=self.most)
        if value.keys() != {"text", "subject"}:
            raise refused("wrong-form", 'Must be a string, or {"text": "…", "subject": "…"}.')
        subject = words(value["subject"], least=1, most=LONGEST_LINE)
        if _SUBJECT.fullmatch(subject) is None:
            raise refused("wrong-form", f"Its subject must be {SUBJECT_LOOKS}.")
        return sealed(words(value["text"], least=self.least, most=self.most), subject=subject)


class Choice(Field):
    """One of an enumeration's words. Loads into its member."""

    def __init__(self, of: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._members: Mapping[Any, StrEnum] = {member.value: member for member in of}
        self.form = {"type": "string", "enum": list(self._members)}

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> StrEnum:
        if not isinstance(value, str) or value not in self._members:
            raise refused("unknown-word", f"Must be one of: {', '.join(self._members)}.")
        return self._members[value]


class Word(Field):
    """Always the same word: what tells one shape from another."""

    def __init__(self, word: str, **kwargs: Any) -> None:
        super().__init__(required=True, **kwargs)
        self.word = word
        self.form = {"type": "string", "const": word}

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> str:
        if value != self.word:
            raise refused("unknown-word", f"Must be {self.word!r}.")
        return self.word


class Flag(Field):
    form: Form = json_schema(type="boolean")

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if value is True or value is False:
            return value
        raise refused("wrong-type", "Must be true or false.")


class Truth(Field):
    """A parameter that is `true` or `false`."""

    form: Form = json_schema(type="boolean")

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> bool:
        if value in ("true", "false"):
            return bool(value == "true")
        raise refused("wrong-type", "Must be true or false.")


class Whole(Field):
    """An integer from `least` to `most`."""

    def __init__(self, *, least: int = 0, most: int = 2**31 - 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.form = {"type": "integer", "minimum": least, "maximum": most}

    @property
    def answered(self) -> Form:
        return {"type": "integer"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, decimal.Decimal) and value.is_finite() and value.adjusted() < 18 and value % 1 == 0:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise refused("wrong-type", "Must be a whole number.")
        if not self.least <= value <= self.most:
            raise refused("out-of-range", f"Must be from {self.least} to {self.most}.")
        return value


class Anything(Field):
    """Any JSON value. Only answered."""


class Many(marshmallow.fields.List[Any]):
    """A list of `least` to `most`."""

    def __init__(self, inner: Any, *, least: int = 0, most: int = MOST_TOGETHER, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self.least, self.most = least, most
        self.form = {"type": "array", "minItems": least, "maxItems": most}
        self.answered = {"type": "array"}

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return _collection_error(key, "Must be a list.")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and not self.least <= len(value) <= self.most:
            raise refused("wrong-length", f"Must have {self.least} to {self.most} items; it has {len(value)}.")
        found: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        return found


class Nested(marshmallow.fields.Nested):
    """An object of another schema, given as an instance."""

    def make_error(self, key: str, **kwargs: Any) -> ValidationError:
        return _collection_error(key, "Must be an object.")


class Shapes(Field):
    """One of several objects, told apart by the members they have; a Word decides where there is one."""

    def __init__(self, shapes: Sequence[Schema], *, said: str, **kwargs: Any) -> None:
        """`said` names the shapes, for whoever sent none of them."""
        super().__init__(**kwargs)
        self.shapes = tuple(shapes)
        self._said = said

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        if not isinstance(value, dict):
            raise refused("wrong-type", "Must be an object.")
        return self._meant(value).load(value)

    def _meant(self, value: Mapping[str, Any]) -> Schema:
        for shape in self.shapes:
            if _is_meant(shape, value):
                return shape
        raise refused("unknown-shape", f"Must be one of: {self._said}.")


def _is_meant(shape: Schema, value: Mapping[str, Any]) -> bool:
    sent_as = {field.data_key or name: field for name, field in shape.fields.items()}
    told = [(name, field.word) for name, field in sent_as.items() if isinstance(field, Word)]
    if told:
        return all(value.get(name) == word for name, word in told)
    needed = {name for name, field in sent_as.items() if field.required}
    return needed <= value.keys() <= sent_as.keys()


def _collection_error(key: str, otherwise: str) -> ValidationError:
    known = {"required": REQUIRED, "null": NULL}
    return ValidationError(known.get(key) or Coded("wrong-type", otherwise))
