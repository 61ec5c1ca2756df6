"""How fields and whole answers look in JSON Schema."""

from collections.abc import Mapping
from typing import Any

import marshmallow
from apispec.ext.marshmallow import MarshmallowPlugin

from api.contract import fields
from api.contract.fields import Form
from api.contract.keys import ID_PATTERN as KEY_PATTERN
from api.contract.schemas import Answer

VARIABLES: Mapping[str, Form] = {
    "id": fields.Id.form,
    "key": {"type": "string", "pattern": KEY_PATTERN},
    "string": {"type": "string", "minLength": 1, "maxLength": 200},
}
"""By converter."""

FAULT: Form = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "A JSON pointer into the body; empty for the whole of it."},
        "parameter": {"type": "string", "description": "The query parameter, where it is one."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}

PROBLEM: Form = {
    "type": "object",
    "description": "RFC 9457.",
    "required": ["type", "title", "status", "detail", "instance", "code", "request_id", "errors"],
    "properties": {
        "type": {"type": "string", "description": "Where cause and mend can be read.", "pattern": "^/problems/"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": FAULT},
        "current_version": {"type": "integer", "description": "Where If-Match named another."},
        "roles": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Where the key's role is none of them.",
        },
    },
}


def listing(item: Form) -> Form:
    """A page of items."""
    return {
        "type": "object",
        "required": ["items", "next_cursor"],
        "properties": {
            "items": {"type": "array", "items": item},
            "next_cursor": {"type": ["string", "null"], "description": "Null on the last page."},
        },
    }


def teach(plugin: MarshmallowPlugin) -> None:
    """Let the plugin know our fields."""

    def ours(converter: Any, field: marshmallow.fields.Field[Any], ret: Form) -> Form:
        if isinstance(field, fields.Shapes):
            shapes = [converter.resolve_nested_schema(shape) for shape in field.shapes]
            return _nullable({"anyOf": shapes}, field)
        form = _form(field)
        return {name: value for name, value in _nullable(form, field).items() if name not in field.metadata}

    converter: Any = plugin.converter
    converter.add_attribute_function(ours)


def _form(field: marshmallow.fields.Field[Any]) -> Form:
    if not isinstance(field, fields.Field | fields.Many):
        return {}
    is_answered = isinstance(field.root, Answer)
    return field.answered if is_answered else field.form


def _nullable(form: Form, field: marshmallow.fields.Field[Any]) -> Form:
    if not field.allow_none:
        return form
    if "anyOf" in form:
        return {**form, "anyOf": [*form["anyOf"], {"type": "null"}]}
    if "type" not in form:
        return form
    kinds = form["type"] if isinstance(form["type"], list) else [form["type"]]
    words = {"enum": [*form["enum"], None]} if "enum" in form else {}
    return {**form, "type": [*kinds, "null"], **words}
